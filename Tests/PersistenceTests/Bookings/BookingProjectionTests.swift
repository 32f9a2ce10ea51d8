import Core
import Foundation
import GRDB
import TestKit
import Testing

@testable import Persistence

@Suite struct BookingProjectionTests {
    private func fill(_ store: Store, _ calendar: StoredCalendar) async throws {
        // One by one and together: the same comes of it.
        let entries = calendar.entries(try calendar.events)
        for batch in [Array(entries.prefix(3)), Array(entries.dropFirst(3))] {
            guard case .accepted = await store.append(batch) else {
                Issue.record("the calendar was not stored")
                return
            }
        }
    }

    @Test func listsShowWhatTheEntriesSay() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                try await fill(store, calendar)
                let own = try #require(try await store.journal.booking(calendar.booking))
                #expect(own.doctor == calendar.doctor)
                #expect(own.booking.status == .cancelled)
                #expect(own.booking.plan.start == StoreBench.time + .seconds(7200))
                #expect(own.booking.plan.minutes == 20)
                #expect(own.booking.firstStart == calendar.plan().start)
                #expect(own.text.value?.reason == "A cough")
                #expect(own.reference == nil)
                #expect(own.position == 6)
                let external = try #require(try await store.journal.booking(calendar.external))
                #expect(external.reference == .present(ExternalReference(source: "his", id: "4711")))
                #expect(external.booking.version == 3)
                let profile = try #require(try await store.journal.doctor(calendar.doctor))
                #expect(profile.specialties == ["Cardiology"])
                #expect(try await store.journal.doctors(limit: 9) == [profile])
                #expect(try await store.journal.booking(BookingID(uuid: UUID())) == nil)
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func filtersAndOrderAreTheDatabases() async throws {
        try await StoreBench.run { bench in
            let (first, second) = (StoredCalendar(), StoredCalendar())
            try await bench.withStore { store in
                try await fill(store, first)
                try await fill(store, second)
                let journal = store.journal
                #expect(try await journal.bookings(BookingQuery()).total == 4)
                #expect(try await journal.bookings(BookingQuery(doctor: first.doctor)).total == 2)
                #expect(try await journal.bookings(BookingQuery(patient: second.patient)).total == 2)
                #expect(try await journal.bookings(BookingQuery(status: .cancelled)).total == 2)
                #expect(try await journal.bookings(BookingQuery(kind: .inPerson)).total == 0)
                let late = BookingQuery(
                    from: StoreBench.time + .seconds(4 * 3600),
                    to: StoreBench.time + .seconds(6 * 3600)
                )
                #expect(try await journal.bookings(late).items.map(\.booking.id).count == 2)
                let page = try await journal.bookings(
                    BookingQuery(doctor: first.doctor, order: .startDescending, limit: 1)
                )
                #expect(page.items.map(\.booking.id) == [first.external])
                #expect(page.total == 2)
            }
        }
    }

    @Test func whoFollowsSeesEachBookingOnceAsItIsNow() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                try await fill(store, calendar)
                let changes = try await store.journal.changes(after: 0, limit: 10)
                #expect(changes.map(\.booking.id) == [calendar.external, calendar.booking])
                #expect(changes.map(\.position) == [5, 6])
                #expect(try await store.journal.changes(after: 5, limit: 10).map(\.position) == [6])
                #expect(try await store.journal.cursor(of: "somebody") == 0)
                store.journal.advance("somebody", to: 6)
            }
            let position = try await bench.withStore { store in try await store.journal.cursor(of: "somebody") }
            #expect(position == 6)
            #expect(try bench.findings() == [])
        }
    }

    @Test func erasingTheVisitErasesWhatWasWrittenBefore() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                try await fill(store, calendar)
                _ = try store.keys.destroy(KeyID(calendar.booking), at: StoreBench.time)
                let summary = try #require(try await store.journal.booking(calendar.booking))
                #expect(summary.text == .erased)
                #expect(summary.booking.status == .cancelled)
                #expect(try await store.journal.booking(calendar.external)?.text.value != nil)
            }
            #expect(try bench.findings() == [])
        }
    }

    /// One booking whose text can't be read spoils no list, and is not taken for erased.
    @Test func aTextThatCantBeReadIsSaidToBeSo() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in try await fill(store, calendar) }
            try bench.change(bench.paths.journal, "UPDATE booking SET text_seq = 2 WHERE version IS NOT NULL")
            try await bench.withStore { store in
                let external = try #require(try await store.journal.booking(calendar.external))
                #expect(external.isTextUnreadable)
                #expect(external.text == .erased)
                #expect(external.reference == .erased)
                let own = try #require(try await store.journal.booking(calendar.booking))
                #expect(!own.isTextUnreadable)
                let changes = try await store.journal.changes(after: 0, limit: 10)
                #expect(changes.map(\.isTextUnreadable) == [true, false])
            }
        }
    }

    /// What was written in a booking in person is erased by the booking's id, when it is past or cancelled.
    @Test func aBookingWithoutAConsultationIsErased() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                try await fill(store, calendar)
                let unknown = ConsultationID(uuid: UUID())
                await #expect(throws: EraseRefusal.unknown) { try await store.erase(unknown, at: StoreBench.time) }
                let external = calendar.external.consultation
                let end = calendar.plan(hours: 5).end
                await #expect(throws: EraseRefusal.notOver) {
                    try await store.erase(external, at: end + .milliseconds(-1))
                }
                #expect(try await store.erase(external, at: end) == end)
                #expect(try await store.erase(calendar.booking.consultation, at: StoreBench.time) == StoreBench.time)
                for id in [calendar.external, calendar.booking] {
                    let summary = try #require(try await store.journal.booking(id))
                    #expect(summary.text == .erased)
                    #expect(!summary.isTextUnreadable)
                }
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test(arguments: [
        "UPDATE booking SET start = start + 1", "UPDATE booking SET status = 1",
        "DELETE FROM booking WHERE version IS NULL",
        "UPDATE doctor SET accepting = 0", "DELETE FROM doctor", "UPDATE booking SET position = position + 1",
        "INSERT INTO follower (name, position) VALUES ('somebody', 7)",
    ])
    func whatSomebodyChangedIsFound(sql: String) async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in try await fill(store, calendar) }
            try bench.change(bench.paths.journal, sql)
            #expect(try !bench.findings().isEmpty)
        }
    }

    @Test func anUnknownEntryIsRefusedAndNothingIsStored() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                let entry = JournalEntry(
                    entity: calendar.entity,
                    seq: 1,
                    epoch: 1,
                    time: StoreBench.time,
                    origin: .hub,
                    command: nil,
                    audience: Audience(),
                    content: StoredContent(kind: 99, version: 1, open: [], personal: nil)
                )
                #expect(await store.append([entry]) == .refused(.unreadable))
                guard case .accepted = await store.append(calendar.entries(try calendar.events)) else {
                    Issue.record("the calendar was not stored")
                    return
                }
            }
            #expect(try bench.findings() == [])
        }
    }

    /// A snapshot of a calendar is sealed under the key that came with its first entry.
    @Test func aCalendarKeepsASnapshot() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                try await fill(store, calendar)
                store.journal.save(StoreBench.snapshot(6), of: calendar.entity)
                #expect(
                    try await store.load(calendar.entity, .fromSnapshot(before: 0)).snapshot == StoreBench.snapshot(6)
                )
            }
        }
    }
}
