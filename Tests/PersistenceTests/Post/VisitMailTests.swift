import Core
import Foundation
import TestKit
import Testing

@testable import Persistence

@Suite struct VisitMailTests {
    private let doctor = PersonID(uuid: UUID())
    private let patient = PersonID(uuid: UUID())
    private let interpreter = PersonID(uuid: UUID())

    private func plan(hours: Int) -> ConsultationEvent.Booking {
        ConsultationEvent.Booking(
            title: .present("Follow-up"),
            start: StoreBench.time + .seconds(hours * 3600),
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

    @Test func whoGetsASeatInAVisitToComeIsInvitedAndKeptUpToDate() async throws {
        try await StoreBench.run { bench in
            let visit = ConsultationID(uuid: UUID())
            try await bench.withStore { store in
                let people = seats([(doctor, .doctor), (patient, .patient)])
                await append([.created(plan(hours: 24))] + people, to: visit, store)
                #expect(try await told(store) == ["invitation doctor", "invitation patient"])
                await append(seats([(interpreter, .interpreter)], after: 2), to: visit, after: 3, store)
                await append([.bookingChanged(plan(hours: 30), by: nil)], to: visit, after: 4, store)
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
                #expect(mine.filter { $0.kind != .reminder }.map(\.sequence) == [6, 5, 3])
                #expect(mine.allSatisfy { $0.visit?.doctor == doctor && $0.visit?.patient == patient })
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func guestsAndThoseWhoAreThereAlreadyGetNone() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                let now = ConsultationID(uuid: UUID())
                await append(
                    [.created(plan(hours: 0))] + seats([(doctor, .doctor), (patient, .patient)]),
                    to: now,
                    store
                )
                let later = ConsultationID(uuid: UUID())
                await append([.created(plan(hours: 5))] + seats([(PersonID(uuid: UUID()), .guest)]), to: later, store)
                let mails = try await told(store)
                #expect(mails == [])
            }
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
                await append([.bookingChanged(plan(hours: 2), by: nil)], to: visit, after: 4, store)
                #expect(try await told(store).last == "change interpreter")
                let reminders = try await store.journal.mails(MailQuery(state: .waiting, kind: .reminder)).items
                #expect(reminders.allSatisfy { $0.recipient == calendar.patient }, "the booking's own")
            }
        }
    }
}
