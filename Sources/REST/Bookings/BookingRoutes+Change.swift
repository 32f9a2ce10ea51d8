import Actors
import Auth
import Core
import Hummingbird

extension BookingRoutes {
    func move(to start: Timestamp, _ context: SignedInContext) async throws -> BookingItem {
        let known = try await booking(context.bookingID, for: context.grant)
        guard let doctor = try await dependencies.users.user(known.doctor), !doctor.isDisabled else {
            throw APIError(calendar: .notAccepting)
        }
        if try await hasBegun(known, since: [.scheduled, .waiting]) { throw APIError(calendar: .tooLate) }
        let item = try await change(known, context) { .move(known.booking.id, to: start, $0, by: $1) }
        if try await isPutBack(known.booking.id, from: start) { throw APIError(calendar: .tooLate) }
        return item
    }

    /// Whether the visit began in the same moment in which its booking was moved: then its own time counts.
    private func isPutBack(_ id: BookingID, from start: Timestamp) async throws -> Bool {
        guard let now = try await services.catalog.booking(id), now.booking.plan.start != start else { return false }
        return try await hasBegun(now, since: [.scheduled, .waiting])
    }

    /// Also what was called off as a consultation before is cancelled, so that its time is free again.
    func cancel(_ reason: String, _ context: SignedInContext) async throws -> BookingItem {
        let known = try await booking(context.bookingID, for: context.grant)
        if try await hasBegun(known, since: [.scheduled, .waiting, .cancelled]) { throw APIError(calendar: .tooLate) }
        let reason = try Self.reason(reason, of: known)
        return try await change(known, context) { .cancel(known.booking.id, reason: reason, $0, by: $1) }
    }

    /// Where the booking's texts are erased, nothing more is written: the key for it is gone.
    private static func reason(_ reason: String, of known: BookingSummary) throws(APIError) -> String {
        guard !reason.isEmpty else { return reason }
        guard !known.isTextUnreadable else { throw .unreadable }
        return known.text == .erased ? "" : reason
    }

    private func change(
        _ known: BookingSummary,
        _ context: SignedInContext,
        _ request: (BookingParty, Origin) -> CalendarRequest
    ) async throws -> BookingItem {
        let party: BookingParty = context.grant.role == .patient ? .patient : .clinic
        _ = try await services.done(known.doctor, request(party, .person(context.grant.person)))
        return try await item(try await settled(known.booking.id))
    }

    /// Whether the visit of a booking is not in one of these any more; one that has no consultation has not begun.
    func hasBegun(_ known: BookingSummary, since before: Set<ConsultationStatus>) async throws -> Bool {
        guard known.booking.status == .booked, known.booking.plan.kind == .virtual,
            let visit = try await dependencies.catalog.summary(of: known.booking.id.consultation)
        else { return false }
        return !before.contains(visit.status)
    }

    /// The consultation comes by itself; this waits for it, asks for it once more if it is missing, and can be repeated.
    func provideConsultation(_ context: SignedInContext) async throws -> ConsultationReference {
        let known = try await booking(context.bookingID, for: context.grant)
        guard known.booking.plan.kind == .virtual else { throw APIError.notVirtual }
        guard known.booking.status == .booked else { throw APIError.bookingCancelled }
        let services = try services
        guard await services.settle(known.position) else { throw Refusal.busy }
        let id = known.booking.id.consultation
        if try await dependencies.catalog.summary(of: id) == nil {
            try Self.judge(await services.provide(known.position))
            guard try await dependencies.catalog.summary(of: id) != nil else { throw Refusal.busy }
        }
        return ConsultationReference(consultationId: id.description)
    }

    private static func judge(_ outcome: BookingReaction.Outcome) throws {
        switch outcome {
        case .done: return
        case .postponed: throw Refusal.busy
        case .refused(let refusal): throw refusal
        case .nobody: throw APIError.nobody
        case .erased: throw APIError.erased
        }
    }
}

/// Where a booking's consultation is.
struct ConsultationReference: ResponseEncodable {
    let consultationId: String
}
