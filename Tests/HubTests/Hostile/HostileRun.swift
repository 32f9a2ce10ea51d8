import Client
import NIOCore
import NIOPosix
import Testing

/// Good and bad clients at one hub: first the good ones alone, then all together, then the good ones alone again.
struct HostileRun: Sendable {
    /// How long the hub may take to close everything that the bad ones left.
    private static let tidyingMax: Duration = .seconds(30)

    let hub: HostileHub
    let scale: HostileScale
    private let group: any EventLoopGroup
    private let clock = ContinuousClock()

    /// Runs a hub of its own for it, with a real process and real sockets.
    static func run(_ scale: HostileScale) async throws -> HostileReport {
        try await withTemporaryFolder { folder in
            let process = HubProcess(folder: folder, scale.environment)
            try await process.start()
            // The bad ones have a thread of their own, so that they are not in the good ones' way on this side.
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            var report: HostileReport
            do {
                report = try await HostileRun(hub: HostileHub(process), scale: scale, group: group).play()
            } catch {
                try await process.kill()
                try await group.shutdownGracefully()
                throw error
            }
            (report.status, report.log) = try await process.stop()
            try await group.shutdownGracefully()
            return report
        }
    }

    private func play() async throws -> HostileReport {
        let current = CurrentStage()
        let gauge = HubGauge(hub, current)
        var report = HostileReport(scale: scale, start: try await gauge.read())
        let kinds = Misbehaviour.all.flatMap { kind in (0..<scale.badOfEach).map { (kind, $0) } }
        var people: [SignedIn] = []
        for number in kinds.indices { people.append(try await hub.person("bad-\(number)", role: "staff")) }
        let good = try await GoodCrowd.gather(hub, scale, bad: people)
        let (deaf, deafBegun) = AsyncStream.makeStream(of: Void.self)
        let place = HostilePlace(port: hub.port, group: group, scale: scale, deaf: deafBegun, hearsAgain: Signal())
        let speaker = try await hub.person("speaker", role: "doctor")
        let busy = try await GoodCrowd.book(by: speaker, with: [speaker] + people.prefix(scale.badOfEach))
        var members: [HostileCrowd.Member] = []
        for (index, (kind, number)) in kinds.enumerated() {
            let consultations = [index, index + 1].map { good.consultations[$0 % scale.consultations] }
            let guest = HostileGuest(
                number: number,
                place: place,
                address: "127.0.0.\(2 + index / scale.badOfEach)",
                person: people[index],
                consultations: index < scale.badOfEach ? [busy] : consultations,
                foreignInstance: await good.doctor(index % scale.consultations).instance
            )
            members.append(HostileCrowd.Member(misbehaviour: kind, guest: guest))
        }
        let loud = LoudSpeaker(client: try await GoodCrowd.client(speaker, busy))
        let crowd = HostileCrowd(members: members, scale: scale)

        current.stage = .warmUp
        async let watched: Void = gauge.watch()
        async let talked: Void = talk(good, current)
        try await clock.sleep(for: scale.warmUp)
        report.metricsStart = try await hub.metrics()
        current.stage = .calm
        try await clock.sleep(for: scale.calm)
        report.calm = try await gauge.read()
        report.metricsBefore = try await hub.metrics()
        current.stage = .hostile
        async let shouted: Void = shout(loud, deaf, place)
        report.tally = await crowd.run()
        try await shouted
        report.metricsBeside = try await hub.metrics()
        current.stage = .after
        try await clock.sleep(for: scale.calm)
        report.isTidy = try await becomesTidy(report.calm)
        report.end = try await gauge.read()
        report.metricsAfter = try await hub.metrics()
        current.stage = nil
        try await talked
        try await watched
        report.most = await gauge.most
        report.good = await good.records()
        return report
    }

    /// Lets the good ones talk and listen, and leave when there are no more stages.
    private func talk(_ good: GoodCrowd, _ current: CurrentStage) async throws {
        try await withThrowingTaskGroup(of: Void.self) { listeners in
            for guest in good.guests { listeners.addTask { await guest.listen() } }
            try await withThrowingTaskGroup(of: Void.self) { talkers in
                for guest in good.guests {
                    talkers.addTask { try await guest.talk(current, every: scale.messageInterval) }
                }
                try await talkers.waitForAll()
            }
            try await good.leave()
            try await listeners.waitForAll()
        }
    }

    /// Talks to those who don't read when all of them are there.
    private func shout(_ loud: LoudSpeaker, _ deaf: AsyncStream<Void>, _ place: HostilePlace) async throws {
        var count = 0
        for await _ in deaf {
            count += 1
            if count == scale.badOfEach { break }
        }
        do {
            try await loud.talk(hub, until: scale.badOfEach)
        } catch {
            await place.hearsAgain.give()
            throw error
        }
        await place.hearsAgain.give()
    }

    /// Whether as many files are open as before the bad ones came, after a while.
    private func becomesTidy(_ calm: HubGauge.Reading) async throws -> Bool {
        let end = clock.now + Self.tidyingMax
        while clock.now < end {
            if try hub.openFiles() <= calm.openFiles { return true }
            try await clock.sleep(for: .milliseconds(200))
        }
        return false
    }
}
