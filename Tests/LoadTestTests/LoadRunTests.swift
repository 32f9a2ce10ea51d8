import Foundation
import Testing

@testable import LoadTestKit

/// A short load test at the hub of this build.
///
/// It checks every message, and no times.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LoadRunTests {
    /// Everything at once: people who wait, come late and come back, slow readers, visits that end, and a hub that is killed
    /// just when somebody has been shown a message.
    @Test func aHubThatIsKilledUnderAMixedLoadKeepsAllPromises() async throws {
        var options = RunOptions()
        options.target = .own(binary: RealHub.binary)
        let report = try await LoadRun(Self.scenario, options).run()
        #expect(report.isGood, "\(report.text)")
        #expect(report.crashes == 1)
        #expect(report.visitsEnded > 0)
        for count in ["events", "transients", "replies", "own drops", "welcomes"] {
            #expect(report.counts[count] ?? 0 > 0, "\(count)")
        }
        #expect(report.end?.residentBytes ?? 0 > 0)
    }

    @Test func aRunningHubIsNotKilled() async throws {
        var scenario = Self.scenario
        scenario.crash = Scenario.Crash()
        var options = RunOptions()
        options.target = .running(try HubPlace(host: "127.0.0.1", port: 9), people: [], pid: nil)
        await #expect(throws: RunFailure.self) { try await LoadRun(scenario, options).run() }
    }

    @Test func aHubThatIsNotThereIsNamed() async throws {
        var options = RunOptions()
        options.target = .own(binary: "/nowhere/hub")
        let error = await #expect(throws: RunFailure.self) { try await LoadRun(Self.scenario, options).run() }
        #expect(error?.description.contains("/nowhere/hub") == true)
    }

    private static var scenario: Scenario {
        var visits = Scenario.Group()
        visits.visits = 6
        visits.people = Spread(2, 4)
        visits.guests = 0.6
        visits.admitSeconds = Spread(0, 0.2)
        visits.traffic = [
            Scenario.Traffic(lane: .chat, pace: .open(perSecond: 4), bytes: Spread(60, 400)),
            Scenario.Traffic(lane: .privateChat, pace: .open(perSecond: 1)),
            Scenario.Traffic(lane: .note, pace: .open(perSecond: 1)),
            Scenario.Traffic(lane: .signal, pace: .open(perSecond: 6)),
            Scenario.Traffic(lane: .directSignal, pace: .open(perSecond: 2), bytes: Spread(60, 2000)),
        ]
        visits.drops = Scenario.Drops(everySeconds: 2, awaySeconds: Spread(0.02, 0.3))
        var waiting = visits
        waiting.visits = 1
        waiting.guests = 1
        waiting.waiting = 0.7
        var ending = visits
        ending.visits = 2
        ending.drops = nil
        ending.visitSeconds = Spread(1)
        var slow = visits
        slow.visits = 1
        slow.people = Spread(4)
        slow.slow = Scenario.Slow(share: 0.5)
        var scenario = Scenario()
        scenario.title = "Everything at the hub of this build"
        scenario.people = 4
        scenario.warmUpSeconds = 0.2
        scenario.quietSeconds = 0
        scenario.seconds = 5
        scenario.crash = Scenario.Crash(times: 1, everySeconds: Spread(2))
        scenario.groups = [visits, waiting, ending, slow]
        return scenario
    }
}
