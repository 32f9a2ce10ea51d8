import Actors
import Auth
import Core

/// Whose cookies were checked lately, so that a request needs no look into the account.
///
/// What it remembers is asked about again long before ``Auth/Revocations`` forgets what ended.
actor CookieSessions {
    private static let entriesMax = 10_000
    private static let lifetime: Duration = .seconds(300)

    private struct Entry {
        let grant: AccessGrant
        let deadline: Duration
    }

    private var entries: [[UInt8]: Entry] = [:]

    /// What a cookie grants; nothing if its sign-in has ended.
    func grant(_ token: SessionToken, _ dependencies: RESTDependencies) async throws(Refusal) -> AccessGrant? {
        let uptime = dependencies.clocks.uptime()
        if let entry = entries[token.hash], uptime < entry.deadline, holds(entry.grant, dependencies) {
            return entry.grant
        }
        entries[token.hash] = nil
        guard let grant = try await look(token, dependencies), holds(grant, dependencies) else { return nil }
        if entries.count >= Self.entriesMax { entries = [:] }
        entries[token.hash] = Entry(grant: grant, deadline: uptime + Self.lifetime)
        return grant
    }

    private func holds(_ grant: AccessGrant, _ dependencies: RESTDependencies) -> Bool {
        dependencies.clocks.now() < grant.expires
            && dependencies.tokens.revocations.allow(grant.person, grant.role, grant.session)
    }

    private func look(
        _ token: SessionToken,
        _ dependencies: RESTDependencies
    ) async throws(Refusal) -> AccessGrant? {
        let account = try await dependencies.signIn.accounts.account(of: token.person)
        guard let session = account.session(token.session, at: dependencies.clocks.now()), session.kind == .cookie,
            session.secretHash == token.hash, let user = try await dependencies.users.user(token.person),
            !user.isDisabled
        else { return nil }
        return AccessGrant(person: user.id, role: user.role, expires: session.expires, session: session.id)
    }
}
