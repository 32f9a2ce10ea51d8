/// What a person can agree to, each for itself.
package enum ConsentPurpose: UInt8, Sendable, CaseIterable {
    /// Picture and sound are recorded.
    case recording = 1
    /// What is said is written down by a machine.
    case transcript = 2
    /// Somebody who is not needed for the care looks on, a student for example.
    case observer = 3
}

/// What kind of trouble somebody has.
package enum IssueCategory: UInt8, Sendable, CaseIterable {
    case audio = 1
    case video = 2
    case connection = 3
    case provider = 4
    case other = 5
}

/// How much the trouble disturbs the visit.
package enum IssueSeverity: UInt8, Sendable, CaseIterable {
    case minor = 1
    case disturbing = 2
    /// The visit can't go on.
    case blocking = 3
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
