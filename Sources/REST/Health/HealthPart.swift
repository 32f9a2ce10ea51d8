/// How one part of the hub is.
package struct HealthPart: Hashable, Sendable {
    package enum State: String, Sendable, CaseIterable, Comparable {
        /// Not set up, and so not missed.
        case off
        case ok
        /// It works, and somebody should look at it soon.
        case degraded
        /// The hub can't do its work without it.
        case unavailable

        private var rank: Int {
            switch self {
            case .off, .ok: 0
            case .degraded: 1
            case .unavailable: 2
            }
        }

        package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
    }

    /// One word: `database`.
    package let name: String
    package let state: State
    /// What can be counted about it, by names in snake_case; nothing about people.
    package let figures: [String: Int]

    package init(_ name: String, _ state: State, figures: [String: Int] = [:]) {
        self.name = name
        self.state = state
        self.figures = figures
    }
}
