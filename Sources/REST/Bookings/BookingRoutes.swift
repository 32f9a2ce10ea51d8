import Actors
import Auth
import Core
import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Bookings: their list, one of them, and what can be done to it.
struct BookingRoutes: EndpointGroup {
    static let basePath = "/telemedicine/api/bookings/"

    let dependencies: RESTDependencies

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
    }

    static let endpoints = [list, create, detail, move, cancellation, consultation, importing]

    func add(to routes: Routes) {
        routes.on(Self.list) { [self] request, context in try await page(request, for: context.grant) }
        routes.on(Self.create) { [self] request, context in try await create(request, context) }
        routes.on(Self.detail) { [self] _, context in
            try await item(try await booking(context.bookingID, for: context.grant))
        }
        routes.on(Self.move) { [self] request, context in
            let new: NewStart = try await request.json(upTo: context.bodyBytesMax)
            return try await move(to: new.start, context)
        }
        routes.on(Self.cancellation) { [self] request, context in
            let body: Cancellation? = try await request.optionalJSON(upTo: context.bodyBytesMax)
            return try await cancel(body?.reason ?? "", context)
        }
        routes.on(Self.consultation) { [self] _, context in try await provideConsultation(context) }
        routes.on(Self.importing) { [self] request, context in try await take(request, context) }
    }

    var services: BookingServices {
        get throws(Refusal) {
            guard let services = dependencies.booking else { throw .busy }
            return services
        }
    }

    /// The booking, for somebody who may know of it; the same answer for all others as for one that isn't there.
    func booking(_ id: BookingID, for grant: AccessGrant) async throws -> BookingSummary {
        guard let summary = try await services.catalog.booking(id), summary.isVisible(to: grant) else {
            throw APIError(calendar: .notFound)
        }
        return summary
    }

    func item(_ summary: BookingSummary) async throws -> BookingItem {
        BookingItem(
            summary,
            doctorName: try await dependencies.users.user(summary.doctor)?.name.value,
            patientName: try await dependencies.users.user(summary.booking.plan.patient)?.name.value
        )
    }

    /// What a booking is after a change, when its consultation has followed.
    func settled(_ id: BookingID) async throws -> BookingSummary {
        guard let summary = try await services.catalog.booking(id) else { throw APIError.unreadable }
        // What takes longer comes by itself.
        _ = try await services.settle(summary.position)
        return summary
    }
}

extension BookingServices {
    /// Asks a calendar for a change.
    func done(_ doctor: PersonID, _ request: CalendarRequest) async throws -> CalendarChange {
        switch await calendars.ask(doctor, request) {
        case .done(let change): return change
        case .refused(let refusal): throw APIError(calendar: refusal)
        case .availability, .slots: throw APIError.broken
        }
    }
}

extension BookingSummary {
    /// Patients and doctors know of their own, staff and administrators of all.
    func isVisible(to grant: AccessGrant) -> Bool {
        switch grant.role {
        case .patient: booking.plan.patient == grant.person
        case .doctor: doctor == grant.person
        case .staff, .admin: true
        case .interpreter, .guest: false
        }
    }
}

extension RequestContext {
    /// The booking in the path.
    ///
    /// An id that can't exist is answered like one that doesn't.
    var bookingID: BookingID {
        get throws(APIError) {
            guard let id = parameters.get("id").flatMap({ BookingID($0) }) else {
                throw APIError(calendar: .notFound)
            }
            return id
        }
    }
}
