import Actors
import Core
import Foundation
import TestKit
import Testing

@testable import Persistence

@Suite("Erasing people") struct PersonErasureTests {
    private static let later = StoreBench.time + .seconds(86_400)
    private let clocks = TestClocks()

    private func directory(_ store: Store) -> Directory {
        Directory(loop: ThreadLoop(), journal: store.journal, people: store.journal, clocks: clocks)
    }

    private func identity(_ name: String = "Piet Lindgren") throws -> Identity {
        Identity(email: try #require(EmailAddress("piet@clinic.example")), name: name)
    }

    private func add(_ id: PersonID, _ store: Store) async throws {
        _ = try await directory(store).add(NewPerson(id: id, identity(), role: .patient, passwordHash: "h"))
    }

    private func entry(_ visit: StoredVisit, seq: UInt64, _ event: ConsultationEvent, _ store: Store) -> JournalEntry {
        JournalEntry(
            entity: visit.entity,
            seq: seq,
            epoch: store.journal.epoch,
            time: Self.later,
            origin: .hub,
            command: nil,
            audience: Audience(),
            content: event.stored()
        )
    }

    private func store(_ visit: StoredVisit, isOver: Bool = true, in store: Store) async {
        _ = await store.append(visit.entries(epoch: store.journal.epoch, isOver: isOver))
    }

    // MARK: Rows

    @Test func nobodyIsFoundByWhatTheyWereAnyMore() async throws {
        try await StoreBench.run { bench in
            let id = PersonID(uuid: UUID())
            try await bench.withStore { store in
                try await add(id, store)
                let directory = directory(store)
                #expect(try await directory.erase(id, by: .hub).name.value == "Piet Lindgren")
                // The key is there still.
                let record = try #require(try await store.journal.person(id))
                #expect(record.user.isErased && record.user.isDisabled && record.user.identity == nil)
                #expect(record.user.passwordHash == .erased)
                #expect(try await store.journal.person(identity().email) == nil)
                #expect(try await store.journal.people(PeopleQuery(words: ["piet"])).total == 0)
                #expect(try bench.findings() == [])
                #expect(try store.erase(id, at: Self.later) == Self.later)
                #expect(try store.erase(id, at: Self.later + .seconds(1)) == Self.later)
                let again = try await directory.add(NewPerson(identity(), role: .patient, passwordHash: nil))
                #expect(again.id != id)
                #expect(try await store.journal.person(identity().email)?.user.id == again.id)
            }
            #expect(try bench.findings() == [])
            try await bench.withStore { store in
                let user = try await directory(store).user(id)
                #expect(user?.isErased == true)
            }
        }
    }

    @Test(arguments: [
        "UPDATE person SET erased = 0 WHERE erased = 1", "UPDATE person SET erased = 1 WHERE erased = 0",
        "UPDATE person SET disabled = 0 WHERE erased = 1", "UPDATE person SET address = x'00' WHERE erased = 1",
        "INSERT INTO person_word SELECT x'00', uuid FROM person WHERE erased = 1",
    ])
    func aChangedRowOfAnErasedPersonIsFound(sql: String) async throws {
        try await StoreBench.run { bench in
            let id = PersonID(uuid: UUID())
            try await bench.withStore { store in
                try await add(id, store)
                _ = try await directory(store).erase(id, by: .hub)
                _ = try store.erase(id, at: Self.later)
                try await add(PersonID(uuid: UUID()), store)
            }
            #expect(try bench.findings() == [])
            try bench.change(bench.paths.journal, sql)
            #expect(try bench.findings() != [])
        }
    }

    /// A backup from before the erasure was restored, and the key file was kept.
    @Test func aRestoredBackupFindsNobodyWhoseKeyIsGone() async throws {
        try await StoreBench.run { bench in
            let id = PersonID(uuid: UUID())
            try await bench.withStore { store in
                try await add(id, store)
                _ = try store.erase(id, at: Self.later)
                // One who came after the backup.
                _ = try store.erase(PersonID(uuid: UUID()), at: Self.later)
                #expect(try await store.peopleHalfErased() == [id])
            }
            try await bench.withStore { store in
                #expect(try await store.journal.person(identity().email) == nil)
                #expect(try await store.journal.people(PeopleQuery(words: ["piet"])).total == 0)
                #expect(try await store.peopleHalfErased() == [id])
                _ = try await directory(store).erase(id, by: .hub)
                #expect(try await store.peopleHalfErased() == [])
            }
            #expect(try bench.findings() == [])
        }
    }

    // MARK: Visits

    @Test func aVisitIsItsPatients() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 11)
            let (own, shared) = (StoredVisit(&examples), StoredVisit(&examples))
            let other = examples.person()
            try await bench.withStore { store in
                await self.store(own, in: store)
                await self.store(shared, in: store)
                let (number, name) = (SeatNumber(index: 2), Erasable.present("Ida Lund"))
                let seat = ConsultationEvent.seatAdded(number, other, .patient, name: name)
                _ = await store.append([entry(shared, seq: 7, seat, store)])
                #expect(try await store.visitsToErase(with: own.patient) == [own.id])
                #expect(try await store.visitsToErase(with: own.doctor) == [])
                #expect(try await store.visitsToErase(with: shared.patient) == [])
                // When the other patient is erased, too, nobody's is left.
                try await add(other, store)
                _ = try await directory(store).erase(other, by: .hub)
                #expect(try await store.visitsToErase(with: shared.patient) == [shared.id])
                #expect(try await store.visitsLeftBehind(at: Self.later) == [])
                // As after a restored backup, with the key file of now: the visit's own journal is to say it, too.
                #expect(throws: Never.self) { try store.keys.destroy(KeyID(own.entity), at: Self.later) }
                #expect(try await store.visitsToErase(with: own.patient) == [own.id])
                _ = await store.append([entry(own, seq: 7, .contentErased(.patientErased), store)])
                #expect(try await store.visitsToErase(with: own.patient) == [])
            }
        }
    }

    @Test func whatCouldNotGoThenGoesLater() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 12)
            let visit = StoredVisit(&examples)
            try await bench.withStore { store in
                await self.store(visit, in: store)
                try await add(visit.patient, store)
                #expect(try await store.visitsLeftBehind(at: Self.later) == [])
                _ = try await directory(store).erase(visit.patient, by: .hub)
                #expect(try await store.visitsLeftBehind(at: Self.later) == [visit.id])
                let hold = ConsultationEvent.legalHoldPlaced(reason: .present("Letter"))
                _ = await store.append([entry(visit, seq: 7, hold, store)])
                #expect(try await store.visitsLeftBehind(at: Self.later) == [])
                _ = await store.append([entry(visit, seq: 8, .legalHoldLifted, store)])
                #expect(try await store.visitsLeftBehind(at: Self.later) == [visit.id])
                // Whether the key is left or not, as after a restored backup.
                #expect(throws: Never.self) { try store.keys.destroy(KeyID(visit.entity), at: Self.later) }
                #expect(try await store.visitsLeftBehind(at: Self.later) == [visit.id])
                _ = await store.append([entry(visit, seq: 9, .contentErased(.patientErased), store)])
                #expect(try await store.visitsLeftBehind(at: Self.later) == [])
            }
        }
    }

    @Test func whoHasAVisitThatIsNotOverOrHeldStays() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 13)
            let (open, held) = (StoredVisit(&examples), StoredVisit(&examples))
            try await bench.withStore { store in
                await self.store(open, isOver: false, in: store)
                await self.store(held, in: store)
                let hold = ConsultationEvent.legalHoldPlaced(reason: .present("Letter"))
                _ = await store.append([entry(held, seq: 7, hold, store)])
                for person in [open.patient, open.doctor] {
                    await #expect(throws: PersonErasureRefusal.visitNotOver) {
                        try await store.judgeErasing(person, at: Self.later)
                    }
                }
                await #expect(throws: PersonErasureRefusal.legalHold) {
                    try await store.judgeErasing(held.patient, at: Self.later)
                }
                // It is kept anyway when its doctor goes.
                try await store.judgeErasing(held.doctor, at: Self.later)
                try await store.judgeErasing(PersonID(uuid: UUID()), at: Self.later)
            }
        }
    }

    @Test func whoHasABookingToComeStaysAndItsTextGoesWithThemAfterIt() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                for entry in calendar.entries(try calendar.events) { _ = await store.append([entry]) }
                for person in [calendar.patient, calendar.doctor] {
                    await #expect(throws: PersonErasureRefusal.visitNotOver) {
                        try await store.judgeErasing(person, at: StoreBench.time)
                    }
                    try await store.judgeErasing(person, at: Self.later)
                }
                let bookings = [calendar.booking, calendar.external].map(\.consultation)
                #expect(try await Set(store.visitsToErase(with: calendar.patient)) == Set(bookings))
                #expect(try await store.visitsToErase(with: calendar.doctor) == [])
                try await add(calendar.patient, store)
                _ = try await directory(store).erase(calendar.patient, by: .hub)
                #expect(try await store.visitsLeftBehind(at: StoreBench.time) == [calendar.booking.consultation])
                #expect(try await Set(store.visitsLeftBehind(at: Self.later)) == Set(bookings))
                for booking in bookings { _ = try await store.erase(booking, at: Self.later) }
                #expect(try await store.visitsLeftBehind(at: Self.later) == [])
            }
            #expect(try bench.findings() == [])
        }
    }

    // MARK: The certificate

    private func certificate(_ bench: StoreBench) async throws -> (PersonErasureCertificate, publicKey: String) {
        var examples = JournalExamples(seed: 14)
        let (own, other) = (StoredVisit(&examples), StoredVisit(&examples))
        return try await bench.withStore { store in
            await self.store(own, in: store)
            await self.store(other, in: store)
            let (number, name) = (SeatNumber(index: 2), Erasable.present("Piet"))
            let seat = ConsultationEvent.seatAdded(number, own.patient, .interpreter, name: name)
            _ = await store.append([entry(other, seq: 7, seat, store)])
            try await add(own.patient, store)
            _ = try await directory(store).erase(own.patient, by: .person(other.doctor))
            _ = await store.append([entry(own, seq: 7, .contentErased(.patientErased), store)])
            _ = try await store.erase(own.id, at: Self.later)
            let since = try store.erase(own.patient, at: Self.later)
            let signed = try await store.certify(own.patient, erased: since, keyBackupsUntil: since + .seconds(60))
            #expect(signed.erasure.person == own.patient)
            #expect(signed.erasure.requester == other.doctor)
            return (signed, Hex.text(store.checkpoints.publicKey))
        }
    }

    @Test func theCertificateSaysWhatWentAndWhatIsLeft() async throws {
        try await StoreBench.run { bench in
            let (certificate, publicKey) = try await certificate(bench)
            #expect(certificate.erasure.erased == Self.later)
            #expect(certificate.erasure.visitsErased == 1)
            #expect(certificate.erasure.visitsKept == 1)
            #expect(certificate.isTrue(publicKey: publicKey))
            let text = try JSONEncoder().encode(certificate)
            #expect(try JSONDecoder().decode(PersonErasureCertificate.self, from: text) == certificate)
            #expect(throws: (any Error).self) { try JSONDecoder().decode(ErasureCertificate.self, from: text) }
        }
    }

    static let changes: [(String, any Sendable)] = [
        ("person_id", "00000000-0000-0000-0000-000000000001"), ("erased_at", "2020-01-01T00:00:00.000Z"),
        ("requested_by", "00000000-0000-0000-0000-000000000001"), ("key_backups_until", "2020-01-01T00:00:00.000Z"),
        ("history", "00000000-0000-0000-0000-000000000001"), ("total", "00"), ("signature", "00"),
        ("visits_erased", 9), ("visits_kept", 0), ("position", 1),
    ]

    /// Every field of the certificate is signed.
    @Test(arguments: changes)
    func aChangedCertificateIsNone(field: String, value: any Sendable) async throws {
        try await StoreBench.run { bench in
            let (certificate, publicKey) = try await certificate(bench)
            let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(certificate))
            var fields = try #require(object as? [String: Any])
            fields[field] = value
            let changed = try JSONDecoder().decode(
                PersonErasureCertificate.self,
                from: JSONSerialization.data(withJSONObject: fields)
            )
            #expect(!changed.isTrue(publicKey: publicKey))
        }
    }
}
