import Wire

@testable import Client

extension ProtoServerMessage {
    static func welcomeSnapshot(seq: UInt64, history: String = "h1", instance: UInt64 = 7, pingMs: UInt32 = 0) -> Self {
        var message = ProtoServerMessage()
        message.welcome.seat = 2
        message.welcome.historyID = history
        message.welcome.clientInstance = instance
        message.welcome.recovery = .snapshot
        message.welcome.snapshot.seq = seq
        message.welcome.pingIntervalMs = pingMs
        return message
    }

    static func welcomeReplay(until: UInt64, history: String = "h1", instance: UInt64 = 7) -> Self {
        var message = ProtoServerMessage()
        message.welcome.seat = 2
        message.welcome.historyID = history
        message.welcome.clientInstance = instance
        message.welcome.recovery = .replay
        message.welcome.replayUntil = until
        return message
    }

    static func chat(_ text: String, seq: UInt64, prev: UInt64) -> Self {
        var message = ProtoServerMessage()
        message.event.seq = seq
        message.event.prev = prev
        message.event.chatPosted.fromSeat = 1
        message.event.chatPosted.text = text
        return message
    }
}

extension ConsultationUpdate {
    /// What most tests look at, in a word.
    var summary: String {
        switch self {
        case .welcome(let welcome): welcome.recovery == .snapshot ? "snapshot" : "replay"
        case .event(let event, let isReplay): "\(isReplay ? "replayed " : "")\(event.seq)"
        case .caughtUp(let replayed): "caught up \(replayed)"
        case .snapshot(let snapshot): "view \(snapshot.seq)"
        case .transient: "transient"
        case .fault(let fault): "\(fault)"
        case .closed(_, let returns): returns ? "closed, returns" : "closed"
        }
    }
}

extension ProtoCommand.OneOf_Action {
    static func chat(_ text: String) -> Self {
        var chat = ProtoPostChat()
        chat.text = text
        return .postChat(chat)
    }
}
