import Foundation
import NIOCore

/// A run from the first booking to the last check, step by step.
struct RunStage: Sendable {
    let run: LoadRun
    let hub: HubProcess?
    let crews: [CrewHandle]
    private let scenario: Scenario
    private let options: RunOptions
    private let clock = ContinuousClock()

    init(
        _ run: LoadRun,
        _ place: HubPlace,
        _ accounts: [Account],
        hub: HubProcess?,
        pid: Int32?,
        group: any EventLoopGroup
    ) async throws {
        self.run = run
        self.hub = hub
        scenario = run.scenario
        options = run.options
        foreignPid = pid
        let number = UInt32.random(in: 1 ... .max)
        var crews: [CrewHandle] = []
        for index in 0..<options.loops {
            crews.append(
                try await CrewHandle.make(
                    on: group.next(),
                    place: place,
                    scenario: scenario,
                    accounts: accounts,
                    run: number,
                    index: index,
                    of: options.loops
                )
            )
        }
        self.crews = crews
    }

    /// Of a hub that was not started here.
    private let foreignPid: Int32?

    func play() async throws -> RunReport {
        var report = RunReport(scenario, loops: options.loops)
        report.begin = await gauge()
        try await book()
        report.booked = await gauge()
        let connecting = Uptime.now()
        try await gather()
        report.arrivalSeconds = Double(Uptime.now() - connecting) / 1e9
        report.arrived = await gauge()
        try await rest(scenario.quietSeconds)
        report.idle = await gauge()
        report.connections = try await total(\.tally.live)
        try await prefill()
        try await measure(&report)
        try await quieten(&report)
        options.say("Comparing with the history")
        for crew in crews { try await crew.performToEnd { crew in crew.checkHistories() } }
        report.end = await gauge()
        for crew in crews {
            report.findings.merge(try await crew.perform { $0.allFindings })
            report.visits += try await crew.perform { $0.visits.count }
            try await crew.perform { $0.disperse() }
        }
        return report
    }

    private func book() async throws {
        for (index, crew) in crews.enumerated() {
            let (scenario, count) = (scenario, crews.count)
            try await crew.perform { crew in
                for group in scenario.groups {
                    crew.plan(group, visits: group.visits / count + (index < group.visits % count ? 1 : 0))
                }
            }
        }
        options.say("Booking \(try await total(\.visits.count)) visits")
        for crew in crews { try await crew.performToEnd { crew in crew.bookAll() } }
    }

    private func gather() async throws {
        options.say("Connecting \(try await total { $0.visits.reduce(0) { $0 + $1.members.count } }) devices")
        let part = 1 / Double(crews.count)
        for crew in crews {
            try await crew.perform { crew in
                crew.tally.isMeasuring = true
                crew.gather(part: part)
            }
        }
        guard try await becomesTrue(\.isGathered, "Not everybody could join") else {
            let findings = try await crews.first?.perform { $0.allFindings } ?? Findings()
            throw RunFailure("Not everybody could join within \(options.patienceSeconds) seconds: \(findings.examples)")
        }
        // The arrival is measured, the warm-up is not.
        for crew in crews { try await crew.perform { $0.tally.isMeasuring = false } }
    }

    /// Gives every visit the history that its group wants.
    private func prefill() async throws {
        guard scenario.groups.contains(where: { $0.history > 0 }) else { return }
        options.say("Writing the history")
        for crew in crews { try await crew.perform { $0.prefill() } }
        guard try await becomesTrue(\.isQuiet, "The history is not written") else {
            throw RunFailure("The history could not be written within \(options.patienceSeconds) seconds.")
        }
    }

    private func measure(_ report: inout RunReport) async throws {
        for crew in crews { try await crew.perform { $0.talk() } }
        try await rest(scenario.warmUpSeconds)
        for crew in crews { try await crew.perform { $0.startMeasuring() } }
        var meter = Meter(await gauge(), try await tally(taking: true))
        let crashing = Task { try await crash() }
        let step = scenario.messages == nil ? 1 : 0.05
        // A rest that is much shorter than a step would say little.
        while scenario.seconds - meter.seconds > step / 5, meter.sent < scenario.messages ?? .max {
            try await rest(min(step, scenario.seconds - meter.seconds + 0.001))
            let sample = meter.take(await gauge(), try await tally(taking: true))
            report.timeline.append(sample)
            options.say(sample.line)
        }
        report.measured(meter, try await tally(taking: false))
        for crew in crews { try await crew.perform { $0.hush() } }
        report.crashes = try await crashing.value
        report.afterTraffic = await gauge()
    }

    /// Kills the hub and starts it again, as often as the scenario wants; how often that was.
    private func crash() async throws -> Int {
        guard let crash = scenario.crash, let hub else { return 0 }
        var random = SeededRandom(scenario.seed)
        for _ in 0..<crash.times {
            try await rest(crash.everySeconds.draw(using: &random))
            guard let pid = await hub.pid else { break }
            await killInTheWorstMoment(pid)
            await hub.crash()
            options.say("The hub was killed")
            try await hub.start()
        }
        return crash.times
    }

    /// When somebody has just been shown a message; or after a second if nobody talks.
    private func killInTheWorstMoment(_ pid: Int32) async {
        let (moments, moment) = AsyncStream.makeStream(of: Void.self)
        _ = try? await crews[0].perform {
            $0.onNextChat = {
                kill(pid, SIGKILL)
                moment.finish()
            }
        }
        let silence = Task {
            try await clock.sleep(for: .seconds(1))
            moment.finish()
        }
        for await _ in moments {}
        silence.cancel()
    }

    /// Waits until everything that is under way has come to its end, and counts as lost what did not.
    private func quieten(_ report: inout RunReport) async throws {
        let isQuiet = try await becomesTrue(\.isQuiet, "Something is still under way")
        if !isQuiet {
            let stuck = try await crews.first?.perform(\.stuck) ?? ""
            report.findings.add(
                .lost,
                1,
                "after \(options.patienceSeconds) seconds something was still under way: \(stuck)"
            )
        }
        for crew in crews { try await crew.perform { crew in crew.settle() } }
    }

    // MARK: Small things

    func gauge() async -> ProcessGauge.Reading? {
        let own = await hub?.pid
        return (own ?? foreignPid).flatMap { ProcessGauge(pid: $0).read() }
    }

    private func rest(_ seconds: Double) async throws {
        if seconds > 0 { try await clock.sleep(for: .seconds(seconds)) }
    }

    private func total(_ count: @escaping @Sendable (Crew) -> Int) async throws -> Int {
        var sum = 0
        for crew in crews { sum += try await crew.perform(count) }
        return sum
    }

    /// All that was counted; `taking` begins a new interval.
    private func tally(taking: Bool) async throws -> Tally {
        var all = Tally()
        for crew in crews {
            all.add(
                try await crew.perform { crew in
                    defer { if taking { crew.tally.startInterval() } }
                    return crew.tally
                }
            )
        }
        return all
    }

    private func becomesTrue(_ isTrue: @escaping @Sendable (Crew) -> Bool, _ otherwise: String) async throws -> Bool {
        let end = Uptime.now() + Uptime.nanoseconds(options.patienceSeconds)
        var said = Uptime.now()
        while true {
            var all = true
            for crew in crews { all = try await crew.perform(isTrue) && all }
            if all { return true }
            guard Uptime.now() < end else { return false }
            if Uptime.now() - said > 5_000_000_000 {
                said = Uptime.now()
                options.say("\(otherwise): waiting (\(try await total(\.tally.live)) connected)")
            }
            try await clock.sleep(for: .milliseconds(20))
        }
    }
}
