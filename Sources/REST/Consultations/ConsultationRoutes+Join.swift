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
            expiresAt: min(expires, grant.expires).rfc3339
        )
    }
}
