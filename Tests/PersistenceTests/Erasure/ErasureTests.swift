import Core
import Foundation
import GRDB
import TestKit
import Testing

@testable import Persistence

@Suite("Erasing") struct ErasureTests {
    private static let later = StoreBench.time + .seconds(86_400)

    /// An entry that follows on those of a visit that is over.
    private func entry(_ visit: StoredVisit, seq: UInt64, _ event: ConsultationEvent, _ store: Store) -> JournalEntry {
        JournalEntry(
            entity: visit.entity,
            seq: seq,
            epoch: store.journal.epoch,
            time: Self.later,
            origin: .person(visit.doctor),
            command: nil,
            audience: Audience(),
            content: event.stored()
        )
    }

    private func end(_ visit: StoredVisit, _ events: ConsultationEvent..., in store: Store) async {
        _ = await store.append(visit.entries(epoch: store.journal.epoch, isOver: true))
        for (index, event) in events.enumerated() {
            _ = await store.append([entry(visit, seq: 7 + UInt64(index), event, store)])
        }
    }

    @Test func whatIsDueIsWhatWasOverLongAgoAndIsFree() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 3)
            let visits = (0..<5).map { _ in StoredVisit(&examples) }
            try await bench.withStore { store in
                await end(visits[0], in: store)
                await end(visits[1], .legalHoldPlaced(reason: .present("Letter")), in: store)
                await end(visits[2], .legalHoldPlaced(reason: .present("Letter")), .legalHoldLifted, in: store)
                await end(visits[3], .contentErased(.requested), in: store)
                _ = await store.append(visits[4].entries(epoch: store.journal.epoch))
                let over = StoreBench.time + .milliseconds(5)
                let due = try await store.expired(before: over + .milliseconds(1), limit: 10)
                #expect(Set(due.map(\.id)) == [visits[0].id, visits[2].id])
                #expect(try await store.expired(before: over, limit: 10) == [])
                // What stays because it can't be erased keeps nothing behind it.
                let first = try await store.expired(before: Self.later, limit: 1)
                let second = try await store.expired(before: Self.later, after: first.last, limit: 1)
                #expect(first + second == due)
                #expect(try await store.expired(before: Self.later, after: second.last, limit: 1) == [])
                await #expect(throws: EraseRefusal.held) { try await store.erase(visits[1].id, at: Self.later) }
                #expect(try await store.erase(visits[2].id, at: Self.later) == Self.later)
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func textsOfBookingsWithoutAConsultationAreDueToo() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                for entry in calendar.entries(try calendar.events) { _ = await store.append([entry]) }
                #expect(try await store.expiredBookings(before: StoreBench.time, limit: 9) == [])
                let first = try await store.expiredBookings(before: Self.later, limit: 1)
                let second = try await store.expiredBookings(before: Self.later, after: first.last, limit: 9)
                #expect((first + second).map(\.id) == [calendar.booking, calendar.external].map(\.consultation))
                #expect(try !store.isErased(first[0].id))
                _ = try await store.erase(first[0].id, at: Self.later)
                #expect(try store.isErased(first[0].id))
            }
            #expect(try bench.findings() == [])
        }
    }

    /// A look that sorted what it has seen already for each page would take hours over the years of a large clinic.
    @Test func pastBookingsAreReadAlongTheIndex() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                let plan = try await store.journal.read { _, db in
                    let arguments: StatementArguments = ["time": 1, "lastTime": 0, "lastID": Data(), "limit": 100]
                    return try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + Store.pastBookings, arguments: arguments)
                        .map { row -> String in row["detail"] }
                }
                #expect(plan.contains { $0.contains("booking_start ((start,uuid)>(?,?) AND start<?)") }, "\(plan)")
                #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
            }
        }
    }

    /// The hub dies after the erasure was noted and before the key was destroyed.
    @Test func theNextStartFinishesWhatWasNoted() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 4)
            let (noted, other) = (StoredVisit(&examples), StoredVisit(&examples))
            try await bench.withStore { store in
                await end(noted, .contentErased(.requested), in: store)
                await end(other, in: store)
                store.journal.save(StoreBench.snapshot(7), of: noted.entity)
            }
            try await bench.withStore { store in
                #expect(try store.keys.state(of: KeyID(noted.entity)) == .destroyed(StoreBench.time))
                guard case .present = try store.keys.state(of: KeyID(other.entity)) else {
                    Issue.record("another key is gone")
                    return
                }
                #expect(try await store.load(noted.entity, .fromSnapshot(before: 0)).snapshot == nil)
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func theCertificateSaysWhoWhyAndUntilWhen() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 5)
            let visit = StoredVisit(&examples)
            try await bench.withStore { store in
                await end(visit, .contentErased(.retention), in: store)
                let since = try await store.erase(visit.id, at: Self.later)
                let until = since + .seconds(30 * 86_400)
                let certificate = try await store.certify(visit.id, erased: since, by: .hub, keyBackupsUntil: until)
                #expect(certificate.erasure.consultation == visit.id)
                #expect(certificate.erasure.erased == Self.later)
                #expect(certificate.erasure.person == visit.doctor)
                #expect(certificate.erasure.reason == .retention)
                #expect(certificate.erasure.keyBackupsUntil == until)
                #expect(certificate.position == 7)
                let publicKey = Hex.text(store.checkpoints.publicKey)
                #expect(certificate.isTrue(publicKey: publicKey))
                #expect(!certificate.isTrue(publicKey: String(publicKey.reversed())))
                #expect(!certificate.isTrue(publicKey: "no key"))
                let text = try JSONEncoder().encode(certificate)
                #expect(try JSONDecoder().decode(ErasureCertificate.self, from: text) == certificate)
            }
        }
    }

    /// Every field of the certificate is signed.
    @Test(arguments: [
        ("consultation_id", "00000000-0000-0000-0000-000000000001"), ("erased_at", "2020-01-01T00:00:00.000Z"),
        ("person_id", "00000000-0000-0000-0000-000000000001"), ("reason", "requested"),
        ("key_backups_until", "2020-01-01T00:00:00.000Z"), ("history", "00000000-0000-0000-0000-000000000001"),
        ("total", "00"), ("signature", "00"),
    ])
    func aChangedCertificateIsNone(field: String, value: String) async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 6)
            let visit = StoredVisit(&examples)
            try await bench.withStore { store in
                await end(visit, .contentErased(.retention), in: store)
                let since = try await store.erase(visit.id, at: Self.later)
                let certificate = try await store.certify(visit.id, erased: since, by: .hub, keyBackupsUntil: since)
                let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(certificate))
                var fields = try #require(object as? [String: Any])
                fields[field] = value
                let changed = try JSONDecoder().decode(
                    ErasureCertificate.self,
                    from: JSONSerialization.data(withJSONObject: fields)
                )
                #expect(!changed.isTrue(publicKey: Hex.text(store.checkpoints.publicKey)))
            }
        }
    }

    /// Neither the key nor what it was wrapped in is left anywhere in the files.
    @Test func noByteOfTheKeyIsLeft() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 8)
            let visit = StoredVisit(&examples)
            try await bench.withStore { store in
                await end(visit, in: store)
                guard case .present(let key) = try store.keys.state(of: KeyID(visit.entity)) else {
                    Issue.record("there is no key")
                    return
                }
                let wrapped = try #require(try wrappedKey(of: visit, bench))
                #expect(try !filesHolding(wrapped, bench.folder).isEmpty)
                _ = try await store.erase(visit.id, at: Self.later)
                #expect(try filesHolding(wrapped, bench.folder) == [])
                #expect(try filesHolding(Data(key.bytes), bench.folder) == [])
            }
        }
    }

    private func wrappedKey(of visit: StoredVisit, _ bench: StoreBench) throws -> Data? {
        try DatabaseQueue(path: bench.paths.keys).read { db in
            try Data.fetchOne(
                db,
                sql: "SELECT wrapped FROM key WHERE owner = 1 AND uuid = ?",
                arguments: [visit.entity.uuid.blob]
            )
        }
    }

    private func filesHolding(_ bytes: Data, _ folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { path in
            FileManager.default.contents(atPath: "\(folder)/\(path)")?.range(of: bytes) != nil
        }
    }
}
