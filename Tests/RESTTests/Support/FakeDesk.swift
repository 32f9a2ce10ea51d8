import Actors
import Core
import REST
import Synchronization

/// Answers what the test says, and remembers what it was asked.
final class FakeDesk: ConsultationDesk {
    struct Question: Hashable {
        let id: ConsultationID
        let request: ConsultationRequest
    }

    private struct State {
        var questions: [Question] = []
        var views: [ConsultationID: [PersonID: ConsultationView]] = [:]
        var overviews: [ConsultationID: ConsultationOverview] = [:]
        var reply: ConsultationReply = .done(seq: 7)
    }

    private let state = Mutex(State())

    var questions: [Question] { state.withLock { $0.questions } }

    /// The answer to everything but reads.
    func reply(_ reply: ConsultationReply) {
        state.withLock { $0.reply = reply }
    }

    func seat(_ person: PersonID, _ view: ConsultationView) {
        state.withLock { $0.views[view.id, default: [:]][person] = view }
    }

    /// What is seen without a seat.
    func show(_ overview: ConsultationOverview) {
        state.withLock { state in
            state.overviews[overview.id] = overview
            state.views[overview.id] = state.views[overview.id] ?? [:]
        }
    }

    func ask(_ id: ConsultationID, _ request: ConsultationRequest) async -> ConsultationReply {
        state.withLock { state in
            state.questions.append(Question(id: id, request: request))
            switch request {
            case .view(let person):
                guard let views = state.views[id] else { return .refused(.notFound) }
                return views[person].map { .view($0) } ?? .refused(.notSeated)
            case .overview:
                return state.overviews[id].map { .overview($0) } ?? .refused(.notFound)
            default:
                return state.reply
            }
        }
    }
}
