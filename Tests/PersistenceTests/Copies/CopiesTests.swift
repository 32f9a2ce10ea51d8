import Core
import Foundation
import TestKit
import Testing

@testable import Persistence

@Suite("Backup, restore and export")
struct CopiesTests {
    private static let wording: ConsultationBundle.Wording = { entry in
        let event = try ConsultationEvent(entry.content)
        return "{\"seq\":\(entry.seq),\"said\":\(event.chatText.map { "\"\($0)\"" } ?? "null")}"
    }

    private func backUp(_ bench: StoreBench, withKeys: Bool = false) throws -> StorePaths {
        _ = try Backup.make(
            bench.paths,
            to: bench.folder + "/backup",
            keysTo: withKeys ? bench.folder + "/backup-keys" : nil,
            master: bench.master,
            at: StoreBench.time
        )
        return StorePaths(folder: bench.folder + "/backup")
    }

    @discardableResult
    private func restore(_ source: StorePaths, _ bench: StoreBench, keys: String? = nil) throws -> Restore.Summary {
        try Restore.perform(
            source,
            keys: keys,
            into: bench.paths,
            master: bench.master,
            at: StoreBench.time,
            replay: StoreBench.replay
        )
    }

    // MARK: Backup and restore

    @Test func aBackupUnderLoadIsAConsistentPast() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 31)
            let visits = (0..<400).map { _ in StoredVisit(&examples) }
            let source = try await bench.withStore { store in
                for visit in visits.prefix(20) { _ = await store.append(visit.entries()) }
                // The writer goes on while the copy is made.
                async let written: Void = {
                    for visit in visits.dropFirst(20) { _ = await store.append(visit.entries()) }
                }()
                let source = try backUp(bench)
                await written
                return source
            }
            let report = try bench.verify(source)
            #expect(report.findings == [])
            #expect(report.entries >= 100)
            #expect(report.entries.isMultiple(of: 5), "batches are copied whole")
            #expect(report.provedPosition == report.entries)

            let before = try await bench.withStore { ($0.journal.historyID, $0.journal.epoch) }
            let summary = try restore(source, bench)
            #expect(summary.position == report.entries)
            #expect(summary.setAside.map { FileManager.default.fileExists(atPath: $0) } == true)
            try await bench.withStore { store in
                #expect(store.journal.historyID == summary.history)
                #expect(store.journal.historyID != before.0)
                #expect(store.journal.epoch > before.1)
                let copied = Int(report.entries / 5)
                let last = try await store.load(visits[copied - 1].entity)
                #expect(last.tail == visits[copied - 1].entries())
                let next = try await store.load(visits[copied].entity)
                #expect(next == StoredEntity())
                let entries = visits[copied].entries(epoch: store.journal.epoch)
                #expect(await store.append(entries) == .accepted(position: report.entries + 1))
                _ = try await store.checkpoint(at: StoreBench.time)
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func whatWasErasedSinceTheBackupStaysErased() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 32)
            let visit = StoredVisit(&examples)
            let source = try await bench.withStore { store in
                _ = await store.append(visit.entries(isOver: true))
                store.journal.save(StoreBench.snapshot(5), of: visit.entity)
                _ = try await store.load(visit.entity)
                let source = try backUp(bench)
                _ = try await store.erase(visit.id, at: StoreBench.time)
                return source
            }
            try restore(source, bench)
            #expect(try bench.findings() == [])
            try await bench.withStore { store in
                let stored = try await store.load(visit.entity, .fromSnapshot(before: 0))
                #expect(stored.snapshot == nil)
                #expect(stored.tail == visit.entries(isOver: true).map(\.erased))
            }
        }
    }

    /// The wrong backup first, then the right one; and a backup of that.
    @Test func restoringAgainFromAnotherBackupStaysProvable() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 39)
            func grow(_ epoch: UInt32) async throws {
                try await bench.withStore { store in
                    _ = await store.append(StoredVisit(&examples).entries(epoch: store.journal.epoch))
                    _ = try await store.checkpoint(at: StoreBench.time)
                }
            }
            func copy(_ name: String) throws -> StorePaths {
                let folder = "\(bench.folder)/\(name)/"
                _ = try Backup.make(bench.paths, to: folder, keysTo: nil, master: bench.master, at: StoreBench.time)
                return StorePaths(folder: folder)
            }
            try await grow(1)
            let older = try copy("older")
            try await grow(2)
            let newer = try copy("newer")
            try await grow(3)
            for (source, position) in [(older, 5), (newer, 10), (older, 5)] as [(StorePaths, UInt64)] {
                let summary = try restore(source, bench)
                #expect(summary.position == position)
                for _ in 0..<3 { try await grow(9) }
                #expect(try bench.findings() == [])
                let again = try copy("again-\(UUID().uuidString)")
                #expect(try bench.verify(again).findings == [])
                try restore(again, bench)
                #expect(try bench.findings() == [])
            }
        }
    }

    @Test func aFailedRestoreLeavesNoKeysBehind() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 40)
            let source = try await bench.withStore { store in
                _ = await store.append(StoredVisit(&examples).entries())
                return try backUp(bench, withKeys: true)
            }
            try bench.change(source.journal, "UPDATE journal SET time = 5 WHERE position = 2")
            try await StoreBench.run { other in
                #expect(throws: StoreError.self) {
                    try restore(source, other, keys: bench.folder + "/backup-keys/keys.sqlite")
                }
                #expect(!FileManager.default.fileExists(atPath: other.paths.keys))
            }
        }
    }

    @Test func anEmptyMachineIsRestoredFromBothCopies() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 33)
            let visit = StoredVisit(&examples)
            let source = try await bench.withStore { store in
                _ = await store.append(visit.entries())
                return try backUp(bench, withKeys: true)
            }
            try await StoreBench.run { other in
                let error = try #require(throws: StoreError.self) { try restore(source, other) }
                #expect(error.kind == .misplaced)
                try restore(source, other, keys: bench.folder + "/backup-keys/keys.sqlite")
                #expect(try other.findings() == [])
                try await other.withStore { store in
                    let stored = try await store.load(visit.entity)
                    #expect(stored.tail == visit.entries())
                }
            }
        }
    }

    @Test func aKeyFileThatIsThereIsNeverReplaced() async throws {
        try await StoreBench.run { bench in
            let source = try await bench.withStore { _ in try backUp(bench, withKeys: true) }
            let error = try #require(throws: StoreError.self) {
                try restore(source, bench, keys: bench.folder + "/backup-keys/keys.sqlite")
            }
            #expect(error.kind == .misplaced)
        }
    }

    @Test func aDamagedBackupIsNotRestored() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 34)
            let visit = StoredVisit(&examples)
            let source = try await bench.withStore { store in
                _ = await store.append(visit.entries())
                return try backUp(bench)
            }
            try bench.change(source.journal, "UPDATE journal SET time = 5 WHERE position = 2")
            let present = FileManager.default.contents(atPath: bench.paths.journal)
            let error = try #require(throws: StoreError.self) { try restore(source, bench) }
            #expect(error.kind == .damaged)
            #expect(FileManager.default.contents(atPath: bench.paths.journal) == present)
        }
    }

    @Test func noRestoreWhileAHubRuns() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { _ in
                let source = try backUp(bench)
                let error = try #require(throws: StoreError.self) { try restore(source, bench) }
                #expect(error.kind == .inUse)
            }
        }
    }

    @Test func aBackupNeverOverwrites() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { _ in
                _ = try backUp(bench)
                let error = try #require(throws: StoreError.self) { try backUp(bench) }
                #expect(error.kind == .misplaced)
            }
        }
    }

    // MARK: Export

    private func export(_ visit: StoredVisit, _ bench: StoreBench) throws -> ConsultationBundle.Summary {
        try Store.export(
            visit.id,
            from: bench.paths,
            to: bench.folder + "/bundle",
            master: bench.master,
            at: StoreBench.time,
            wording: Self.wording
        )
    }

    private func check(_ bench: StoreBench, publicKey: String? = nil) throws -> ConsultationBundle.Summary {
        try ConsultationBundle.check(bench.folder + "/bundle", publicKey: publicKey, wording: Self.wording)
    }

    @Test func aBundleProvesItself() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 35)
            let visit = StoredVisit(&examples)
            let summary = try await bench.withStore { store in
                _ = await store.append(visit.entries())
                return try export(visit, bench)
            }
            #expect(summary.entries == 5)
            #expect(!summary.isErased)
            #expect(try check(bench, publicKey: summary.publicKey) == summary)
            #expect(throws: StoreError.self) { try check(bench, publicKey: String(repeating: "ab", count: 32)) }
            let text = try String(contentsOfFile: bench.folder + "/bundle", encoding: .utf8)
            #expect(text.contains("Good morning"))
        }
    }

    @Test func anErasedConsultationIsExportedWithoutItsContent() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 36)
            let visit = StoredVisit(&examples)
            let summary = try await bench.withStore { store in
                _ = await store.append(visit.entries(isOver: true))
                _ = try await store.erase(visit.id, at: StoreBench.time)
                return try export(visit, bench)
            }
            #expect(summary.isErased)
            #expect(try check(bench) == summary)
            let text = try String(contentsOfFile: bench.folder + "/bundle", encoding: .utf8)
            #expect(!text.contains("Good morning"))
        }
    }

    /// Each byte of the file in turn, and each line taken out.
    @Test func aForgedBundleIsFound() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 37)
            let visit = StoredVisit(&examples)
            try await bench.withStore { store in
                _ = await store.append(visit.entries())
                _ = try export(visit, bench)
            }
            let file = bench.folder + "/bundle"
            let whole = try #require(FileManager.default.contents(atPath: file))
            for index in stride(from: 0, to: whole.count, by: 7) {
                var forged = whole
                forged[index] ^= 1
                try forged.write(to: URL(filePath: file))
                #expect(throws: StoreError.self, "byte \(index)") { try check(bench) }
            }
            let lines = whole.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            for index in 0..<(lines.count - 1) {
                var forged = lines
                forged.remove(at: index)
                try Data(forged.joined(separator: [UInt8(ascii: "\n")])).write(to: URL(filePath: file))
                #expect(throws: StoreError.self, "line \(index)") { try check(bench) }
            }
        }
    }

    /// Somebody else's key signs altered words: the bundle's own key then is not the clinic's, and the chain still tells.
    @Test func aBundleThatSomebodySignedAnewIsFound() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 38)
            let visit = StoredVisit(&examples)
            let ours = try await bench.withStore { store in
                _ = await store.append(visit.entries())
                return try export(visit, bench)
            }
            try await StoreBench.run { forger in
                try await forger.withStore { store in
                    let file = bench.folder + "/bundle"
                    let text = try String(contentsOfFile: file, encoding: .utf8)
                    let altered = text.replacingOccurrences(of: "Good morning", with: "Good evening")
                        .replacingOccurrences(of: ours.publicKey, with: Hex.text(store.checkpoints.publicKey))
                    let body = Array(altered.split(separator: "\n").dropLast().joined(separator: "\n").utf8) + [10]
                    let signature = Hex.text(try store.checkpoints.sign(body))
                    try Data(body + Array("{\"signature\":\"\(signature)\"}\n".utf8)).write(to: URL(filePath: file))
                }
            }
            let error = try #require(throws: StoreError.self) { try check(bench) }
            #expect(error.description.contains("words of entry 4"))
        }
    }
}

extension ConsultationEvent {
    fileprivate var chatText: String? {
        if case .chatPosted(_, _, let text) = self { text.value } else { nil }
    }
}
