/// Whether a seat may enter the room.
package enum Standing: UInt8, Sendable, CaseIterable {
    /// Has to be admitted.
    case held = 1
    case cleared = 2
    /// Turned away at the door; a host can still admit them.
    case denied = 3
    /// Put out of the room; a host can still admit them.
    case removed = 4

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .held: "held"
        case .cleared: "cleared"
        case .denied: "denied"
        case .removed: "removed"
        }
    }
}

/// Where a seat's person is.
package enum Presence: UInt8, Sendable, CaseIterable {
    case away = 1
    case waiting = 2
    case inRoom = 3

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .away: "away"
        case .waiting: "waiting"
        case .inRoom: "in_room"
        }
    }
}
