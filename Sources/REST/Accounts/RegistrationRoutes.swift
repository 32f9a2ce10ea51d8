import Actors
import Auth
import Core
import HTTPTypes
import Hummingbird

/// What people do who can't sign in: register, and choose a new password.
///
/// The answers are the same whether an address is known here or not; its owner learns more by mail.
struct RegistrationRoutes: EndpointGroup {
    static let mailed = JSONSchema.object([.required("detail", .text(example: "A mail is on its way."))])

    private static let register = Endpoint(
        .post,
        "/telemedicine/api/auth/register/",
        "Begins a patient's registration, which a mail confirms",
        access: .everyone,
        body: RegistrationBody.schema,
        answers: [.accepted: mailed],
        errors: [.tooManyRequests: ["too_many_sign_ins"]]
    )

    private static let confirm = Endpoint(
        .post,
        "/telemedicine/api/auth/register/confirm/",
        "Makes the patient's account, with the token from the mail and the password of the registration",
        access: .everyone,
        body: ConfirmationBody.schema,
        answers: [.created: PersonAnswer.schema],
        errors: [
            .badRequest: ["invalid_token"], .conflict: ["already_exists"], .tooManyRequests: ["too_many_sign_ins"],
            .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    private static let reset = Endpoint(
        .post,
        "/telemedicine/api/auth/password/reset/",
        "Sends a mail with which a new password can be chosen",
        access: .everyone,
        body: EmailBody.schema,
        answers: [.accepted: mailed],
        errors: [.tooManyRequests: ["too_many_sign_ins"]]
    )

    private static let choose = Endpoint(
        .post,
        "/telemedicine/api/auth/password/reset/confirm/",
        "Chooses a new password, with the token from the mail, and ends all sign-ins",
        access: .everyone,
        body: NewPasswordBody.schema,
        answers: [.noContent: nil],
        errors: [
            .badRequest: ["invalid_token"], .tooManyRequests: ["too_many_sign_ins"],
            .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    static let endpoints = [register, confirm, reset, choose]

    struct Mailed: ResponseEncodable {
        let detail = "If this address can be used, a mail to it is on its way."
    }

    private let dependencies: RESTDependencies
    private let passwords: OwnPassword

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
        passwords = OwnPassword(dependencies: dependencies)
    }

    private var parts: SignInParts { dependencies.signIn }

    func add(to routes: Routes) {
        routes.onOpen(Self.register) { [self] request, context in
            try admit(context)
            return try await register(request.json(upTo: context.bodyBytesMax))
        }
        routes.onOpen(Self.confirm) { [self] request, context in
            try admit(context)
            return try await confirm(request.json(upTo: context.bodyBytesMax))
        }
        routes.onOpen(Self.reset) { [self] request, context in
            try admit(context)
            let body: EmailBody = try await request.json(upTo: context.bodyBytesMax)
            try await mail(under: .resetMail(body.email)) { .reset(body.email) }
            return EditedResponse(status: .accepted, response: Mailed())
        }
        routes.onOpen(Self.choose) { [self] request, context in
            try admit(context)
            let person = try await choose(request.json(upTo: context.bodyBytesMax))
            return AttributedAnswer(answer: Response(status: .noContent), auditPerson: person)
        }
    }

    private func admit(_ context: APIContext) throws(APIError) {
        guard dependencies.admitSignIn(context.clientAddress) else { throw .tooManySignInsFromThere }
    }

    /// Sends no more mails to one address than it would take to annoy its owner; nobody is told.
    private func mail(
        under subject: ThrottleSubject,
        _ errand: () async throws -> PostRoom.Errand
    ) async throws {
        guard parts.throttle.attempt(subject) == nil else { return }
        do {
            try await parts.postRoom.take(try await errand())
        } catch {
            // There was no mail, so who comes again is not to be passed over.
            parts.throttle.takeBack(subject)
            throw error
        }
    }

    /// Hashes nothing for an address that gets no mail, and only a few passwords of strangers at a time, so that people
    /// can sign in whatever they do.
    private func register(_ body: RegistrationBody) async throws -> EditedResponse<Mailed> {
        try await mail(under: .registrationMail(body.identity.email)) {
            var generator = SystemRandomNumberGenerator()
            return .registration(
                MailTokens.Registration(
                    person: PersonID(uuid: .timeOrdered(at: dependencies.clocks.now(), using: &generator)),
                    identity: body.identity,
                    passwordHash: try await passwords.hash(body.password, at: "password", ofStranger: true)
                )
            )
        }
        return EditedResponse(status: .accepted, response: Mailed())
    }

    /// Asks for the password again: whoever reads the mail may not be who registered, and must not open a stranger's
    /// account under their own address.
    private func confirm(_ body: ConfirmationBody) async throws -> EditedResponse<PersonAnswer> {
        guard let registration = parts.mailTokens.open(body.token) else { throw APIError.invalidToken }
        guard try await passwords.isRight(body.password, against: registration.passwordHash) else {
            throw FieldProblems("Is not the password of this registration.", at: "password")
        }
        let person = NewPerson(
            id: registration.person,
            registration.identity,
            role: .patient,
            passwordHash: registration.passwordHash
        )
        let user = try await parts.directory.add(person, by: .person(registration.person))
        return EditedResponse(status: .created, response: PersonAnswer(user))
    }

    /// Returns whose it is.
    private func choose(_ body: NewPasswordBody) async throws -> PersonID {
        // Looked at before the password is hashed, which takes long, and once more after it.
        guard let (person, tokenHash) = parts.mailTokens.readReset(body.token),
            let user = try await dependencies.users.user(person), !user.isDisabled,
            try await parts.accounts.account(of: person).isReset(tokenHash, at: dependencies.clocks.now())
        else { throw APIError.invalidToken }
        let hash = try await passwords.hash(body.password, at: "new_password")
        do {
            try await parts.accounts.reset(tokenHash, to: hash, of: person)
            return person
        } catch Refusal.signedOut {
            throw APIError.invalidToken
        }
    }
}
