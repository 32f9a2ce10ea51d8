import Actors
import Auth
import Core
import FoundationEssentials
import Hummingbird

/// Doctors: who can be booked, when, and what of it is still free.
struct DoctorRoutes: EndpointGroup {
    static let basePath = "/telemedicine/api/doctors/"

    let dependencies: RESTDependencies

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
    }

    static let endpoints = [list, detail, hours, setHours, slots]

    func add(to routes: Routes) {
        routes.on(Self.list) { [self] request, _ in try await page(request) }
        routes.on(Self.detail) { [self] _, context in
            let doctor = try await doctor(context)
            return DoctorItem(doctor, try await services.catalog.doctor(doctor.id))
        }
        routes.on(Self.hours) { [self] _, context in
            let doctor = try await doctor(context)
            return try await hours(of: doctor.id, for: context.grant)
        }
        routes.on(Self.setHours) { [self] request, context in try await setHours(request, context) }
        routes.on(Self.slots) { [self] request, context in try await slots(request, context) }
    }

    var services: BookingServices {
        get throws(Refusal) {
            guard let services = dependencies.booking else { throw .busy }
            return services
        }
    }

    /// The doctor in the path.
    func doctor(_ context: SignedInContext) async throws -> User {
        guard let id = context.parameters.get("id").flatMap({ PersonID($0) }),
            let user = try await dependencies.users.user(id), user.role == .doctor, !user.isErased
        else { throw APIError.noSuchDoctor }
        return user
    }

    private func hours(of doctor: PersonID, for grant: AccessGrant) async throws -> AvailabilityAnswer {
        switch try await services.calendars.ask(doctor, .availability) {
        case .availability(let availability?):
            return AvailabilityAnswer(availability, showsLabels: grant.mayChangeCalendar(of: doctor))
        case .availability(nil): throw APIError.noAvailability
        case .refused(let refusal): throw APIError(calendar: refusal)
        case .done, .slots: throw APIError.broken
        }
    }

    private func setHours(_ request: Request, _ context: SignedInContext) async throws -> AvailabilityAnswer {
        let doctor = try await doctor(context).id
        guard context.grant.mayChangeCalendar(of: doctor) else { throw Refusal.notPermitted }
        let services = try services
        let body: NewAvailability = try await request.json(
            upTo: context.bodyBytesMax,
            under: NewAvailability.Surroundings(zones: services.zones)
        )
        let origin = Origin.person(context.grant.person)
        _ = try await services.done(doctor, .setAvailability(body.availability, by: origin))
        return try await hours(of: doctor, for: context.grant)
    }
}

extension AccessGrant {
    /// Doctors see to their own calendar, the clinic to all.
    fileprivate func mayChangeCalendar(of doctor: PersonID) -> Bool {
        switch role {
        case .doctor: person == doctor
        case .staff, .admin: true
        case .patient, .interpreter, .guest: false
        }
    }
}

extension APIError {
    static let noSuchDoctor = APIError(status: .notFound, code: "not_found", detail: "There is no such doctor.")

    static let noAvailability = APIError(
        status: .notFound,
        code: "no_availability",
        detail: "Nobody has said yet when this doctor can be booked."
    )
}
