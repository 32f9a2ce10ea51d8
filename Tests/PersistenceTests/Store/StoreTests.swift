import Core
import Foundation
import GRDB
import TestKit
import Testing

@testable import Persistence

@Suite("Opening the files of an installation")
struct StoreTests {
    private func visit(_ seed: UInt64 = 21) -> StoredVisit {
        var examples = JournalExamples(seed: seed)
        return StoredVisit(&examples)
    }

    @Test func theHistoryStaysAndTheEpochRises() async throws {
        try await StoreBench.run { bench in
            let first = try await bench.withStore { ($0.journal.historyID, $0.journal.epoch) }
            let second = try await bench.withStore { ($0.journal.historyID, $0.journal.epoch) }
            #expect(first.0 == second.0)
            #expect(first.1 == 1)
            #expect(second.1 == 2)
        }
    }

    @Test func everythingIsThereAfterARestart() async throws {
        try await StoreBench.run { bench in
            let visit = visit()
            let wakeAt = StoreBench.time + .seconds(60)
            try await bench.withStore { store in
                #expect(await store.append(visit.entries(), wakeAt: wakeAt) == .accepted(position: 1))
                store.journal.save(StoreBench.snapshot(3), of: visit.entity)
            }
            try await bench.withStore { store in
                #expect(try await store.load(visit.entity).tail == visit.entries())
                let stored = try await store.load(visit.entity, .fromSnapshot(before: 1))
                #expect(stored.snapshot == StoreBench.snapshot(3))
                #expect(stored.before.map(\.seq) == [3])
                #expect(stored.tail.map(\.seq) == [4, 5])
                #expect(try await store.journal.wakes() == [Wake(entity: visit.entity, due: wakeAt)])
                let page = try await store.journal.page(CatalogQuery(person: visit.patient))
                #expect(page.items.first?.booking.title == .present("Follow-up"))
                #expect(page.items.first?.seats.map(\.name) == [.present("Dr. Ada Marlow"), .present("Piet Lindgren")])
                #expect(await store.append(visit.entries()) == .refused(.outOfSequence))
            }
        }
    }

