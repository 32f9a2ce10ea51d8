import Actors
import Core
import Foundation
import HTTPTypes
import Persistence
import REST
import TestKit
import Testing

/// A booking and its consultation, of which each knows what happens to the other.
@Suite struct BookedVisitTests {
    private static let visits = "/telemedicine/api/consultations/"
    private static let move = #"{"start": "2027-01-18T10:00:00Z"}"#

    private func path(_ id: String, _ rest: String) -> String { "\(CalendarClinic.bookings)\(id)/\(rest)/" }

    private func status(_ id: String, _ clinic: CalendarClinic) async throws -> String? {
        let answer = try await clinic.send(.get, "\(CalendarClinic.bookings)\(id)/", as: clinic.staff)
        return try answer.json["status"] as? String
    }

    /// A booking, and its visit with the doctor on a seat.
    private func book(_ clinic: CalendarClinic, _ visit: ConsultationStatus = .scheduled) async throws -> String {
        try await clinic.openCalendar()
        let id = try await clinic.book()
        try clinic.hold(id, visit)
        let consultation = ConsultationID(uuid: try #require(UUID(uuidString: id)))
        for user in [clinic.doctor, clinic.patient] {
            clinic.clinic.desk.seat(user.id, Example.view(consultation, of: user))
        }
        return id
    }

    // MARK: From the booking's side

    @Test(arguments: [ConsultationStatus.active, .onHold, .ended, .noShow, .cancelled])
    func aBookingIsNotMovedWhenItsVisitHasBegun(visit: ConsultationStatus) async throws {
        try await CalendarClinic.run { clinic in
            let id = try await book(clinic, visit)
            let moved = try await clinic.send(.post, path(id, "reschedule"), as: clinic.patient, body: Self.move)
            #expect(moved.status == 409)
            #expect(try moved.code == "too_late")
            let cancelled = try await clinic.send(.post, path(id, "cancel"), as: clinic.patient)
            // The time of a visit that was called off is given back.
            #expect(cancelled.status == (visit == .cancelled ? 200 : 409))
        }
    }

    @Test(arguments: [ConsultationStatus.scheduled, .waiting])
    func aBookingIsMovedBeforeItsVisitBegins(visit: ConsultationStatus) async throws {
        try await CalendarClinic.run { clinic in
            let id = try await book(clinic, visit)
            let moved = try await clinic.send(.post, path(id, "reschedule"), as: clinic.patient, body: Self.move)
            #expect(moved.status == 200)
        }
    }

    /// In the moment between the look at the visit and the change of the calendar.
    @Test func aBookingWhoseVisitBeginsWhileItIsMovedIsTooLate() async throws {
        try await CalendarClinic.run { clinic in
            let id = try await book(clinic)
            let booking = BookingID(uuid: try #require(UUID(uuidString: id)))
            let start = try #require(Timestamp(rfc3339: CalendarClinic.slot))
            var racing = clinic.clinic
            let calendars = try #require(racing.dependencies.booking?.calendars)
            racing.dependencies.booking?.settle = { _ in
                do { try clinic.hold(id, .active) } catch { return false }
                let request = CalendarRequest.putBack(booking, to: start, minutes: 30, by: .hub)
                return await calendars.ask(clinic.doctor.id, request) == .done(CalendarChange(isNew: true))
            }
            let moved = try await racing.send(.post, path(id, "reschedule"), as: clinic.patient, body: Self.move)
            #expect(moved.status == 409)
            #expect(try moved.code == "too_late")
            let now = try await clinic.store.journal.booking(booking)
            #expect(now?.booking.plan.start == start)
        }
    }

    @Test func aDoctorWhoIsKeptOutTakesNoMovedBooking() async throws {
        try await CalendarClinic.run { clinic in
            let id = try await book(clinic)
            var gone = clinic.clinic
            var doctor = clinic.doctor
            doctor.isDisabled = true
            gone.dependencies.users = FakeUsers(people: [doctor, clinic.patient])
            let moved = try await gone.send(.post, path(id, "reschedule"), as: clinic.patient, body: Self.move)
            #expect(moved.status == 409)
            #expect(try moved.code == "not_accepting")
            #expect(try await gone.send(.post, path(id, "cancel"), as: clinic.patient).status == 200)
        }
    }

    /// A reason would be sealed under a key that is gone, and the whole calendar would fail.
    @Test func aBookingThatWasErasedIsCancelledWithoutAReason() async throws {
        try await CalendarClinic.run { clinic in
            let id = try await book(clinic)
            try clinic.eraseTexts(of: id)
            let body = #"{"reason": "I feel better"}"#
            let cancelled = try await clinic.send(.post, path(id, "cancel"), as: clinic.patient, body: body)
            #expect(cancelled.status == 200, "\(cancelled.text)")
            _ = try await clinic.book()
        }
    }

    @Test func aReasonIsNotLostBecauseTheTextsCantBeRead() async throws {
        try await CalendarClinic.run { clinic in
            let id = try await book(clinic)
            var troubled = clinic.clinic
            troubled.dependencies.booking?.catalog = UnreadableTexts(catalog: clinic.store.journal)
            let body = #"{"reason": "I feel better"}"#
            let refused = try await troubled.send(.post, path(id, "cancel"), as: clinic.patient, body: body)
            #expect(refused.status == 503)
            #expect(try await troubled.send(.post, path(id, "cancel"), as: clinic.patient).status == 200)
        }
    }

    @Test(arguments: [
        (BookingReaction.Outcome.done, 503, "busy"), (.postponed, 503, "busy"), (.nobody, 409, "nobody"),
        (.erased, 409, "erased"), (.refused(.invalid), 400, "invalid"),
    ])
    func aConsultationThatIsNotThereIsNotPromised(
        outcome: BookingReaction.Outcome,
        status: Int,
        code: String
    ) async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let id = try await clinic.book()
            var clinic = clinic.clinic
            clinic.dependencies.booking?.provide = { _ in outcome }
            let answer = try await clinic.send(.post, path(id, "create-consultation"), as: clinic.patient)
            #expect(answer.status == status)
            #expect(try answer.code == code)
        }
    }

