import Actors
import Core
import Gateway
import Synchronization
import Wire

/// The consultation side of these tests: it keeps what it is told, answers an attach with `Welcome`, and each command with
/// a reply.
final class RecordingGate: ConsultationGate {
    enum Told: Hashable, Sendable {
        case attach(AttachRequest)
        case detach(ConnectionID)
        case commands(ConnectionID, [InboundCommand])
    }

    private struct State: Sendable {
        var told: [Told] = []
        var outlets: [any Outlet] = []
        var known: [ConnectionID: any Outlet] = [:]
        var isAnswering = true
        var owed: [(any Outlet, Delivery)] = []
    }

    private let state = Mutex(State())
    private let continuation: AsyncStream<Told>.Continuation
    /// What is told, as it comes; for one reader.
    let stream: AsyncStream<Told>

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    var told: [Told] { state.withLock { $0.told } }

    /// In the order of attaching.
    var outlets: [any Outlet] { state.withLock { $0.outlets } }

    func tell(_ id: ConsultationID, _ message: ConsultationMessage) {
        switch message {
        case .attach(let request, let outlet):
            state.withLock { state in
                state.outlets.append(outlet)
                state.known[request.connection] = outlet
            }
            record(.attach(request))
            var welcome = ProtoServerMessage()
            welcome.welcome.seat = 1
            outlet.deliver(.journaled(request.format.frame(welcome), position: 1))
        case .detach(let connection):
            record(.detach(connection))
        case .commands(let connection, let commands):
            record(.commands(connection, commands))
            guard let outlet = state.withLock({ $0.known[connection] }) else { return }
            for command in commands {
                answer(.done(DoneMessage(counter: command.counter, seq: command.counter)), to: outlet)
            }
        }
    }

    /// Keeps the replies from now on, as a consultation does whose journal is behind.
    func stopAnswering() { state.withLock { $0.isAnswering = false } }

    /// Gives the oldest of the kept replies; on the sockets' loop.
    func answerOne() {
        let owed = state.withLock { $0.owed.isEmpty ? nil : $0.owed.removeFirst() }
        if let (outlet, delivery) = owed { outlet.deliver(delivery) }
    }

    private func answer(_ delivery: Delivery, to outlet: any Outlet) {
        let isAnswering = state.withLock { state in
            if !state.isAnswering { state.owed.append((outlet, delivery)) }
            return state.isAnswering
        }
        if isAnswering { outlet.deliver(delivery) }
    }

    private func record(_ told: Told) {
        state.withLock { $0.told.append(told) }
        continuation.yield(told)
    }
}
