import Foundation
import Testing

@testable import LoadTestKit

@Suite struct ScenarioFileTests {
    private static let folder = RealHub.root.appending(path: "loadtest/scenarios")

    @Test func everyScenarioOfTheProjectCanBeRead() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter {
            $0.hasSuffix(".yaml")
        }
        #expect(names.count > 10)
        for name in names {
            let scenario = try ScenarioFile.read(Self.folder.appending(path: name).path)
            #expect(!scenario.groups.isEmpty, "\(name)")
        }
    }

    @Test func everythingThatAFileSaysIsTaken() throws {
        let scenario = try ScenarioFile.parse(
            """
            title: All
            seed: 5
            seconds: 12.5
            people: 30
            arrival: {per-second: 50, credential: token}
            hub: {loops: 2, settings: {LASO_GRACE_SECONDS: 5}}
            crash: {times: 3, every: 1-2}
            groups:
              - name: one
                visits: 7
                people: 2-20
                devices: 3
                guests: 0.5
                traffic:
                  - {lane: chat, rate: 0.25, bytes: 100-200}
                  - {lane: signal, window: 8, who: doctor}
                drops: {every: 9, away: 1}
                slow: {share: 0.25, bytes-per-second: 100}
            """,
            file: "all.yaml"
        )
        #expect(scenario.title == "All")
        #expect(scenario.seed == 5)
        #expect(scenario.seconds == 12.5)
        #expect(scenario.arrival == .init(perSecond: 50, credential: .token))
        #expect(scenario.hub == .init(loops: 2, settings: ["LASO_GRACE_SECONDS": "5"]))
        #expect(scenario.crash == .init(times: 3, everySeconds: Spread(1, 2)))
        let group = try #require(scenario.groups.first)
        #expect(group.people == Spread(2, 20))
        #expect(group.devices == 3)
        #expect(group.traffic[0].pace == .open(perSecond: 0.25))
        #expect(group.traffic[1].pace == .closed(window: 8, after: .reply))
        #expect(group.traffic[1].isFirstOnly)
        #expect(group.drops == .init(everySeconds: 9, awaySeconds: Spread(1)))
        #expect(group.slow == .init(share: 0.25, bytesPerSecond: 100))
    }

    @Test(arguments: [
        ("", 0), ("title: A\nsecond: 5\n", 2), ("title: A\nseconds: soon\n", 2), ("title: A\nseconds: -1\n", 2),
        ("title: A\n", 1), ("title: A\ntitle: B\n", 1), ("title: [\n", 2), ("- 1\n", 1),
        ("title: A\ngroups:\n  - visits: 2\n    people: 20-2\n", 4),
        ("title: A\ngroups:\n  - traffic:\n      - {lane: chit, rate: 1}\n", 4),
        ("title: A\ngroups:\n  - traffic:\n      - {lane: chat}\n", 4),
        ("title: A\ngroups:\n  - traffic:\n      - {lane: signal, window: 1, after: copy}\n", 4),
        ("title: A\ngrowth: {vary: colour, values: [1]}\n", 2),
    ])
    func whatIsWrongIsNamedWithItsLine(text: String, line: Int) throws {
        let error = try #require(throws: ScenarioError.self) { try ScenarioFile.parse(text, file: "bad.yaml") }
        #expect(error.line == line, "\(error)")
        #expect(error.description.hasPrefix("bad.yaml"))
    }
}
