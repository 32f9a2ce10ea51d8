import Core
import Foundation
import GRDB
import TestKit
import Testing

@testable import Persistence

@Suite("Verifying finds what was altered")
struct VerificationTests {
    /// An installation with two consultations, a snapshot, a timer, an erasure and checkpoints; closed.
    private func fill(_ bench: StoreBench) async throws {
        var examples = JournalExamples(seed: 11)
        let visits = [StoredVisit(&examples), StoredVisit(&examples), StoredVisit(&examples)]
        try await bench.withStore { store in
            for (index, visit) in visits.enumerated() {
                let wakeAt = index == 0 ? StoreBench.time + .seconds(60) : nil
                let outcome = await store.append(visit.entries(epoch: 1, isOver: index == 2), wakeAt: wakeAt)
                #expect(outcome == .accepted(position: UInt64(index) * 5 + 1))
                store.journal.save(StoreBench.snapshot(4), of: visit.entity)
                _ = try await store.checkpoint(at: StoreBench.time + .seconds(index))
            }
            _ = try await store.erase(visits[2].id, at: StoreBench.time)
        }
    }

    @Test func whatTheHubWroteIsClean() async throws {
        try await StoreBench.run { bench in
            try await fill(bench)
            let report = try bench.verify()
            #expect(report.findings == [])
            #expect(report.entries == 16)
            #expect(report.entities == 3)
            #expect(report.snapshots == 2)
            #expect(report.keys == 2)
            #expect(report.erasures == 1)
            #expect(report.checkpoints == 4)
            #expect(report.provedPosition == 16)
        }
    }

    @Test func itWorksBesideAHubThatWrites() async throws {
        try await StoreBench.run { bench in
            try await fill(bench)
            try await bench.withStore { store in
                var examples = JournalExamples(seed: 12)
                _ = await store.append(StoredVisit(&examples).entries(epoch: 2))
                let report = try bench.verify()
                #expect(report.findings == [])
            }
        }
    }

    /// Every value in every row of every table of both files, one byte at a time.
    @Test func oneChangedByteInAnyTableIsFound() async throws {
        try await StoreBench.run { bench in
            try await fill(bench)
            var tried = 0
            for path in [bench.paths.journal, bench.paths.keys] {
                let pristine = try #require(FileManager.default.contents(atPath: path))
                for change in try Self.changes(in: path) {
                    try bench.change(path, change)
                    #expect(try !bench.findings().isEmpty, "not found: \(change)")
                    try pristine.write(to: URL(filePath: path))
                    tried += 1
                }
            }
            #expect(tried > 300)
            #expect(try bench.findings() == [])
        }
    }

    /// An update for each value: the last byte of a blob or text, or the lowest bit of a number.
    ///
    /// Of all tables unless some are named.
    static func changes(in path: String, tables: [String]? = nil) throws -> [String] {
        try DatabaseQueue(path: path).read { db in
            var changes: [String] = []
            let all = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            for table in try tables ?? String.fetchAll(db, sql: all) {
                for row in try Row.fetchAll(db, sql: "SELECT * FROM \(table)") {
                    let place = row.map { "\"\($0)\" IS \(literal($1))" }.joined(separator: " AND ")
                    for (column, value) in row {
                        guard let changed = changed(value) else { continue }
                        changes.append("UPDATE OR IGNORE \(table) SET \"\(column)\" = \(changed) WHERE \(place)")
                    }
                }
            }
            return changes
        }
    }

    private static func literal(_ value: DatabaseValue) -> String {
        switch value.storage {
        case .null: "NULL"
        case .int64(let number): "\(number)"
        case .double(let number): "\(number)"
        case .string(let text): "'\(text)'"
        case .blob(let data): "X'\(Hex.text(Array(data)))'"
        }
    }

    private static func changed(_ value: DatabaseValue) -> String? {
        switch value.storage {
        case .null, .double: return nil
        // A change that meets another row would be none, so it goes far away.
        case .int64(let number): return "\(number ^ (1 << 40))"
        case .string(let text): return "'\(text.dropLast())\(text.hasSuffix("x") ? "y" : "x")'"
        case .blob(var data):
            guard !data.isEmpty else { return "X'01'" }
            data[data.endIndex - 1] ^= 1
            return "X'\(Hex.text(Array(data)))'"
        }
    }

