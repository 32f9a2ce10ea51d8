import Actors
import Auth
import Core
import HTTPTypes
import Hummingbird

extension ConsultationRoutes {
    func create(_ request: Request, _ context: SignedInContext) async throws -> EditedResponse<ConsultationItem> {
        let grant = context.grant
        let new: NewConsultation = try await request.json(upTo: context.bodyBytesMax, under: dependencies.limits)
        let invitations = try await invitations(to: new, by: grant)
        let id = ConsultationID(uuid: context.newUUID(at: dependencies.clocks))
        let creation = ConsultationRequest.create(new.booking, invitations, by: .person(grant.person))
        let seq = try await created(id, creation) { [self] in
            guard context.derivedUUID != nil else { throw Refusal.alreadyExists }
            return try await earlier(id, new.booking, invitations)
        }
        let item = ConsultationItem(
            id: id,
            booking: new.booking,
            status: .scheduled,
            seats: invitations.map {
                ConsultationSummary.Seat(person: $0.person, role: $0.role, name: .present($0.name))
            },
            seq: seq,
            createdAt: nil
        )
        return EditedResponse(status: .created, headers: [.location: "\(Self.basePath)\(id)/"], response: item)
    }

    private func created(
        _ id: ConsultationID,
        _ creation: ConsultationRequest,
        orElse earlier: () async throws -> UInt64
    ) async throws -> UInt64 {
        do {
            return try await done(id, creation)
        } catch Refusal.alreadyExists {
            return try await earlier()
        }
    }

    /// The `seq` with which an earlier request under the same `Idempotency-Key` created the same consultation.
    private func earlier(
        _ id: ConsultationID,
        _ booking: ConsultationEvent.Booking,
        _ invitations: [Invitation]
    ) async throws -> UInt64 {
        let entries = try await dependencies.journal.entries(of: EntityID(id), after: 0, limit: 1 + invitations.count)
        let seats = invitations.enumerated().map { index, invitation in
            ConsultationEvent.seatAdded(
                SeatNumber(index: index),
                invitation.person,
                invitation.role,
                name: .present(invitation.name)
            )
        }
        let events = try entries.map { entry in try ConsultationEvent(entry.content) }
        guard events == [.created(booking)] + seats, let last = entries.last else {
            throw APIError.idempotencyKeyReused
        }
        return last.seq
    }

    /// Seats for all that were named, and first of all for the doctor who asks, if they were not.
    private func invitations(to new: NewConsultation, by grant: AccessGrant) async throws -> [Invitation] {
        var problems = FieldProblems()
        var invitations: [Invitation] = []
        for (index, participant) in new.participants.enumerated() {
            let path = "participants.\(index)"
            guard let invitation = try await invitation(for: participant, path, &problems) else { continue }
            guard !invitations.contains(where: { $0.person == invitation.person }) else {
                problems.add("Is in the list already.", at: "\(path).\(participant.person.field)")
                continue
            }
            invitations.append(invitation)
        }
        guard problems.isEmpty else { throw problems }
        if grant.role == .doctor, !invitations.contains(where: { $0.person == grant.person }) {
            invitations.insert(try await creator(grant), at: 0)
        }
        guard (1...dependencies.limits.seatsMax).contains(invitations.count) else {
            throw FieldProblems("Must have 1 to \(dependencies.limits.seatsMax) entries.", at: "participants")
        }
        return invitations
    }

    private func invitation(
        for participant: NewConsultation.Participant,
        _ path: String,
        _ problems: inout FieldProblems
    ) async throws -> Invitation? {
        let user =
            switch participant.person {
            case .id(let id): try await dependencies.users.user(id)
            case .email(let email): try await dependencies.users.user(email)
            }
        guard let user, let name = user.name.value else {
            problems.add("Is nobody who is known here.", at: "\(path).\(participant.person.field)")
            return nil
        }
        let role = participant.role ?? user.role
        guard user.role.canSit(as: role) else {
            problems.add("Can't be the role of this person.", at: "\(path).role")
            return nil
        }
        return Invitation(person: user.id, role: role, name: name)
    }

    private func creator(_ grant: AccessGrant) async throws -> Invitation {
        guard let user = try await dependencies.users.user(grant.person), let name = user.name.value else {
            throw APIError.notSignedIn
        }
        return Invitation(person: user.id, role: .doctor, name: name)
    }
}

extension Role {
    /// Whether a person with this role may be given a seat with the other one.
    ///
    /// A seat as doctor or staff has rights that
    /// only those have who are just that.
    fileprivate func canSit(as seat: Role) -> Bool {
        seat.canBeSeated && seat != .guest && (seat == self || !seat.allows(.host))
    }
}
