import Core
import Foundation
import TestKit
import Testing

@testable import Persistence

@Suite struct VisitMailTests {
    private let doctor = PersonID(uuid: UUID())
    private let patient = PersonID(uuid: UUID())
    private let interpreter = PersonID(uuid: UUID())

    private func plan(hours: Int) -> ConsultationEvent.Booking { plan(minutes: hours * 60) }

    private func plan(minutes: Int) -> ConsultationEvent.Booking {
        ConsultationEvent.Booking(
            title: .present("Follow-up"),
            start: StoreBench.time + .seconds(minutes * 60),
            minutes: 20,
            provider: .direct
        )
    }

    private func seats(_ roles: [(PersonID, Role)], after count: Int = 0) -> [ConsultationEvent] {
        roles.enumerated().map { index, seat in
            .seatAdded(SeatNumber(index: count + index), seat.0, seat.1, name: .present("Somebody"))
        }
    }

    private func append(
        _ events: [ConsultationEvent],
        to visit: ConsultationID,
        after seq: UInt64 = 0,
        _ store: Store
    ) async {
        let entries = events.enumerated().map { index, event in
            JournalEntry(
                entity: EntityID(visit),
                seq: seq + UInt64(index) + 1,
                epoch: 1,
                time: StoreBench.time + .seconds(index),
                origin: .hub,
                command: nil,
                audience: Audience(SeatNumber(index: 0)),
                content: event.stored()
            )
        }
        guard case .accepted = await store.append(entries) else {
            Issue.record("the visit was not stored")
            return
        }
    }

    /// The mails in order, without reminders.
    private func told(_ store: Store) async throws -> [String] {
        let names = [doctor: "doctor", patient: "patient", interpreter: "interpreter"]
        return try await store.journal.mails(MailQuery(limit: 100)).items.reversed().filter { $0.kind != .reminder }
            .map { "\($0.kind) \($0.recipient.flatMap { names[$0] } ?? "other")" }
    }

    /// Those of a visit with a doctor and a patient, all of which were sent.
    private func withVisit(
        minutes: Int,
        _ body: (Store, ConsultationID) async throws -> Void
    ) async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                let visit = ConsultationID(uuid: UUID())
                let people = seats([(doctor, .doctor), (patient, .patient), (interpreter, .interpreter)])
                await append([.created(plan(minutes: minutes))] + people, to: visit, store)
                try await PostedEvents.sendAll(store)
                try await body(store, visit)
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func whoGetsASeatInAVisitToComeIsInvitedAndKeptUpToDate() async throws {
        try await StoreBench.run { bench in
            let visit = ConsultationID(uuid: UUID())
            try await bench.withStore { store in
                let people = seats([(doctor, .doctor), (patient, .patient)])
                await append([.created(plan(hours: 24))] + people, to: visit, store)
                #expect(try await told(store) == ["invitation doctor", "invitation patient"])
                await append(seats([(interpreter, .interpreter)], after: 2), to: visit, after: 3, store)
                try await PostedEvents.sendAll(store)
                await append([.bookingChanged(plan(hours: 30), by: nil)], to: visit, after: 4, store)
                try await PostedEvents.sendAll(store)
                await append([.statusChanged(.cancelled, .requested, by: nil)], to: visit, after: 5, store)
                #expect(
                    try await told(store).dropFirst(2) == [
                        "invitation interpreter", "change doctor", "change patient", "change interpreter",
                        "cancellation doctor", "cancellation patient", "cancellation interpreter",
                    ]
                )
                let reminders = try await store.journal.mails(MailQuery(kind: .reminder, limit: 100)).items
                #expect(reminders.count == 4)
                #expect(reminders.allSatisfy { $0.recipient == patient && $0.state == .dropped })
                let mine = try await store.journal.mails(MailQuery(recipient: patient, limit: 100)).items
                #expect(mine.filter { $0.kind != .reminder }.map(\.sequence) == [2, 1, 0])
                #expect(mine.allSatisfy { $0.visit?.doctor == doctor && $0.visit?.patient == patient })
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func guestsAndThoseWhoAreThereAlreadyGetNone() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                let now = ConsultationID(uuid: UUID())
                let people = seats([(doctor, .doctor), (patient, .patient)])
                await append([.created(plan(hours: 0))] + people, to: now, store)
                await append([.statusChanged(.cancelled, .requested, by: nil)], to: now, after: 3, store)
                let later = ConsultationID(uuid: UUID())
                await append([.created(plan(hours: 5))] + seats([(PersonID(uuid: UUID()), .guest)]), to: later, store)
                let mails = try await told(store)
                #expect(mails == [])
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func whatIsMovedOrCalledOffShortlyBeforeItsTimeIsToldAtOnce() async throws {
        try await withVisit(minutes: 60) { store, visit in
            // From an hour ahead to within ten minutes.
            await append([.bookingChanged(plan(minutes: 10), by: nil)], to: visit, after: 4, store)
            let moved = try await store.journal.dueMails(at: StoreBench.time, limit: 10)
            #expect(moved.map(\.kind) == [.change, .change, .change])
            try await PostedEvents.sendAll(store)
            await append([.statusChanged(.cancelled, .requested, by: nil)], to: visit, after: 5, store)
            let told = try await told(store)
            #expect(told.suffix(3) == ["cancellation doctor", "cancellation patient", "cancellation interpreter"])
        }
    }

    @Test func whoIsSentAwayGetsOneCancellationAndNoMore() async throws {
        try await withVisit(minutes: 600) { store, visit in
            let (host, away) = (SeatNumber(index: 0), SeatNumber(index: 2))
            await append([.removed(away, by: host, reason: .present(""))], to: visit, after: 4, store)
            #expect(try await told(store).suffix(1) == ["cancellation interpreter"])
            let own = try await store.journal.mails(MailQuery(kind: .cancellation)).items
            #expect(own.map(\.isPersonal) == [true])
            try await PostedEvents.sendAll(store)
            await append([.bookingChanged(plan(minutes: 700), by: nil)], to: visit, after: 5, store)
            try await PostedEvents.sendAll(store)
            await append([.statusChanged(.cancelled, .requested, by: nil)], to: visit, after: 6, store)
            let told = try await told(store)
            #expect(
                told.suffix(4) == ["change doctor", "change patient", "cancellation doctor", "cancellation patient"]
            )
            let all = try await store.journal.mails(MailQuery(kind: .cancellation)).items
            #expect(all.count { $0.isPersonal } == 1)
        }
    }

    @Test func whoIsLetInAgainIsInvitedAgain() async throws {
        try await withVisit(minutes: 600) { store, visit in
            let (host, away) = (SeatNumber(index: 0), SeatNumber(index: 2))
            await append([.denied(away, by: host, reason: .present(""))], to: visit, after: 4, store)
            try await PostedEvents.sendAll(store)
            let identity = ConsultationEvent.Identity(person: interpreter, role: .interpreter, name: .present("I"))
            await append([.admitted(away, by: host, identity)], to: visit, after: 5, store)
            try await PostedEvents.sendAll(store)
            await append([.bookingChanged(plan(minutes: 700), by: nil)], to: visit, after: 6, store)
            let told = try await told(store)
            #expect(
                told.suffix(5) == [
                    "cancellation interpreter", "invitation interpreter", "change doctor", "change patient",
                    "change interpreter",
                ]
            )
            let sequences = try await store.journal.mails(MailQuery(recipient: interpreter)).items.map(\.sequence)
            #expect(sequences == [3, 2, 1, 0])
        }
    }

