import Foundation
import TestKit
import Testing

@testable import Hub

/// `kill -9` of the real process under load, again and again.
@Suite(.serialized, .timeLimit(.minutes(30))) struct CrashTests {
    private static let rounds = ProcessInfo.processInfo.environment["LASO_CRASH_ROUNDS"].flatMap { Int($0) } ?? 5
    private static let seed =
        ProcessInfo.processInfo.environment["LASO_CRASH_SEED"].flatMap { UInt64($0) }
        ?? .random(in: 0...UInt64(UInt32.max))
    private static let visits = 3

    @Test func nothingThatAnyoneWasToldIsLostWhenTheHubIsKilled() async throws {
        print("crashes: LASO_CRASH_SEED=\(Self.seed) LASO_CRASH_ROUNDS=\(Self.rounds)")
        var random = SplitMix64(seed: Self.seed)
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder)
            try await hub.start()
            let (acknowledgements, acknowledged) = AsyncStream.makeStream(of: Void.self)
            var begun: [CrashVisit] = []
            for _ in 0..<Self.visits {
                begun.append(try await CrashVisit.begin(hub.file) { acknowledged.yield() })
            }
            let visits = begun
            let isOver = Flag()
            async let talked: Void = talk(visits, until: isOver)
            var answers = acknowledgements.makeAsyncIterator()
            for _ in 0..<Self.rounds {
                // Somewhere in the stream of answers, never at the same place.
                for _ in 0..<(50 + random.next() % 400) { await answers.next() }
                try await hub.kill()
                try await hub.start()
            }
            for _ in 0..<100 { await answers.next() }
            isOver.set()
            try await talked
            for visit in visits { try await visit.check() }
            try await expectResumes(visits)
            try await hub.kill()
            let verified = try await hub.run("verify")
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    /// As a newcomer would try it: the demo runs, the hub is killed in the middle and starts again.
    @Test func aDemoGoesOnAfterAKill() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder)
            try await hub.start()
            var isKilled = false
            let demo = try await hub.run("demo", "--pace", "0.3", "--credentials", folder + "/demo.json") { output in
                guard !isKilled, output.contains("the visit is active") else { return }
                isKilled = true
                try await hub.kill()
                try await hub.start()
            }
            #expect(isKilled)
            #expect(demo.status == 0, "\(demo.output)")
            #expect(demo.output.components(separatedBy: "gaps 0, doubles 0").count == 3)
            // Both after the kill, and the patient once more as the story wants it.
            #expect(demo.output.components(separatedBy: "connected again").count == 4)
            try await hub.kill()
            let verified = try await hub.run("verify")
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    private func talk(_ visits: [CrashVisit], until isOver: Flag) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for visit in visits { group.addTask { try await visit.talk(until: { isOver.isSet }) } }
            try await group.waitForAll()
        }
    }

    /// Everybody came back, and got just what they missed: the only snapshots are those of the first day.
    ///
    /// A life may be too short for one of them to come back in it.
    private func expectResumes(_ visits: [CrashVisit]) async throws {
        var (told, resumes) = (0, 0)
        for visit in visits {
            told += await visit.record.acknowledged.count
            resumes += await visit.record.resumes
            #expect(await visit.record.resumes > 0)
            #expect(await visit.record.snapshots == 2)
        }
        print("crashes: \(told) messages acknowledged and \(resumes) resumes in \(Self.rounds) lives of the hub")
    }
}
