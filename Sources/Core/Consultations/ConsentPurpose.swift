/// What a person can agree to, each for itself.
package enum ConsentPurpose: UInt8, Sendable, CaseIterable {
    /// Picture and sound are recorded.
    case recording = 1
    /// What is said is written down by a machine.
    case transcript = 2
    /// Somebody who is not needed for the care looks on, a student for example.
    case observer = 3
}

/// Why a recording stopped.
package enum RecordingEnd: UInt8, Sendable, CaseIterable {
    /// A host asked for it.
    case requested = 1
    /// Somebody in the room does not agree any more.
    case consentWithdrawn = 2
    /// Somebody who has not agreed enters the room.
    case newcomer = 3
    /// Nobody is left in the room.
    case roomEmpty = 4
    /// The visit is over.
    case visitOver = 5

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .requested: "requested"
        case .consentWithdrawn: "consent_withdrawn"
        case .newcomer: "newcomer"
        case .roomEmpty: "room_empty"
        case .visitOver: "visit_over"
        }
    }
}

/// What kind of trouble somebody has.
package enum IssueCategory: UInt8, Sendable, CaseIterable {
    case audio = 1
    case video = 2
    case connection = 3
    case provider = 4
    case other = 5

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .audio: "audio"
        case .video: "video"
        case .connection: "connection"
        case .provider: "provider"
        case .other: "other"
        }
    }
}

/// How much the trouble disturbs the visit.
package enum IssueSeverity: UInt8, Sendable, CaseIterable {
    case minor = 1
    case disturbing = 2
    /// The visit can't go on.
    case blocking = 3

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .minor: "minor"
        case .disturbing: "disturbing"
        case .blocking: "blocking"
        }
    }
}

/// Why somebody's seat became empty.
package enum LeaveReason: UInt8, Sendable, CaseIterable {
    /// They said so.
    case left = 1
    /// The socket was lost and nobody came back within the grace period.
    case connectionLost = 2
}

/// Why a consultation got the status it has.
package enum StatusReason: UInt8, Sendable, CaseIterable {
    /// Somebody with the right to it asked for it.
    case requested = 1
    /// The first person entered the waiting room.
    case arrival = 2
    /// Nobody came within the time, or nobody came back.
    case deserted = 3
    /// It took longer than any visit may.
    case overdue = 4
}
