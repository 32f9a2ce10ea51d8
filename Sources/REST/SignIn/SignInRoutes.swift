import Auth
import Core
import Hummingbird

/// Signing in, and who one is.
struct SignInRoutes: EndpointGroup {
    private static let person = JSONSchema.named(
        "Person",
        .object([
            .required("id", .uuid), .required("role", .choice(Role.allCases.map(\.name))),
            .required("name", .nullable(.text(example: "Ada Lovelace"))),
        ])
    )

    private static let logIn = Endpoint(
        .post,
        "/telemedicine/api/auth/login/",
        "Signs in",
        access: .everyone,
        body: .object([
            .required("email", .email), .required("password", .text(example: "correct horse battery")),
        ]),
        answers: [
            .ok: .object([
                .required("access_token", .text(example: "eyJhbGciOiJFUzI1NiJ9.e30.c2ln")),
                .required("token_type", .choice(["Bearer"])), .required("expires_at", .time), .required("user", person),
            ])
        ],
        errors: [.unauthorized: ["bad_credential"], .tooManyRequests: ["too_many_sign_ins"]]
    )

    private static let me = Endpoint(
        .get,
        "/telemedicine/api/auth/me/",
        "Who one is",
        access: .signedIn,
        answers: [.ok: person]
    )

    static let endpoints = [logIn, me]

    private struct Login: ResponseEncodable {
        let accessToken: String
        let tokenType = "Bearer"
        let expiresAt: String
        let user: Person
    }

    private struct Person: ResponseEncodable {
        let id: String
        let role: String
        @ExplicitNull var name: String?

        init(_ user: User) {
            id = user.id.description
            role = user.role.name
            name = user.name.value
        }
    }

    private let dependencies: RESTDependencies

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
    }

    func add(to routes: Routes) {
        routes.onOpen(Self.logIn) { [self] request, context in
            guard dependencies.admitSignIn(context.clientAddress) else { throw APIError.tooManySignInsFromThere }
            return try await logIn(request.json(upTo: context.bodyBytesMax))
        }
        routes.on(Self.me) { [self] _, context in try await person(context.grant.person) }
    }

    private func logIn(_ body: LoginBody) async throws -> Login {
        let user = try await dependencies.users.user(body.email)
        let isPassword = try await isPassword(body.password, of: user)
        dependencies.watch.signedIn(isPassword && user != nil)
        guard isPassword, let user else { throw APIError.badCredential }
        let token = try await dependencies.tokens.issue(for: user.id, role: user.role)
        return Login(accessToken: token.text, expiresAt: token.expires.rfc3339, user: Person(user))
    }

    /// Takes equally long for nobody.
    private func isPassword(_ password: String, of user: User?) async throws -> Bool {
        do throws(PasswordError) {
            return try await dependencies.passwords.verify(password, against: user?.passwordHash.value)
        } catch {
            switch error {
            case .busy: throw APIError.tooManySignIns
            case .tooShort, .tooLong, .unreadableHash: throw error
            }
        }
    }

    private func person(_ id: PersonID) async throws -> Person {
        guard let user = try await dependencies.users.user(id) else { throw APIError.notSignedIn }
        return Person(user)
    }
}
