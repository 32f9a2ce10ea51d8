import Actors
import Auth
import Core
import Hummingbird

/// What is to be heeded about a consultation that comes of a booking: its time is the calendar's.
extension ConsultationRoutes {
    static let cancel = Endpoint(
        .post,
        "\(basePath){id}/cancel/",
        "Calls the visit off before it began, and cancels its booking",
        access: .signedIn,
        answers: [.ok: Performed.schema],
        errors: [
            .forbidden: ["not_permitted"],
            .conflict: ["wrong_status", "over", "not_in_room", "managed_elsewhere"],
            .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    /// Staff and administrators need no seat to call a visit off.
    func cancel(_ id: ConsultationID, for grant: AccessGrant) async throws -> Performed {
        try await cancelBooking(of: id, for: grant)
        switch await dependencies.desk.ask(id, .perform(.cancel, by: grant.person, id: nil)) {
        case .refused(.notSeated) where grant.role.seesAllConsultations:
            return Performed(seq: try await done(id, .callOff(by: .person(grant.person))))
        case .done(let seq): return Performed(seq: seq)
        case .refused(let refusal): throw refusal
        case .view, .overview: throw APIError.broken
        }
    }

    /// Gives the time back first: if the hub stops in between, the visit is called off because of the booking.
    private func cancelBooking(of id: ConsultationID, for grant: AccessGrant) async throws {
        guard let known = try await booking(of: id), let services = dependencies.booking else { return }
        try await requireHost(id, grant)
        // What has begun refuses that itself.
        guard let visit = try await dependencies.catalog.summary(of: id), [.scheduled, .waiting].contains(visit.status)
        else { return }
        let request = CalendarRequest.cancel(
            known.booking.id,
            reason: "",
            .clinic,
            by: .person(grant.person)
        )
        switch await services.calendars.ask(known.doctor, request) {
        // Too late: its time has come, so nobody else could have it.
        case .done, .refused(.tooLate): return
        case .refused(let refusal): throw APIError(calendar: refusal)
        case .availability, .slots: throw APIError.broken
        }
    }

    /// The booking that a consultation comes of, if it is booked.
    private func booking(of id: ConsultationID) async throws -> BookingSummary? {
        let known = try await dependencies.booking?.catalog.booking(BookingID(uuid: id.uuid))
        guard let known, known.booking.status == .booked, known.booking.plan.kind == .virtual else { return nil }
        return known
    }

    /// Refuses another time for a visit that has a booking.
    func requireUnbooked(_ id: ConsultationID, for change: ConsultationChange) async throws {
        guard change.start != nil || change.minutes != nil, let plan = try await booking(of: id)?.booking.plan
        else { return }
        guard change.start ?? plan.start == plan.start, change.minutes ?? plan.minutes == plan.minutes else {
            throw APIError.booked
        }
    }
}
