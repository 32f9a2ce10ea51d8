/// How soon somebody in the waiting room should be seen; within one priority it goes by arrival.
package enum WaitingPriority: UInt8, Sendable, CaseIterable, Comparable {
    case normal = 1
    case raised = 2
    case urgent = 3

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .normal: "normal"
        case .raised: "raised"
        case .urgent: "urgent"
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
