import Client
import Wire

/// Something that has to come over somebody's socket before the story goes on.
enum DemoSight: Sendable, Hashable {
    case waiting(DemoPart)
    case inRoom(DemoPart)
    /// A snapshot on a connection that was there before.
    case newView
    case status(ProtoConsultationStatus)
    case said(String)
    case typing(DemoPart)
    case reconnecting(DemoPart)
    case isBack(DemoPart)
    /// So many events were replayed.
    case caughtUp(Int)
    case consent(ProtoConsentPurpose)
    case visitOver

    /// Whether an update is it, for somebody who knows these seats.
    func isShown(by update: ConsultationUpdate, _ seats: [DemoPart: UInt32]) -> Bool {
        switch (self, update) {
        case (.newView, .snapshot): true
        case (.caughtUp(let count), .caughtUp(let replayed)): count == replayed
        case (.visitOver, .closed(let close, _)): close.code == .over
        case (_, .event(let event, _)): isShown(by: event, seats)
        case (_, .transient(let transient)): isShown(by: transient, seats)
        case (_, .welcome(let welcome)): isShown(by: welcome.snapshot.participants)
        case (_, .snapshot(let snapshot)): isShown(by: snapshot.participants)
        default: false
        }
    }

    private func isShown(by event: ProtoEvent, _ seats: [DemoPart: UInt32]) -> Bool {
        switch (self, event.body) {
        case (.waiting(let part), .waitingRoomEntered(let entered)?): entered.seat == seats[part]
        case (.inRoom(let part), .roomEntered(let entered)?): entered.seat == seats[part]
        case (.status(let status), .statusChanged(let changed)?): changed.status == status
        case (.said(let text), .chatPosted(let chat)?): chat.text == text
        case (.consent(let purpose), .consentChanged(let changed)?): changed.purpose == purpose && changed.given
        default: false
        }
    }

    private func isShown(by transient: ProtoTransient, _ seats: [DemoPart: UInt32]) -> Bool {
        switch (self, transient.body) {
        case (.typing(let part), .typing(let typing)?): typing.typing && typing.seat == seats[part]
        case (.reconnecting(let part), .presence(let presence)?): presence.reconnecting && presence.seat == seats[part]
        case (.isBack(let part), .presence(let presence)?):
            !presence.reconnecting && !presence.devices.isEmpty && presence.seat == seats[part]
        default: false
        }
    }

    private func isShown(by participants: [ProtoParticipant]) -> Bool {
        switch self {
        case .waiting(let part): participants.contains { $0.role == part.role && $0.presence == .waiting }
        case .inRoom(let part): participants.contains { $0.role == part.role && $0.presence == .inRoom }
        default: false
        }
    }
}

extension DemoSight: CustomStringConvertible {
    /// Ends the sentence "The doctor did not see …".
    var description: String {
        switch self {
        case .waiting(let part): "the \(part) in the waiting room"
        case .inRoom(let part): "the \(part) in the room"
        case .newView: "a new view"
        case .status(let status): "the visit become \(status.word)"
        case .said(let text): "the message “\(text)”"
        case .typing(let part): "the \(part) typing"
        case .reconnecting(let part): "the \(part) reconnecting"
        case .isBack(let part): "the \(part) connected again"
        case .caughtUp(let count): "a replay of exactly \(counted(count, "event"))"
        case .consent(let purpose): "the consent to \(purpose.word)"
        case .visitOver: "the hub close the visit"
        }
    }
}
