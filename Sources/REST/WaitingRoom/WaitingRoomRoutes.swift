import Actors
import Auth
import Core
import Hummingbird

/// Who waits to be let in to a consultation, for how long yet, and what a host does about it.
struct WaitingRoomRoutes: EndpointGroup {
    static let endpoints = [room, admit, deny, message, priority]

    let dependencies: RESTDependencies
    private let consultations: ConsultationRoutes

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
        consultations = ConsultationRoutes(dependencies)
    }

    func add(to routes: Routes) {
        routes.on(Self.room) { [self] _, context in try await room(context) }
        routes.on(Self.admit) { [self] request, context in
            let body: SeatBody = try await request.json(upTo: context.bodyBytesMax)
            return try await perform(.admit(body.seat), context)
        }
        routes.on(Self.deny) { [self] request, context in
            let body: DenialBody = try await request.json(upTo: context.bodyBytesMax)
            return try await perform(.deny(body.seat, reason: body.reason), context)
        }
        routes.on(Self.message) { [self] request, context in
            let body: WaitingMessageBody = try await request.json(upTo: context.bodyBytesMax)
            return try await perform(.messageWaiting(body.seat, text: body.text), context)
        }
        routes.on(Self.priority) { [self] request, context in
            let body: PriorityBody = try await request.json(upTo: context.bodyBytesMax)
            return try await perform(.setPriority(body.seat, body.priority, reason: body.reason), context)
        }
    }

    private func perform(_ command: ConsultationCommand, _ context: SignedInContext) async throws -> Performed {
        let id = try context.consultationID
        return Performed(
            seq: try await consultations.done(id, .perform(command, by: context.grant.person, id: nil))
        )
    }

    /// Hosts, staff and administrators see everyone, who waits sees themselves, and nobody else anything.
    private func room(_ context: SignedInContext) async throws -> WaitingRoomAnswer {
        let id = try context.consultationID
        switch try await consultations.sight(of: id, for: context.grant) {
        case .office(let overview): return try await room(id, overview.booking, overview.participants)
        case .seat(let view):
            guard let own = view.participants.first(where: { $0.seat == view.ownSeat }) else { throw APIError.broken }
            let seesAll = own.role.allows(.host)
            guard seesAll || own.standing != .cleared else { throw Refusal.notPermitted }
            return try await room(id, view.booking, seesAll ? view.participants : [own])
        }
    }

    private func room(
        _ id: ConsultationID,
        _ booking: ConsultationEvent.Booking,
        _ people: [ConsultationView.Participant]
    ) async throws -> WaitingRoomAnswer {
        let waiting = people.filter { $0.place != nil }.sorted { ($0.place ?? 0) < ($1.place ?? 0) }
        let wait = waiting.isEmpty ? nil : try await estimate(id, booking)
        return WaitingRoomAnswer(waiting, wait, opensAt: dependencies.opensAt(booking))
    }

    /// How long it may take until the doctor of this consultation has time for it.
    private func estimate(
        _ id: ConsultationID,
        _ booking: ConsultationEvent.Booking
    ) async throws -> WaitEstimate? {
        let catalog = dependencies.catalog
        guard let summary = try await catalog.summary(of: id),
            let doctor = summary.seats.first(where: { $0.role == .doctor })?.person
        else { return nil }
        let now = dependencies.clocks.now()
        let since = now + (.zero - WaitEstimate.lookBack)
        let until = max(booking.start, now) + .seconds(1)
        let visits = try await catalog.agenda(of: doctor, since..<until, limit: WaitEstimate.visitsMax)
        let statistics = try await catalog.statistics(of: doctor, today: now..<now)
        return WaitEstimate(
            for: id,
            start: booking.start,
            behind: visits.map(WaitEstimate.Visit.init),
            durations: statistics.visits,
            at: now
        )
    }
}

extension RESTDependencies {
    /// From when on those who are no hosts may come; `nil` for any time.
    func opensAt(_ booking: ConsultationEvent.Booking) -> Timestamp? {
        periods.early.map { booking.start + (.zero - $0) }
    }
}
