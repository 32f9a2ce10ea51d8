import Actors
import Auth
import Core
import HTTPTypes
import Hummingbird

/// Checks who somebody is, and keeps them signed in.
struct SignInDesk {
    let dependencies: RESTDependencies

    private var parts: SignInParts { dependencies.signIn }

    /// Somebody who has proved who they are.
    struct Entrance {
        let user: User
        let session: Account.Session
        let token: SessionToken
    }

    /// Signs somebody in, or says no without saying why.
    func signIn(_ body: LoginBody, from client: ClientAddress?, named agent: String) async throws -> Entrance {
        try admit(body.email, from: client)
        let user = try await dependencies.users.user(body.email)
        let account = try await account(of: user)
        let isPassword = try await isPassword(body.password, of: user, account)
        guard isPassword, let user, !user.isDisabled else {
            dependencies.watch.signedIn(false)
            throw APIError.badCredential
        }
        try await checkSecondFactor(body, account)
        let entrance = try await start(body.kind, user, account, agent)
        parts.throttle.succeeded(body.email.text, from: client)
        dependencies.watch.signedIn(true)
        return entrance
    }

    /// Counts an attempt to guess a password, and refuses it if there were too many.
    func admit(_ email: EmailAddress, from client: ClientAddress?) throws(APIError) {
        guard dependencies.admitSignIn(client) else { throw .tooManySignInsFromThere }
        if let wait = parts.throttle.attempt(email.text, from: client) { throw .waitBeforeSignIn(wait) }
    }

    /// Whether it is the person's password; takes equally long for nobody, and for who has none.
    func isPassword(_ password: String, of user: User?, _ account: Account?) async throws -> Bool {
        let newest = account?.passwordHash ?? user?.passwordHash
        let hash = newest?.value.flatMap { $0.isEmpty ? nil : $0 }
        return try await OwnPassword(dependencies: dependencies).isRight(password, against: hash)
    }

    func account(of user: User?) async throws(Refusal) -> Account? {
        guard let user else { return nil }
        return try await parts.accounts.account(of: user.id)
    }

    private func checkSecondFactor(_ body: LoginBody, _ account: Account?) async throws {
        guard let account, account.secondFactor?.isConfirmed == true else { return }
        guard body.code != nil || body.recoveryCode != nil else { throw APIError.secondFactorRequired }
        // Of its own, so that the right password, which somebody may know, does not clear it.
        if let wait = parts.throttle.attempt(.code(account.person)) { throw APIError.waitBeforeSignIn(wait) }
        let code = body.code
        let isRight = try await parts.accounts.useSecondFactor(
            recoveryHash: body.recoveryCode.map(RecoveryCodes.hash),
            of: account.person
        ) { secret, lastStep, now in
            code.flatMap { OneTimeCode(secret: secret).step(of: $0, at: now, after: lastStep) }
        }
        guard isRight else {
            dependencies.watch.signedIn(false)
            throw APIError.badSecondFactor
        }
        parts.throttle.succeeded(.code(account.person))
    }

    private func start(
        _ kind: SessionKind,
        _ user: User,
        _ account: Account?,
        _ agent: String
    ) async throws -> Entrance {
        var generator = SystemRandomNumberGenerator()
        let id = SessionID(uuid: .timeOrdered(at: dependencies.clocks.now(), using: &generator))
        let token = parts.sessionTokens.first(of: id, user.id)
        do {
            let session = try await parts.accounts.start(
                id,
                kind,
                secretHash: token.hash,
                client: agent,
                knowing: account?.passwordHash,
                of: user.id
            )
            // Whoever keeps the person out ends their sign-ins after that is known, so one of the two sees the other.
            guard let now = try await dependencies.users.user(user.id), !now.isDisabled else {
                _ = try await parts.accounts.end(id, .disabled, of: user.id, by: .hub)
                throw APIError.badCredential
            }
            return Entrance(user: now, session: session, token: token)
        } catch Refusal.signedOut {
            throw APIError.badCredential
        }
    }

    /// Takes a refresh token for the next one, which is a new access token's as well.
    func renew(_ text: String) async throws -> Entrance {
        guard let token = parts.sessionTokens.read(text),
            let user = try await dependencies.users.user(token.person), !user.isDisabled
        else { throw APIError.notSignedIn }
        let next = parts.sessionTokens.next(after: token)
        let renewal = try await parts.accounts.renew(
            token.session,
            generation: token.generation,
            hash: token.hash,
            nextHash: next.hash,
            of: token.person
        )
        switch renewal {
        case .rotated(let session), .repeated(let session):
            return Entrance(user: user, session: session, token: next)
        case .reused: throw APIError.refreshReused
        case .unknown: throw APIError.notSignedIn
        }
    }

    /// The answer for a program.
    func tokens(for entrance: Entrance) async throws -> SignedInAnswer {
        let user = entrance.user
        let token = try await dependencies.tokens.issue(for: user.id, role: user.role, session: entrance.session.id)
        return SignedInAnswer(
            accessToken: token.text,
            tokenType: "Bearer",
            expiresAt: token.expires.rfc3339,
            refreshToken: entrance.token.text,
            refreshExpiresAt: (dependencies.clocks.now() + parts.accounts.settings.refreshLifetime).rfc3339,
            user: PersonAnswer(user)
        )
    }

    /// The answer for a browser; its cookies are in the head.
    func cookies(for entrance: Entrance) -> SignedInAnswer {
        SignedInAnswer(
            expiresAt: entrance.session.expires.rfc3339,
            csrfToken: parts.sessionTokens.csrfToken(of: entrance.token),
            user: PersonAnswer(entrance.user)
        )
    }
}
