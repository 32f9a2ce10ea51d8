import Actors
import Auth
import Core
import HTTPTypes
import Hummingbird

/// Who one is, one's password, and where one is signed in.
struct AccountRoutes: EndpointGroup {
    private static let me = Endpoint(
        .get,
        "/telemedicine/api/auth/me/",
        "Who one is",
        access: .signedIn,
        answers: [.ok: PersonAnswer.schema]
    )

    private static let changeMe = Endpoint(
        .patch,
        "/telemedicine/api/auth/me/",
        "Changes one's name, language or time zone",
        access: .signedIn,
        body: IdentityBody.schema,
        answers: [.ok: PersonAnswer.schema],
        errors: [.serviceUnavailable: ["outcome_unknown"]]
    )

    private static let changePassword = Endpoint(
        .post,
        "/telemedicine/api/auth/password/",
        "Chooses a new password, and ends all other sign-ins",
        access: .signedIn,
        body: PasswordChangeBody.schema,
        answers: [.noContent: nil],
        errors: [.tooManyRequests: ["too_many_sign_ins"], .serviceUnavailable: ["outcome_unknown"]]
    )

    private static let sessions = Endpoint(
        .get,
        "/telemedicine/api/auth/sessions/",
        "Where one is signed in",
        access: .signedIn,
        answers: [.ok: .page(of: SessionAnswer.schema)]
    )

    private static let endOthers = Endpoint(
        .delete,
        "/telemedicine/api/auth/sessions/",
        "Ends all sign-ins but this one",
        access: .signedIn,
        answers: [.noContent: nil],
        errors: [.serviceUnavailable: ["outcome_unknown"]]
    )

    private static let endOne = Endpoint(
        .delete,
        "/telemedicine/api/auth/sessions/{id}/",
        "Ends a sign-in: its tokens, its cookies and its sockets",
        access: .signedIn,
        answers: [.noContent: nil],
        errors: [.serviceUnavailable: ["outcome_unknown"]]
    )

    static let endpoints = [me, changeMe, changePassword, sessions, endOthers, endOne]

    private let dependencies: RESTDependencies
    private let check: OwnPassword

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
        check = OwnPassword(dependencies: dependencies)
    }

    private var accounts: Accounts { dependencies.signIn.accounts }

    func add(to routes: Routes) {
        routes.on(Self.me) { [self] _, context in
            guard let user = try await dependencies.users.user(context.grant.person) else { throw APIError.notSignedIn }
            return PersonAnswer(user)
        }
        routes.on(Self.changeMe) { [self] request, context in try await changeMe(request, context) }
        routes.on(Self.changePassword) { [self] request, context in try await changePassword(request, context) }
        routes.on(Self.sessions) { [self] _, context in try await sessions(of: context.grant) }
        routes.on(Self.endOthers) { [self] _, context in
            let person = context.grant.person
            try await accounts.endAll(but: context.grant.session, .revoked, of: person, by: .person(person))
            return Response(status: .noContent)
        }
        routes.on(Self.endOne) { [self] _, context in
            guard let id = context.parameters.get("id").flatMap({ SessionID($0) }) else { throw APIError.nothingHere }
            let person = context.grant.person
            guard try await accounts.end(id, .revoked, of: person, by: .person(person)) else {
                throw APIError.nothingHere
            }
            return Response(status: .noContent)
        }
    }

    private func changeMe(_ request: Request, _ context: SignedInContext) async throws -> PersonAnswer {
        let body: IdentityBody = try await request.json(
            upTo: context.bodyBytesMax,
            under: dependencies.signIn.isTimeZone
        )
        let person = context.grant.person
        // Each change is one more entry of the directory, which everybody's additions wait for.
        if let wait = dependencies.signIn.throttle.attempt(.identityChange(person)) {
            throw APIError.waitToChange(wait)
        }
        return PersonAnswer(try await dependencies.signIn.directory.change(person, body.change, by: .person(person)))
    }

    private func changePassword(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body: PasswordChangeBody = try await request.json(upTo: context.bodyBytesMax)
        let known = try await check.account(body.current, at: "current_password", context)
        let hash = try await check.hash(body.new, at: "new_password")
        do {
            try await accounts.changePassword(
                to: hash,
                knowing: known.passwordHash,
                keeping: context.grant.session,
                of: context.grant.person
            )
        } catch Refusal.signedOut {
            // Another change was faster, so that was not the password any more.
            throw FieldProblems("Is not your password.", at: "current_password")
        }
        return Response(status: .noContent)
    }

    private func sessions(of grant: AccessGrant) async throws -> SessionPage {
        let account = try await accounts.account(of: grant.person)
        let sessions = account.sessions(at: dependencies.clocks.now())
        return SessionPage(results: sessions.reversed().map { SessionAnswer($0, isCurrent: $0.id == grant.session) })
    }
}
