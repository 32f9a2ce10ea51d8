import Foundation
import Testing

@testable import Hub

/// Clients that misbehave beside clients that don't: each bad one gets what the documents say, and the good ones notice
/// nothing.
///
/// `./run.sh hostile` is the same with two hundred bad and a hundred good ones, and prints what it measured.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HostileTests {
    private static let isFull = ProcessInfo.processInfo.environment["LASO_HOSTILE"] != nil

    /// Beside what may wait for those who don't read: buffers, tables, and what an allocator does not give back.
    private static let bytesPerBadClient = 512 * 1024
    private static let slackBytes = 64 * 1_048_576

    @Test func everyBadClientGetsItsOutcomeAndTheGoodOnesNoticeNothing() async throws {
        let scale = Self.isFull ? HostileScale.full : .small
        let report = try await HostileRun.run(scale)
        if Self.isFull { print(report) }
        for kind in Misbehaviour.all {
            let outcomes = report.tally[kind.name, default: [:]]
            #expect(outcomes.values.reduce(0, +) >= scale.badOfEach, "\(kind.name)")
            #expect(Set(outcomes.keys).isSubset(of: kind.outcomes), "\(kind.name): \(outcomes)")
        }
        expectUndisturbed(report.good)
        expectCounted(report)
        expectBounded(report)
        #expect(report.status == 0)
        #expect(!report.log.contains(#""level":"error""#) && !report.log.contains("Fatal"), "\(report.log)")
    }

    @Test func theDocumentListsThemAll() throws {
        let url = PythonVisit.root.appending(path: "docs/hostile-clients.md")
        let text = try String(contentsOf: url, encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") }.map { row in
            row.split(separator: "|").prefix(2).map { $0.trimmingCharacters(in: .whitespaces) }
        }
        for kind in Misbehaviour.all {
            let outcomes = kind.outcomes.map(\.description).sorted().joined(separator: ", ")
            #expect(rows.contains([kind.name, outcomes]), "\(kind.name) | \(outcomes)")
        }
    }

    private func expectUndisturbed(_ good: [GoodRecord]) {
        for record in good {
            #expect(record.faults.isEmpty)
            #expect(record.losses.isEmpty)
            #expect(record.welcomes == 1)
            #expect(record.disorder == 0)
        }
        // Four in a consultation hear each other and themselves.
        let said = good.map(\.said).reduce(0, +)
        let heard = good.map(\.heard).reduce(0, +)
        #expect(heard == 4 * said)
        #expect(good.allSatisfy { $0.said > 0 })
    }

    /// The hub's own figures say the same.
    private func expectCounted(_ report: HostileReport) {
        for code: UInt16 in [1002, 1003, 1007, 1009, 3003, 3007, 3505, 3506, 3507, 3508, 3509] {
            #expect(report.closed(code) == report.count(.closed(code)), "\(code)")
        }
        #expect(report.closed(3002) == report.scale.badOfEach)
        #expect(report.growth("laso_slow_consumers_closed_total") == report.scale.badOfEach)
        for (limit, code): (String, UInt16) in [
            ("hello_time", 3506), ("silence", 3003), ("message_bytes", 1009), ("connections_per_person", 3509),
            ("queue_bytes", 3002),
        ] {
            #expect(report.growth("laso_limit_reached_total{limit=\"\(limit)\"}") == report.closed(code), "\(limit)")
        }
        for limit in [
            "frame_rate", "command_rate", "person_socket_rate", "address_request_rate", "request_time",
            "unanswered_commands",
        ] {
            #expect(report.growth("laso_limit_reached_total{limit=\"\(limit)\"}") > 0, "\(limit)")
        }
    }

    private func expectBounded(_ report: HostileReport) {
        let bad = Misbehaviour.all.count * report.scale.badOfEach
        let most =
            report.scale.badOfEach * report.scale.queueBytesMax + bad * Self.bytesPerBadClient + Self.slackBytes
        #expect(report.memoryGrowth < most)
        #expect(report.isTidy, "\(report.end.openFiles) files are open, and \(report.calm.openFiles) were before")
    }
}