    @Test(arguments: [
        "DELETE FROM journal WHERE position = 3",
        "DELETE FROM journal WHERE position = 1",
        "DELETE FROM journal WHERE position > 10",
        "DELETE FROM journal WHERE position = 16",
        "DELETE FROM entity WHERE id = 1",
        "DELETE FROM installation",
        "DELETE FROM consultation WHERE entity = 1",
        "DELETE FROM seat WHERE number = 2",
        "DELETE FROM timer",
        "DELETE FROM projection",
        "DELETE FROM grdb_migrations WHERE rowid = 2",
        "INSERT INTO timer (entity, due) VALUES (2, 5)",
        "INSERT INTO timer (entity, due) VALUES (99, 5)",
        "INSERT INTO projection (name, position) VALUES ('other', 16)",
        "INSERT INTO entity (id, kind, uuid) VALUES (9, 1, X'00000000000000000000000000000009')",
        "UPDATE consultation SET status = 2 WHERE entity = 1",
        "UPDATE consultation SET start = start + 60000",
        "UPDATE seat SET role = 5 WHERE number = 2",
        "UPDATE journal SET wake = 5 WHERE position = 7",
        "UPDATE journal SET origin = X'00000000000000000000000000000009' WHERE position = 1",
        "DROP INDEX journal_entity",
        "CREATE TABLE extra (id INTEGER PRIMARY KEY)",
        // The payloads of two chat messages, and their places.
        """
        UPDATE journal SET sealed = (SELECT sealed FROM journal AS other
            WHERE other.position = CASE journal.position WHEN 4 THEN 5 ELSE 4 END) WHERE position IN (4, 5)
        """,
        """
        UPDATE journal SET position = CASE position WHEN 4 THEN -5 ELSE -4 END WHERE position IN (4, 5);
        UPDATE journal SET position = -position WHERE position < 0
        """,
        "UPDATE snapshot SET seq = 3 WHERE entity = 1",
        """
        UPDATE snapshot SET sealed = (SELECT sealed FROM snapshot AS other
            WHERE other.entity = 3 - snapshot.entity) WHERE entity IN (1, 2)
        """,
    ])
    func aChangeOfTheJournalIsFound(sql: String) async throws {
        try await StoreBench.run { bench in
            try await fill(bench)
            try bench.change(bench.paths.journal, sql)
            #expect(try !bench.findings().isEmpty)
        }
    }

    @Test(arguments: [
        "DELETE FROM key WHERE uuid = (SELECT min(uuid) FROM key)",
        "DELETE FROM erasure", "DELETE FROM installation",
        "INSERT INTO erasure (owner, uuid, time, code) SELECT owner, uuid, 5, X'00' FROM key LIMIT 1",
    ])
    func aChangeOfTheKeysIsFound(sql: String) async throws {
        try await StoreBench.run { bench in
            try await fill(bench)
            try bench.change(bench.paths.keys, sql)
            #expect(try !bench.findings().isEmpty)
        }
    }

    /// Somebody rewrites the end of the journal with right hashes, as one who knows this program could.
    @Test func aTailThatIsWrittenAnewIsFoundByTheCheckpoint() async throws {
        try await StoreBench.run { bench in
            try await fill(bench)
            let checkpoints = try #require(FileManager.default.contents(atPath: bench.paths.checkpoints))
            try FileManager.default.removeItem(atPath: bench.folder)
            try FileManager.default.createDirectory(atPath: bench.folder, withIntermediateDirectories: false)
            try await fill(bench)
            // The same entries, but other keys and nonces: the chain is right in itself.
            #expect(try bench.findings() == [])
            try checkpoints.write(to: URL(filePath: bench.paths.checkpoints))
            #expect(try !bench.findings().isEmpty)
        }
    }

    @Test func aRemovedTailBeforeTheLastCheckpointIsFoundThoughTheRestIsWhole() async throws {
        try await StoreBench.run { bench in
            try await fill(bench)
            let cut = [
                "DELETE FROM journal WHERE position > 10", "DELETE FROM seat WHERE consultation = 3",
                "DELETE FROM visit_figures WHERE entity = 3", "DELETE FROM consultation WHERE entity = 3",
                "DELETE FROM snapshot WHERE entity = 3",
                "DELETE FROM entity WHERE id = 3", "UPDATE projection SET position = 10", "DELETE FROM tally",
                "INSERT INTO tally SELECT x'', status, provider, count(*) FROM consultation GROUP BY status, provider",
                """
                INSERT INTO tally SELECT person, c.status, provider, count(*)
                FROM seat JOIN consultation c ON c.entity = consultation WHERE role = 2 GROUP BY 1, 2, 3
                """,
            ]
            for sql in cut { try bench.change(bench.paths.journal, sql) }
            let findings = try bench.findings()
            #expect(findings.count == 1)
            #expect(findings.first?.contains("a checkpoint proves that it went to 16") == true)
        }
    }

    @Test(arguments: [0, 1, 2, 3])
    func aChangedOrRemovedCheckpointIsFound(line: Int) async throws {
        try await StoreBench.run { bench in
            try await fill(bench)
            let text = try String(contentsOfFile: bench.paths.checkpoints, encoding: .utf8)
            var lines = text.split(separator: "\n").map(String.init)
            lines[line] = lines[line].replacingOccurrences(of: "\"position\":", with: "\"position\":1")
            try (lines.joined(separator: "\n") + "\n").write(
                toFile: bench.paths.checkpoints,
                atomically: true,
                encoding: .utf8
            )
            #expect(try !bench.findings().isEmpty)
            // The last one may be missing: a checkpoint can only prove what came before it.
            guard line < 3 else { return }
            lines.remove(at: line)
            try (lines.joined(separator: "\n") + "\n").write(
                toFile: bench.paths.checkpoints,
                atomically: true,
                encoding: .utf8
            )
            #expect(try !bench.findings().isEmpty)
        }
    }

    @Test func aCheckpointThatAPowerCutToreOffIsNone() async throws {
        try await StoreBench.run { bench in
            try await fill(bench)
            let whole = try #require(FileManager.default.contents(atPath: bench.paths.checkpoints))
            try (whole + Data("{\"epoch\":1,".utf8)).write(to: URL(filePath: bench.paths.checkpoints))
            #expect(try bench.findings() == [])
            try await bench.withStore { store in
                var examples = JournalExamples(seed: 13)
                _ = await store.append(StoredVisit(&examples).entries(epoch: 2))
                _ = try await store.checkpoint(at: StoreBench.time)
            }
            let report = try bench.verify()
            #expect(report.findings == [])
            #expect(report.checkpoints == 5)
        }
    }
}
