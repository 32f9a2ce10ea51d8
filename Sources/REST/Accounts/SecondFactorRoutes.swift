import Actors
import Auth
import Core
import HTTPTypes
import Hummingbird

/// The second factor: codes of an authenticator (RFC 6238), and recovery codes.
struct SecondFactorRoutes: EndpointGroup {
    private static let path = "/telemedicine/api/auth/totp/"

    private static let look = Endpoint(
        .get,
        path,
        "Whether a second factor is asked for",
        access: .signedIn,
        answers: [
            .ok: .object([
                .required("enabled", .boolean), .required("recovery_codes_left", .integer(0...RecoveryCodes.count)),
            ])
        ]
    )

    private static let make = Endpoint(
        .post,
        path,
        "Makes a secret for an authenticator; it is asked for once it was confirmed",
        access: .signedIn,
        body: OwnPasswordBody.schema,
        answers: [
            .created: .object([
                .required("secret", .text(example: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")),
                .required("uri", .text(example: "otpauth://totp/LASO%20Hub:ada%40example.org?secret=…")),
            ])
        ],
        errors: [
            .conflict: ["already_exists"], .tooManyRequests: ["too_many_sign_ins"],
            .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    private static let confirm = Endpoint(
        .post,
        "\(path)confirm/",
        "Asks for the second factor from now on, after a first right code",
        access: .signedIn,
        body: CodeBody.schema,
        answers: [.ok: .object([.required("recovery_codes", .list(.text(example: "MFRG-GZDF-MZTW-Q2LK")))])],
        errors: [
            .conflict: ["wrong_status"], .tooManyRequests: ["too_many_sign_ins"],
            .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    private static let remove = Endpoint(
        .post,
        "\(path)remove/",
        "Asks for no second factor any more",
        access: .signedIn,
        body: OwnPasswordBody.schema,
        answers: [.noContent: nil],
        errors: [.tooManyRequests: ["too_many_sign_ins"], .serviceUnavailable: ["outcome_unknown"]]
    )

    static let endpoints = [look, make, confirm, remove]

    private struct Standing: ResponseEncodable {
        let enabled: Bool
        let recoveryCodesLeft: Int
    }

    private struct Secret: ResponseEncodable {
        let secret: String
        let uri: String
    }

    private struct Codes: ResponseEncodable {
        let recoveryCodes: [String]
    }

    private let dependencies: RESTDependencies
    private let check: OwnPassword

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
        check = OwnPassword(dependencies: dependencies)
    }

    private var accounts: Accounts { dependencies.signIn.accounts }

    func add(to routes: Routes) {
        routes.on(Self.look) { [self] _, context in
            let factor = try await accounts.account(of: context.grant.person).secondFactor
            let isEnabled = factor?.isConfirmed == true
            return Standing(enabled: isEnabled, recoveryCodesLeft: factor?.recoveryHashes.count ?? 0)
        }
        routes.on(Self.make) { [self] request, context in
            let body: OwnPasswordBody = try await request.json(upTo: context.bodyBytesMax)
            _ = try await check.account(body.password, at: "password", context)
            return EditedResponse(status: .created, response: try await make(for: context.grant.person))
        }
        routes.on(Self.confirm) { [self] request, context in try await confirm(request, context) }
        routes.on(Self.remove) { [self] request, context in
            let body: OwnPasswordBody = try await request.json(upTo: context.bodyBytesMax)
            _ = try await check.account(body.password, at: "password", context)
            let person = context.grant.person
            try await accounts.removeSecondFactor(of: person, by: .person(person))
            return Response(status: .noContent)
        }
    }

    private func make(for person: PersonID) async throws -> Secret {
        let secret = OneTimeCode.newSecret()
        try await accounts.makeSecondFactor(secret, of: person)
        let address = try await dependencies.users.user(person)?.email.value?.text
        return Secret(
            secret: Base32Text.text(of: secret),
            uri: OneTimeCode.uri(secret: secret, account: address ?? person.description)
        )
    }

    private func confirm(_ request: Request, _ context: SignedInContext) async throws -> Codes {
        let body: CodeBody = try await request.json(upTo: context.bodyBytesMax)
        let person = context.grant.person
        let throttle = dependencies.signIn.throttle
        if let wait = throttle.attempt(.code(person)) { throw APIError.waitBeforeSignIn(wait) }
        let (codes, hashes) = RecoveryCodes.make()
        do {
            try await accounts.confirmSecondFactor(recoveryHashes: hashes, of: person) { secret, lastStep, now in
                OneTimeCode(secret: secret).step(of: body.code, at: now, after: lastStep)
            }
        } catch Refusal.invalid {
            throw FieldProblems("Is wrong, or out of date.", at: "code")
        }
        throttle.succeeded(.code(person))
        return Codes(recoveryCodes: codes)
    }
}