    @Test func aMissingConsultationIsMadeUpFor() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let id = try await clinic.book()
            var changed = clinic.clinic
            changed.dependencies.booking?.provide = { _ in
                do { try clinic.hold(id) } catch { return .postponed }
                return .done
            }
            let answer = try await changed.send(.post, path(id, "create-consultation"), as: clinic.patient)
            #expect(try answer.json["consultation_id"] as? String == id)
        }
    }

    // MARK: From the consultation's side

    @Test func whoCallsTheVisitOffCancelsItsBooking() async throws {
        for hasSeat in [true, false] {
            try await CalendarClinic.run { clinic in
                let id = try await book(clinic)
                let user = hasSeat ? clinic.doctor : clinic.staff
                let answer = try await clinic.send(.post, "\(Self.visits)\(id)/cancel/", as: user)
                #expect(answer.status == 200, "\(answer.text)")
                let asked = clinic.clinic.desk.questions.last?.request
                #expect(asked == .perform(.cancel, by: user.id, id: nil))
                #expect(try await status(id, clinic) == "cancelled")
                _ = try await clinic.book()
            }
        }
    }

    @Test func aPatientDoesNotGetPastTheCalendarThroughTheVisit() async throws {
        try await CalendarClinic.run { clinic in
            let id = try await book(clinic)
            let answer = try await clinic.send(.post, "\(Self.visits)\(id)/cancel/", as: clinic.patient)
            #expect(answer.status == 403)
            #expect(try await status(id, clinic) == "booked")
        }
    }

    @Test(arguments: [ConsultationStatus.active, .ended])
    func aVisitThatHasBegunKeepsItsBooking(visit: ConsultationStatus) async throws {
        try await CalendarClinic.run { clinic in
            let id = try await book(clinic, visit)
            clinic.clinic.desk.reply(.refused(.wrongStatus))
            let answer = try await clinic.send(.post, "\(Self.visits)\(id)/cancel/", as: clinic.doctor)
            #expect(answer.status == 409)
            #expect(try await status(id, clinic) == "booked")
        }
    }

    @Test func theVisitOfALateBookingIsCalledOffAllTheSame() async throws {
        try await CalendarClinic.run { clinic in
            let id = try await book(clinic, .waiting)
            clinic.clinic.clocks.setWall(try #require(Timestamp(rfc3339: "2027-01-18T08:10:00Z")))
            let answer = try await clinic.send(.post, "\(Self.visits)\(id)/cancel/", as: clinic.doctor)
            #expect(answer.status == 200)
            #expect(try await status(id, clinic) == "booked")
        }
    }

    @Test func theTimeOfABookedVisitIsTheBookings() async throws {
        try await CalendarClinic.run { clinic in
            let id = try await book(clinic)
            for body in [#"{"scheduled_start": "2027-01-18T09:00:00Z"}"#, #"{"title": "A", "duration_minutes": 60}"#] {
                let answer = try await clinic.send(.patch, "\(Self.visits)\(id)/", as: clinic.doctor, body: body)
                #expect(answer.status == 409)
                #expect(try answer.code == "booked")
            }
            let same = #"{"title": "Check-up", "provider": "jitsi", "scheduled_start": "\#(CalendarClinic.slot)"}"#
            #expect(
                try await clinic.send(.patch, "\(Self.visits)\(id)/", as: clinic.doctor, body: same).status == 200
            )
            // Without its booking it is free to be moved.
            _ = try await clinic.send(.post, path(id, "cancel"), as: clinic.patient)
            let moved = #"{"scheduled_start": "2027-01-18T09:00:00Z"}"#
            #expect(
                try await clinic.send(.patch, "\(Self.visits)\(id)/", as: clinic.doctor, body: moved).status == 200
            )
        }
    }
}