    @Test func aSecondHubIsRefusedWithAReason() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { _ in
                let error = try #require(throws: StoreError.self) { try bench.open() }
                #expect(error.kind == .inUse)
                #expect(
                    error.description.contains("Another hub (process \(ProcessInfo.processInfo.processIdentifier))")
                )
            }
            try await bench.withStore { _ in }
        }
    }

    @Test func noPersonalTextStandsInTheFiles() async throws {
        try await StoreBench.run { bench in
            let visit = visit()
            try await bench.withStore { store in
                _ = await store.append(visit.entries())
                for path in [bench.paths.journal, bench.paths.journal + "-wal", bench.paths.keys] {
                    let bytes = try #require(FileManager.default.contents(atPath: path))
                    for text in ["Follow-up", "Ada", "Lindgren", "Good morning", "Hello"] {
                        #expect(bytes.range(of: Data(text.utf8)) == nil)
                    }
                }
            }
        }
    }

    @Test func theFilesAreClosedToOtherAccounts() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                _ = await store.append(visit().entries())
                _ = try await store.checkpoint(at: StoreBench.time)
                for name in try FileManager.default.contentsOfDirectory(atPath: bench.folder) {
                    let attributes = try FileManager.default.attributesOfItem(atPath: bench.folder + "/" + name)
                    #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
                }
            }
        }
    }

    // MARK: What is wrong is said

    @Test func anotherMasterKeyIsRefused() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { _ in }
            let other = try #require(MasterKey(secret: "another secret that is long enough for it"))
            let error = try #require(throws: StoreError.self) {
                try Store.open(bench.paths, master: other, at: StoreBench.time)
            }
            #expect(error.kind == .masterKey)
            #expect(error.description.contains("SECRET_KEY"))
        }
    }

    @Test func aShortSecretIsNone() {
        #expect(MasterKey(secret: String(repeating: "x", count: 31)) == nil)
        #expect(MasterKey(secret: String(repeating: "x", count: 32)) != nil)
    }

    @Test(arguments: [true, false])
    func aMissingFileIsRefusedAndNotMadeAnew(isKeyFile: Bool) async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in _ = await store.append(visit().entries()) }
            let missing = isKeyFile ? bench.paths.keys : bench.paths.journal
            try FileManager.default.removeItem(atPath: missing)
            let error = try #require(throws: StoreError.self) { try bench.open() }
            #expect(error.kind == .misplaced)
            #expect(!FileManager.default.fileExists(atPath: missing))
        }
    }

    @Test func theKeyFileOfAnotherInstallationIsRefused() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in _ = await store.append(visit().entries()) }
            try await StoreBench.run { other in
                try await other.withStore { _ in }
                try FileManager.default.removeItem(atPath: bench.paths.keys)
                try FileManager.default.copyItem(atPath: other.paths.keys, toPath: bench.paths.keys)
            }
            let error = try #require(throws: StoreError.self) { try bench.open() }
            #expect(error.kind == .misplaced)
        }
    }

    @Test(arguments: ["DELETE FROM installation", nil])
    func aJournalThatLostItsHeaderIsNotBegunAnew(change: String?) async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in _ = await store.append(visit().entries()) }
            if let change {
                try bench.change(bench.paths.journal, change)
            } else {
                try Data().write(to: URL(filePath: bench.paths.journal))
            }
            let error = try #require(throws: StoreError.self) { try bench.open() }
            #expect(error.kind == .damaged)
        }
    }

    @Test func aKeyThatIsMissingIsNotMadeAnew() async throws {
        try await StoreBench.run { bench in
            let visit = visit()
            try await bench.withStore { store in _ = await store.append(Array(visit.entries().prefix(4))) }
            try bench.change(bench.paths.keys, "DELETE FROM key")
            let store = try bench.open()
            #expect(await store.append([visit.entries()[4]]) == .refused(.unavailable))
            #expect(await store.journal.fault()?.kind == .misplaced)
            await store.close()
        }
    }

    @Test(arguments: ["position = 9223372036854775807", "seq = 9223372036854775807", "seq = 0"])
    func placesThatCanNotBeCountedAreDamage(change: String) async throws {
        try await StoreBench.run { bench in
            let visit = visit()
            try await bench.withStore { store in _ = await store.append(visit.entries()) }
            try bench.change(bench.paths.journal, "UPDATE journal SET \(change) WHERE position = 5")
            do {
                let store = try bench.open()
                _ = await store.append([
                    JournalExamples.entry(.seen(by: SeatNumber(index: 0), upTo: 5), of: visit.entity, seq: 6)
                ])
                await store.close()
            } catch let error as StoreError {
                #expect(error.kind == .damaged)
            }
            #expect(try !bench.findings().isEmpty)
        }
    }

    @Test func whatComesAfterTheEndIsAnswered() async throws {
        try await StoreBench.run { bench in
            let visit = visit()
            let store = try bench.open()
            await store.close()
            #expect(await store.append(visit.entries()) == .refused(.unavailable))
            await #expect(throws: JournalReadError.self) { try await store.load(visit.entity) }
            await store.close()
        }
    }

    @Test func aLongHistoryOfSmallCommitsKeepsTheLogShort() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 23)
            try await bench.withStore { store in
                for _ in 0..<600 { _ = await store.append(StoredVisit(&examples).entries()) }
                let log = try FileManager.default.attributesOfItem(atPath: bench.paths.journal + "-wal")[.size] as? Int
                #expect(try #require(log) < 16 << 20)
            }
        }
    }

    @Test(arguments: [true, false])
    func aLaterSchemaIsRefused(isKeyFile: Bool) async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { _ in }
            let path = isKeyFile ? bench.paths.keys : bench.paths.journal
            try bench.change(path, "INSERT INTO grdb_migrations (identifier) VALUES ('99 from the future')")
            let error = try #require(throws: StoreError.self) { try bench.open() }
            #expect(error.kind == .newerSchema)
            #expect(error.description.contains("later version"))
        }
    }

    @Test(arguments: [true, false])
    func whatIsNoDatabaseIsRefused(isKeyFile: Bool) async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { _ in }
            let path = isKeyFile ? bench.paths.keys : bench.paths.journal
            try Data(repeating: 7, count: 8192).write(to: URL(filePath: path))
            let error = try #require(throws: StoreError.self) { try bench.open() }
            #expect(error.kind == .damaged)
            #expect(FileManager.default.contents(atPath: path) == Data(repeating: 7, count: 8192))
        }
    }

    @Test func aDamagedPageStopsWhatReadsIt() async throws {
        try await StoreBench.run { bench in
            let visit = visit()
            try await bench.withStore { store in _ = await store.append(visit.entries()) }
            var bytes = try #require(FileManager.default.contents(atPath: bench.paths.journal))
            let root = try await DatabaseQueue(path: bench.paths.journal).read { db in
                try Int.fetchOne(db, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'journal'") ?? 0
            }
            for offset in 0..<4096 { bytes[(root - 1) * 4096 + offset] = 0xA5 }
            try bytes.write(to: URL(filePath: bench.paths.journal))
            let error = try #require(throws: StoreError.self) { try bench.open() }
            #expect(error.kind == .damaged)
            #expect(try !bench.findings().isEmpty)
        }
    }

    @Test func aSnapshotThatWasAlteredIsReadAroundAndFound() async throws {
        try await StoreBench.run { bench in
            let visit = visit()
            try await bench.withStore { store in
                _ = await store.append(visit.entries())
                store.journal.save(StoreBench.snapshot(3), of: visit.entity)
            }
            try bench.change(bench.paths.journal, "UPDATE snapshot SET sealed = X'00'")
            try await bench.withStore { store in
                let stored = try await store.load(visit.entity, .fromSnapshot(before: 0))
                #expect(stored == StoredEntity(tail: visit.entries()))
            }
            #expect(try !bench.findings().isEmpty)
        }
    }

    @Test func anAlteredEntryIsNotRead() async throws {
        try await StoreBench.run { bench in
            let visit = visit()
            try await bench.withStore { store in _ = await store.append(visit.entries()) }
            try bench.change(bench.paths.journal, "UPDATE journal SET time = time + 1 WHERE position = 4")
            try await bench.withStore { store in
                await #expect(throws: JournalReadError.self) { try await store.load(visit.entity) }
            }
        }
    }

    // MARK: Full and locked

    @Test func aFullDiskRefusesAndRecovers() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 22)
            var accepted: [EntityID: [JournalEntry]] = [:]
            try await bench.withStore(pagesMax: 80) { store in
                var refusals = 0
                while refusals < 3 {
                    let visit = StoredVisit(&examples)
                    switch await store.append(visit.entries()) {
                    case .accepted: accepted[visit.entity] = visit.entries()
                    case .refused(.unavailable): refusals += 1
                    case .refused, .unknown: Issue.record("a full disk refuses")
                    }
                }
                // What was there can still be read.
                try await expect(accepted, in: store)
            }
            #expect(accepted.count > 5)
            try await bench.withStore { store in
                try await expect(accepted, in: store)
                let total = try await store.journal.page(CatalogQuery(person: nil, limit: 0)).total
                #expect(total == accepted.count)
                let visit = StoredVisit(&examples)
                let position = UInt64(accepted.count * 5 + 1)
                #expect(await store.append(visit.entries(epoch: 2)) == .accepted(position: position))
            }
            #expect(try bench.findings() == [])
        }
    }

    private func expect(_ stored: [EntityID: [JournalEntry]], in store: Store) async throws {
        for (entity, entries) in stored {
            let tail = try await store.load(entity).tail
            #expect(tail == entries)
        }
    }

    @Test func aLockedFileRefusesUntilItIsFree() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                var configuration = Configuration()
                configuration.allowsUnsafeTransactions = true
                let other = try DatabaseQueue(path: bench.paths.journal, configuration: configuration)
                try await other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
                let visit = visit()
                #expect(await store.append(visit.entries()) == .refused(.unavailable))
                try await other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
                #expect(await store.append(visit.entries()) == .accepted(position: 1))
            }
        }
    }

    // MARK: Erasing

    @Test func whatIsErasedCanNotBeReadAndStillVerifies() async throws {
        try await StoreBench.run { bench in
            let visit = visit()
            try await bench.withStore { store in
                await #expect(throws: EraseRefusal.unknown) { try await store.erase(visit.id, at: StoreBench.time) }
                _ = await store.append(Array(visit.entries(isOver: true).dropLast()))
                await #expect(throws: EraseRefusal.notOver) { try await store.erase(visit.id, at: StoreBench.time) }
                _ = await store.append([visit.entries(isOver: true)[5]])
                store.journal.save(StoreBench.snapshot(4), of: visit.entity)
                let since = try await store.erase(visit.id, at: StoreBench.time)
                #expect(since == StoreBench.time)
                #expect(try await store.erase(visit.id, at: StoreBench.time + .seconds(9)) == since)
                let stored = try await store.load(visit.entity, .fromSnapshot(before: 9))
                #expect(stored.snapshot == nil)
                #expect(stored.tail == visit.entries(isOver: true).map(\.erased))
                let page = try await store.journal.page(CatalogQuery(person: nil))
                #expect(page.items.first?.booking.title == .erased)
                #expect(page.items.first?.seats.map(\.person) == [visit.doctor, visit.patient])
                let note = JournalExamples.entry(
                    .noteWritten(by: SeatNumber(index: 0), text: .present("Later")),
                    of: visit.entity,
                    seq: 7
                )
                #expect(await store.append([note]) == .refused(.unavailable))
            }
            #expect(try bench.findings() == [])
        }
    }
}

extension JournalEntry {
    var erased: JournalEntry {
        JournalEntry(
            entity: entity,
            seq: seq,
            epoch: epoch,
            time: time,
            origin: origin,
            command: command,
            audience: audience,
            content: content.erased
        )
    }
}
