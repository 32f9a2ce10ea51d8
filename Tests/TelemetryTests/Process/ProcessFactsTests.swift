import Testing

@testable import Telemetry

@Suite struct ProcessFactsTests {
    private let stat = """
        4242 (a (strange) name) S 1 4242 4242 0 -1 4194560 5000 0 3 0 150 50 0 0 20 0 9 0 120000 900000000 2560 \
        18446744073709551615 1 1 0 0 0 0 0 4096 16384 0 0 0 17 1 0 0 0 0 0
        """

    @Test func theFieldsFollowTheName() throws {
        let facts = try #require(ProcessFacts(stat: stat, ticksPerSecond: 100))
        #expect(facts.cpuSeconds == 2)
        #expect(facts.residentPages == 2560)
        #expect(facts.secondsAfterBoot == 1200)
    }

    @Test(arguments: ["", "1 (x", "1 (x) S 1 2 3"])
    func aTextOfAnotherFormIsNone(text: String) {
        #expect(ProcessFacts(stat: text, ticksPerSecond: 100) == nil)
    }

    @Test func bootTimeAndLimitsAreRead() {
        #expect(ProcessFacts.bootTime(stat: "cpu 1 2 3\nbtime 1700000000\nprocesses 5\n") == 1_700_000_000)
        #expect(ProcessFacts.bootTime(stat: "cpu 1 2 3\n") == nil)
        let limits = "Limit  Soft Limit  Hard Limit  Units\nMax open files            1024        524288       files\n"
        #expect(ProcessFacts.openFilesMax(limits: limits) == 1024)
        #expect(ProcessFacts.openFilesMax(limits: "Max open files    unlimited   unlimited  files") == nil)
    }

    @Test(.enabled(if: isLinux))
    func thisProcessHasItsMetrics() {
        let registry = PrometheusRegistry()
        registry.collectProcess()
        let lines = registry.render().split(separator: "\n").filter { $0.hasPrefix("process_") }
        let values = lines.compactMap { line -> Double? in Double(line.split(separator: " ")[1]) }
        #expect(
            lines.map { $0.prefix { $0 != " " } } == [
                "process_cpu_seconds_total", "process_max_fds", "process_open_fds", "process_resident_memory_bytes",
                "process_start_time_seconds",
            ]
        )
        #expect(values.count == 5)
        #expect(values.allSatisfy { $0 >= 0 })
        #expect(values[2] >= 3)
        #expect(values[3] > 1024 * 1024)
        #expect(values[4] > 1_600_000_000)
    }
}

private var isLinux: Bool {
    #if os(Linux)
    true
    #else
    false
    #endif
}
