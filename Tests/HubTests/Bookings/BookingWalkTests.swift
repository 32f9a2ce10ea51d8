import Actors
import Core
import Foundation
import NIOHTTP1
import Persistence
import TestKit
import Testing

@testable import Hub

/// The way of a booking through the real hub.
@Suite(.serialized, .timeLimit(.minutes(3))) struct BookingWalkTests {
    private func walk(_ body: (HubCalendar, HubProcess) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder)
            try await hub.start()
            try await body(try await HubCalendar.begin(try hub.file), hub)
            try await hub.kill()
            let verified = try await hub.run("verify")
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    @Test func aBookedSlotIsAConsultationThatFollowsIt() async throws {
        try await walk { calendar, _ in
            let slots = try await calendar.slots(3)
            let booked = try await calendar.patient.post("bookings/", calendar.request(slots[0]))
            #expect(booked.status == 201, "\(booked.text)")
            let id = try booked.text("id")
            for person in [calendar.patient, calendar.doctor] {
                let visit = try await person.get("consultations/\(id)/")
                #expect(visit.status == 200, "\(visit.text)")
                #expect(try visit.text("scheduled_start") == slots[0])
                let people = try visit.json["participants"] as? [Any]
                #expect(people?.isEmpty == false)
            }
            #expect(try await calendar.doctor.get("consultations/\(id)/").text("status") == "scheduled")
            let moved = try await calendar.patient.post("bookings/\(id)/reschedule/", #"{"start": "\#(slots[2])"}"#)
            #expect(moved.status == 200, "\(moved.text)")
            #expect(try await calendar.doctor.get("consultations/\(id)/").text("scheduled_start") == slots[2])
            let ensured = try await calendar.doctor.post("bookings/\(id)/create-consultation/")
            #expect(try ensured.text("consultation_id") == id)
            let cancelled = try await calendar.patient.post("bookings/\(id)/cancel/")
            #expect(try cancelled.text("status") == "cancelled")
            #expect(try await calendar.doctor.get("consultations/\(id)/").text("status") == "cancelled")
        }
    }

    @Test func aBookingFromOutsideEndsInTheSameState() async throws {
        try await walk { calendar, _ in
            let slots = try await calendar.slots(2)
            let own = try await calendar.patient.post("bookings/", calendar.request(slots[0])).text("id")
            let message = calendar.message(version: 1, slots[1], id: "4711")
            let imported = try await calendar.staff.post("bookings/import/", message)
            #expect(imported.status == 201, "\(imported.text)")
            let booking = try #require(try imported.json["booking"] as? [String: Any])
            let external = try #require(booking["id"] as? String)
            var seen: [[String: Any]] = []
            for id in [own, external] { seen.append(try await calendar.doctor.get("consultations/\(id)/").json) }
            for name in ["title", "status", "provider", "duration_minutes", "own_seat"] {
                #expect("\(seen[0][name] ?? "-")" == "\(seen[1][name] ?? "-")", "\(name)")
            }
            #expect(seen[1]["scheduled_start"] as? String == slots[1])
            let gone = calendar.message(version: 2, slots[1], id: "4711", status: "cancelled")
            #expect(try await calendar.staff.post("bookings/import/", gone).status == 200)
            #expect(try await calendar.doctor.get("consultations/\(external)/").text("status") == "cancelled")
        }
    }

    @Test func aBookedVisitThatIsCalledOffGivesItsTimeBack() async throws {
        try await walk { calendar, _ in
            let slot = try #require(try await calendar.slots(1).first)
            let id = try await calendar.patient.post("bookings/", calendar.request(slot)).text("id")
            let moved = try await calendar.doctor.send(.PATCH, "consultations/\(id)/", #"{"duration_minutes": 60}"#)
            #expect(moved.status == 409)
            #expect(try moved.text("code") == "booked")
            let renamed = try await calendar.doctor.send(.PATCH, "consultations/\(id)/", #"{"title": "Check-up"}"#)
            #expect(renamed.status == 200, "\(renamed.text)")
            let cancelled = try await calendar.doctor.post("consultations/\(id)/cancel/")
            #expect(cancelled.status == 200, "\(cancelled.text)")
            #expect(try await calendar.doctor.get("consultations/\(id)/").text("status") == "cancelled")
            #expect(try await calendar.doctor.get("bookings/\(id)/").text("status") == "cancelled")
            #expect(try await calendar.patient.post("bookings/", calendar.request(slot)).status == 201)
        }
    }

    /// As a request left it that knew of no booking.
    @Test func aVisitThatWasCalledOffByItselfGivesItsTimeBack() async throws {
        try await walk { calendar, hub in
            let slot = try #require(try await calendar.slots(1).first)
            let id = try await calendar.patient.post("bookings/", calendar.request(slot)).text("id")
            try await hub.kill()
            try await callOff(try #require(ConsultationID(id)), in: hub.folder)
            try await hub.start()
            let patient = try await HubAPI.signIn(try hub.file, "patient")
            try await waitUntilCancelled(id, patient)
            #expect(try await patient.post("bookings/", calendar.request(slot)).status == 201)
        }
    }

    private func callOff(_ id: ConsultationID, in folder: String) async throws {
        let store = try Store.open(
            StorePaths(folder: folder),
            master: try #require(MasterKey.test),
            at: SystemClocks().now()
        )
        var machine = Consultation(id: id)
        for entry in try await store.journal.entries(of: EntityID(id), after: 0, limit: .max) {
            try machine.fold(entry)
        }
        let entries = machine.write(
            try machine.decideCallingOff(by: .hub),
            origin: .hub,
            command: nil,
            at: SystemClocks().now(),
            epoch: store.journal.epoch
        )
        let outcome = await store.journal.append(JournalBatch(entries: entries, wakeAt: nil))
        await store.close()
        guard case .accepted = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    /// Waits until the booking has followed its visit.
    private func waitUntilCancelled(_ id: String, _ patient: HubAPI) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(60)
        while try await patient.get("bookings/\(id)/").text("status") != "cancelled" {
            guard clock.now < deadline else { throw CommandFailure(.unavailable, "The booking stayed.") }
        }
    }

    @Test func ofManyWhoBookTheSameSlotOverHTTPOneGetsIt() async throws {
        try await walk { calendar, _ in
            let slot = try #require(try await calendar.slots(1).first)
            let statuses = try await withThrowingTaskGroup(of: UInt.self) { group in
                for _ in 0..<100 {
                    group.addTask { try await calendar.staff.post("bookings/", calendar.request(slot)).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 1)
            #expect(statuses.count { $0 == 409 } == 99)
        }
    }

    /// The hub was killed when the booking was on disk, and nothing had come of it yet.
    @Test func whatIsKilledBetweenBookingAndConsultationIsMadeUpFor() async throws {
        try await walk { calendar, hub in
            let slot = try #require(try await calendar.slots(1).first)
            try await hub.kill()
            let id = BookingID(uuid: UUID())
            try await append(id, slot, calendar, in: hub.folder)
            try await hub.start()
            let doctor = try await HubAPI.signIn(try hub.file, "doctor")
            #expect(try await doctor.get("bookings/\(id)/").status == 200)
            let made = try await doctor.post("bookings/\(id)/create-consultation/")
            #expect(try made.text("consultation_id") == "\(id)")
            let visit = try await doctor.get("consultations/\(id)/")
            #expect(visit.status == 200)
            #expect(try visit.text("scheduled_start") == slot)
        }
    }

    private func append(_ id: BookingID, _ slot: String, _ calendar: HubCalendar, in folder: String) async throws {
        let doctor = try #require(PersonID(calendar.doctorID))
        let plan = BookingPlan(
            patient: try #require(PersonID(calendar.patientID)),
            kind: .virtual,
            provider: .direct,
            start: try #require(Timestamp(rfc3339: slot)),
            minutes: 5
        )
        let store = try Store.open(
            StorePaths(folder: folder),
            master: try #require(MasterKey.test),
            at: SystemClocks().now()
        )
        var machine = DoctorCalendar(doctor: doctor)
        for entry in try await store.journal.entries(of: machine.entity, after: 0, limit: .max) {
            try machine.fold(entry)
        }
        let entries = machine.write(
            [.booked(id, plan, .present(BookingText(title: "Control")))],
            by: .hub,
            at: SystemClocks().now(),
            epoch: store.journal.epoch
        )
        let outcome = await store.journal.append(JournalBatch(entries: entries, wakeAt: nil))
        await store.close()
        guard case .accepted = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }
}
