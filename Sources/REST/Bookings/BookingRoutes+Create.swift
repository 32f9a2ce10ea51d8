import Actors
import Auth
import Core
import FoundationEssentials
import HTTPTypes
import Hummingbird

extension BookingRoutes {
    func create(_ request: Request, _ context: SignedInContext) async throws -> EditedResponse<BookingItem> {
        let services = try services
        let new: NewBooking = try await request.json(upTo: context.bodyBytesMax, under: services.limits)
        let patient = try await patient(of: new, for: context.grant)
        let doctor = try await requireDoctor(new.doctor)
        guard !doctor.isDisabled else { throw APIError(calendar: .notAccepting) }
        let id = BookingID(uuid: context.newUUID(at: dependencies.clocks))
        let plan = BookingPlan(
            patient: patient,
            kind: new.kind,
            provider: new.provider,
            start: new.start,
            // The length of the slot counts.
            minutes: BookingPlan.minutes.lowerBound
        )
        let party: BookingParty = context.grant.role == .patient ? .patient : .clinic
        let origin = Origin.person(context.grant.person)
        try await services.turns.run(id) {
            if let known = try await services.catalog.booking(id), known.doctor != new.doctor {
                throw APIError(calendar: .idReused)
            }
            _ = try await services.done(new.doctor, .book(id, plan, new.text, party, by: origin))
        }
        let item = try await item(try await settled(id))
        return EditedResponse(status: .created, headers: [.location: "\(Self.basePath)\(id)/"], response: item)
    }

    /// Patients book for themselves, the clinic for a patient, and a doctor in the own calendar only.
    private func patient(of new: NewBooking, for grant: AccessGrant) async throws -> PersonID {
        switch grant.role {
        case .patient:
            guard new.patient ?? grant.person == grant.person else { throw Refusal.notPermitted }
            return grant.person
        case .doctor:
            guard new.doctor == grant.person else { throw Refusal.notPermitted }
        case .staff, .admin:
            break
        case .interpreter, .guest:
            throw Refusal.notPermitted
        }
        guard let patient = new.patient else { throw FieldProblems("Is required.", at: "patient_id") }
        try await requirePatient(patient, at: "patient_id")
        return patient
    }

    @discardableResult
    func requireDoctor(_ id: PersonID) async throws -> User {
        guard let user = try await dependencies.users.user(id), user.role == .doctor, !user.isErased else {
            throw FieldProblems("Is no doctor here.", at: "doctor_id")
        }
        return user
    }

    func requirePatient(_ id: PersonID, at field: String) async throws {
        guard let user = try await dependencies.users.user(id), user.role == .patient, !user.isErased else {
            throw FieldProblems("Is no patient here.", at: field)
        }
    }
}
