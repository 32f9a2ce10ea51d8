import Actors
import Auth
import Core
import FoundationEssentials
import HTTPTypes
import Hummingbird

extension BookingRoutes {
    /// Takes in what an outside system says of one of its bookings.
    ///
    /// Repeats, late messages and those in a wrong order change nothing: the highest version counts.
    func take(_ request: Request, _ context: SignedInContext) async throws -> EditedResponse<ImportAnswer> {
        let services = try services
        let message: BookingImport = try await request.json(upTo: context.bodyBytesMax, under: services.limits)
        try await requireDoctor(message.doctor)
        let origin = Origin.person(context.grant.person)
        let (outcome, overlaps) = try await services.turns.run(message.id) {
            let known = try await services.catalog.booking(message.id)
            if let known, known.doctor != message.doctor { throw APIError.otherDoctor }
            if let known, message.version <= known.booking.version ?? 0 { return ("unchanged", [BookingID]()) }
            guard let booking = try await booking(of: message, known, services) else { return ("unchanged", []) }
            let change = try await services.done(message.doctor, .take(booking, by: origin))
            return (known != nil ? "updated" : "created", change.overlapping)
        }
        let answer = ImportAnswer(
            outcome: outcome,
            booking: try await item(try await settled(message.id)),
            overlaps: overlaps.map(\.description)
        )
        let status: HTTPResponse.Status = outcome == "created" ? .created : .ok
        return EditedResponse(
            status: status,
            headers: [.location: "\(Self.basePath)\(message.id)/"],
            response: answer
        )
    }

    /// What its calendar is told; `nil` if nothing new is said.
    private func booking(
        of message: BookingImport,
        _ known: BookingSummary?,
        _ services: BookingServices
    ) async throws -> ImportedBooking? {
        if let known {
            guard !known.isTextUnreadable else { throw APIError.unreadable }
            guard known.text != .erased else { return message.cancellation(of: known.booking) }
            if message.moves(known.booking.plan), try await hasBegun(known, since: [.scheduled, .waiting]) {
                throw APIError.visitOver
            }
        }
        return message.booking(for: try await patient(of: message, services))
    }

    private func patient(of message: BookingImport, _ services: BookingServices) async throws -> PersonID {
        switch message.patient {
        case .id(let id):
            try await requirePatient(id, at: "patient_id")
            return id
        case .email(let email, let name):
            if let known = try await knownPatient(email) { return known }
            guard let name else {
                throw FieldProblems("Is nobody who is known here; create_patient takes them in.", at: "patient_email")
            }
            do throws(Refusal) {
                return try await services.addPatient(email, name)
            } catch {
                // Somebody else took them in at the same time.
                guard error == .alreadyExists, let known = try await knownPatient(email) else { throw error }
                return known
            }
        }
    }

    private func knownPatient(_ email: EmailAddress) async throws -> PersonID? {
        guard let user = try await dependencies.users.user(email) else { return nil }
        guard user.role == .patient else { throw FieldProblems("Is no patient here.", at: "patient_email") }
        return user.id
    }
}
