import Wire

// How the demo calls what comes over the wire.

extension ProtoConsultationStatus {
    var word: String {
        switch self {
        case .scheduled: "scheduled"
        case .waiting: "waiting"
        case .active: "active"
        case .onHold: "on hold"
        case .ended: "ended"
        case .cancelled: "cancelled"
        case .noShow: "no-show"
        case .unspecified, .UNRECOGNIZED: "unknown"
        }
    }
}

extension ProtoConsentPurpose {
    var word: String {
        switch self {
        case .recording: "recording"
        case .transcript: "a transcript"
        case .observer: "an observer"
        case .unspecified, .UNRECOGNIZED: "something unknown"
        }
    }
}

extension ProtoPresence {
    var word: String {
        switch self {
        case .away: "away"
        case .waiting: "in the waiting room"
        case .inRoom: "in the room"
        case .unspecified, .UNRECOGNIZED: "somewhere"
        }
    }
}

extension ProtoLeaveReason {
    var word: String {
        switch self {
        case .connectionLost: "left: the connection was lost"
        case .left, .unspecified, .UNRECOGNIZED: "left"
        }
    }
}

/// `1 event`, `2 events`.
func counted(_ count: Int, _ word: String) -> String {
    count == 1 ? "1 \(word)" : "\(count) \(word)s"
}