    /// A patient who is turned away at the door knows it, and gets nothing that says that the visit does not take place.
    @Test func whoIsSentAwayFromAVisitThatHasBegunIsNotWrittenTo() async throws {
        try await withVisit(minutes: 600) { store, visit in
            let (host, away) = (SeatNumber(index: 0), SeatNumber(index: 1))
            // Everything happens at the same moment here, so the visit is moved to before it.
            await append([.bookingChanged(plan(minutes: -1), by: nil)], to: visit, after: 4, store)
            try await PostedEvents.sendAll(store)
            let before = try await store.journal.mails(MailQuery(state: .sent)).total
            await append([.denied(away, by: host, reason: .present(""))], to: visit, after: 5, store)
            let text = ConsultationEvent.summaryWritten(by: host, text: .present("All is well"))
            await append([text, .statusChanged(.ended, .requested, by: host)], to: visit, after: 6, store)
            try await PostedEvents.sendAll(store)
            #expect(try await store.journal.mails(MailQuery(state: .sent)).total == before)
            #expect(try await store.journal.mails(MailQuery(kind: .summary)).total == 0)
        }
    }

    @Test func ofABookedVisitOnlyTheOthersAreToldByTheVisit() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                guard case .accepted = await store.append(Array(calendar.entries(try calendar.events).prefix(3))) else {
                    return
                }
                let before = try await told(store)
                let people = seats([
                    (calendar.doctor, .doctor), (calendar.patient, .patient), (interpreter, .interpreter),
                ])
                let visit = calendar.booking.consultation
                await append([.created(plan(hours: 1))] + people, to: visit, store)
                #expect(try await told(store).dropFirst(before.count) == ["invitation interpreter"])
                try await PostedEvents.sendAll(store)
                await append([.bookingChanged(plan(hours: 2), by: nil)], to: visit, after: 4, store)
                #expect(try await told(store).last == "change interpreter")
                let reminders = try await store.journal.mails(MailQuery(state: .waiting, kind: .reminder)).items
                #expect(reminders.allSatisfy { $0.recipient == calendar.patient }, "the booking's own")
            }
            #expect(try bench.findings() == [])
        }
    }

    /// An outside system's booking stays as it is when its visit is called off here, and may be called off there later.
    @Test(arguments: [true, false])
    func everybodyGetsOneCancellationWhicheverSideItComesFrom(isVisitFirst: Bool) async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                let booked = Array(calendar.entries(try calendar.events).prefix(5))
                guard case .accepted = await store.append(booked) else { return }
                let people = seats([
                    (calendar.doctor, .doctor), (calendar.patient, .patient), (interpreter, .interpreter),
                ])
                let visit = calendar.external.consultation
                await append([.created(plan(hours: 5))] + people, to: visit, store)
                try await PostedEvents.sendAll(store)
                let cancelled = CalendarEvent.imported(
                    calendar.external,
                    version: 4,
                    .cancelled,
                    calendar.plan(hours: 5),
                    .erased
                )
                let fromBooking = calendar.entries([cancelled], after: 5)
                let fromVisit = ConsultationEvent.statusChanged(.cancelled, .requested, by: nil)
                if isVisitFirst {
                    await append([fromVisit], to: visit, after: 4, store)
                    _ = await store.append(fromBooking)
                } else {
                    _ = await store.append(fromBooking)
                    await append([fromVisit], to: visit, after: 4, store)
                }
                let mails = try await store.journal.mails(MailQuery(kind: .cancellation)).items
                    .filter { $0.subject == calendar.external.uuid }
                #expect(Set(mails.compactMap(\.recipient)) == [calendar.doctor, calendar.patient, interpreter])
                #expect(mails.count == 3)
                #expect(mails.allSatisfy { $0.sequence == 1 })
                #expect(try await store.journal.mails(MailQuery(state: .waiting, kind: .reminder)).total == 1)
            }
            #expect(try bench.findings() == [])
        }
    }
}
