import Actors
import Auth
import Core
import Hummingbird
import Wire

extension ConsultationRoutes {
    /// What a client needs to open its socket.
    struct Joining: ResponseEncodable {
        let ticket: String
        let websocketPath: String
        let subprotocols: [String]
        let expiresAt: String
        let provider: ProviderAccess
        let iceServers: [IceServerAnswer]
    }

    /// Gives a ticket to those who would be let in to the consultation or its waiting room.
    ///
    /// The socket is judged again.
    func join(_ id: ConsultationID, for grant: AccessGrant) async throws -> Joining {
        let view = try await view(id, for: grant)
        guard !view.status.isFinal else { throw Refusal.over }
        switch view.participants.first(where: { $0.seat == view.ownSeat })?.standing {
        case .denied, .removed: throw Refusal.turnedAway
        case .held, .cleared, nil: break
        }
        try judgeTime(view)
        let expires = dependencies.clocks.now() + dependencies.tickets.lifetime
        let ticketGrant = TicketGrant(
            person: grant.person,
            consultation: id,
            authorizedUntil: grant.expires,
            session: grant.session,
            role: grant.role
        )
        guard let ticket = dependencies.tickets.issue(ticketGrant) else { throw APIError.notSignedIn }
        return Joining(
            ticket: ticket,
            websocketPath: SocketPathRoute.path(of: id),
            subprotocols: MessageFormat.allCases.map(\.subprotocol),
            expiresAt: min(expires, grant.expires).rfc3339,
            provider: ProviderAccess(view.booking.provider, id, jitsi: dependencies.jitsiURL),
            iceServers: dependencies.iceServers.map(IceServerAnswer.init)
        )
    }

    /// Those who are no hosts come when the waiting room is open.
    private func judgeTime(_ view: ConsultationView) throws(APIError) {
        guard view.status == .scheduled || view.status == .waiting, let opensAt = dependencies.opensAt(view.booking),
            let own = view.participants.first(where: { $0.seat == view.ownSeat }), !own.role.allows(.host),
            own.presence == .away
        else { return }
        let now = dependencies.clocks.now()
        if now < opensAt { throw .tooEarly(until: opensAt, now) }
    }
}
