import Auth
import Core
import Gateway

/// How the gateway asks `Auth` who a client is.
struct SignInCheck: Authenticator {
    let tokens: AccessTokens
    let tickets: TicketBooth

    func redeem(ticket: String, for consultation: ConsultationID) -> Grant? {
        guard let grant = tickets.redeem(ticket, for: consultation) else { return nil }
        return Grant(
            person: grant.person,
            authorizedUntil: grant.authorizedUntil,
            session: grant.session,
            role: grant.role
        )
    }

    func verify(accessToken: String, for consultation: ConsultationID) async -> Grant? {
        guard let grant = await tokens.verify(accessToken) else { return nil }
        // A guest's token holds for the one consultation that the link was for.
        guard grant.consultation == nil || grant.consultation == consultation else { return nil }
        return Grant(
            person: grant.person,
            authorizedUntil: grant.expires,
            session: grant.session,
            role: grant.role
        )
    }

    func stillHolds(_ grant: Grant) -> Bool {
        tokens.revocations.allow(grant.person, grant.role, grant.session)
    }
}
