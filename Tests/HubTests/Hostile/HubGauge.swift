/// The hub's memory and open files over time.
actor HubGauge {
    struct Reading: Sendable {
        var residentBytes = 0
        var openFiles = 0
    }

    private static let period: Duration = .milliseconds(100)

    private let hub: HostileHub
    private let current: CurrentStage
    /// The most of each stage.
    private(set) var most: [Stage: Reading] = [:]

    init(_ hub: HostileHub, _ current: CurrentStage) {
        self.hub = hub
        self.current = current
    }

    func read() throws -> Reading {
        Reading(residentBytes: try hub.residentBytes(), openFiles: try hub.openFiles())
    }

    /// Reads for as long as there is a stage.
    func watch() async throws {
        while let stage = current.stage {
            let reading = try read()
            let known = most[stage] ?? Reading()
            most[stage] = Reading(
                residentBytes: max(known.residentBytes, reading.residentBytes),
                openFiles: max(known.openFiles, reading.openFiles)
            )
            try await ContinuousClock().sleep(for: Self.period)
        }
    }
}
