import Actors
import Auth
import Core
import HTTPTypes
import Hummingbird

/// How people change the address that they sign in with, and that mail goes to.
///
/// The answer is the same whether the new address is somebody's or not. Nothing changes before a mail to the new address was
/// read; the old one is told at once.
struct EmailRoutes: EndpointGroup {
    private static let ask = Endpoint(
        .post,
        "/telemedicine/api/auth/email/",
        "Asks for another e-mail address, which a mail to it confirms; the old one is told",
        access: .signedIn,
        body: EmailChangeBody.schema,
        answers: [.accepted: RegistrationRoutes.mailed],
        errors: [.tooManyRequests: ["too_many_sign_ins"]]
    )

    private static let confirm = Endpoint(
        .post,
        "/telemedicine/api/auth/email/confirm/",
        "Takes the new e-mail address, with the token from the mail",
        access: .everyone,
        body: MailTokenBody.schema,
        answers: [.ok: PersonAnswer.schema],
        errors: [
            .badRequest: ["invalid_token"], .conflict: ["already_exists"], .tooManyRequests: ["too_many_sign_ins"],
            .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    static let endpoints = [ask, confirm]

    private let dependencies: RESTDependencies
    private let check: OwnPassword

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
        check = OwnPassword(dependencies: dependencies)
    }

    private var parts: SignInParts { dependencies.signIn }

    func add(to routes: Routes) {
        routes.on(Self.ask) { [self] request, context in
            try await ask(request.json(upTo: context.bodyBytesMax), context)
            return EditedResponse(status: .accepted, response: RegistrationRoutes.Mailed())
        }
        routes.onOpen(Self.confirm) { [self] request, context in
            guard dependencies.admitSignIn(context.clientAddress) else { throw APIError.tooManySignInsFromThere }
            return try await confirm(request.json(upTo: context.bodyBytesMax))
        }
    }

    private func ask(_ body: EmailChangeBody, _ context: SignedInContext) async throws {
        let person = context.grant.person
        _ = try await check.account(body.password, at: "password", context)
        guard let user = try await dependencies.users.user(person), let identity = user.identity else {
            throw APIError.notSignedIn
        }
        if let wait = parts.throttle.attempt(.identityChange(person)) { throw APIError.waitToChange(wait) }
        // Nobody's mailbox is filled, and nobody is told why not.
        guard identity.email != body.email, parts.throttle.attempt(.registrationMail(body.email)) == nil else { return }
        let change = MailTokens.EmailChange(person: person, old: identity.email, new: body.email)
        do {
            try await parts.postRoom.take(.emailChange(change, language: identity.language))
        } catch {
            parts.throttle.takeBack(.registrationMail(body.email))
            throw error
        }
    }

    private func confirm(_ body: MailTokenBody) async throws -> PersonAnswer {
        guard let change = parts.mailTokens.openChange(body.token) else { throw APIError.invalidToken }
        do {
            // Before the address changes, so that none of them outlives it.
            try await parts.accounts.voidResets(of: change.person, by: .person(change.person))
            let user = try await parts.directory.changeAddress(
                of: change.person,
                from: change.old,
                to: change.new,
                by: .person(change.person)
            )
            return PersonAnswer(user)
        } catch Refusal.signedOut {
            throw APIError.invalidToken
        }
    }
}
