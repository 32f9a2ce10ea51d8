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
        "Takes the new e-mail address, with the token from the mail and the password",
        access: .everyone,
        body: ConfirmationBody.schema,
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
            return try await confirm(request.json(upTo: context.bodyBytesMax), from: context.clientAddress)
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
            try await parts.accounts.requestReset(change.hash, of: person, by: .person(person))
            try await parts.postRoom.take(.emailChange(change, language: identity.language))
        } catch {
            parts.throttle.takeBack(.registrationMail(body.email))
            throw error
        }
    }

    /// Asks for the password: whoever reads the mail may not be who asked for it, and who asked may not be who has the
    /// account by now.
    private func confirm(_ body: ConfirmationBody, from client: ClientAddress?) async throws -> PersonAnswer {
        guard let change = parts.mailTokens.openChange(body.token),
            let user = try await dependencies.users.user(change.person), !user.isDisabled,
            let address = user.email.value
        else { throw APIError.invalidToken }
        let account = try await parts.accounts.account(of: user.id)
        // Who has the address already, asks again after a lost answer.
        let isRepeat = address == change.new
        guard isRepeat || address == change.old && account.isReset(change.hash, at: dependencies.clocks.now()) else {
            throw APIError.invalidToken
        }
        if let wait = parts.throttle.attempt(address.text, from: client) { throw APIError.waitBeforeSignIn(wait) }
        guard try await SignInDesk(dependencies: dependencies).isPassword(body.password, of: user, account) else {
            throw FieldProblems("Is not the password of the account.", at: "password")
        }
        parts.throttle.succeeded(address.text, from: client)
        return try await take(change, knowing: account, isRepeat: isRepeat)
    }

    private func take(
        _ change: MailTokens.EmailChange,
        knowing account: Account,
        isRepeat: Bool
    ) async throws -> PersonAnswer {
        let person = change.person
        do {
            if !isRepeat {
                try await parts.accounts.useForAddress(change.hash, knowing: account.passwordHash, of: person)
            }
            let user = try await parts.directory.changeAddress(
                of: person,
                from: change.old,
                to: change.new,
                by: .person(person)
            )
            // Once more: a mail to the old address may have been written in between.
            try await parts.accounts.voidResets(of: person, by: .person(person))
            return PersonAnswer(user)
        } catch Refusal.signedOut {
            throw APIError.invalidToken
        }
    }
}
