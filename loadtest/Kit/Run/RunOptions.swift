/// How a scenario is run: what does not change what it asks of the hub.
package struct RunOptions: Sendable {
    package var target = Target.own(binary: "")
    /// Event loops of the harness, each with a thread.
    package var loops = 1
    /// How long everybody may take to arrive, and everything that is under way to come to its end.
    package var patienceSeconds = 60.0
    /// Gets a line for each second and each step.
    package var say: @Sendable (String) -> Void = { _ in }

    package init() {}

    /// Which hub is loaded.
    package enum Target: Sendable {
        /// One that the harness starts, with a folder of its own.
        case own(binary: String)
        /// One that runs already; `pid` if it is on this machine, and its figures are wanted.
        case running(HubPlace, people: [Account], pid: Int32?)
    }
}

/// Why a run could not be made; nothing about the hub's promises.
package struct RunFailure: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
