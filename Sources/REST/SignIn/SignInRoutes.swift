import Actors
import Auth
import Core
import HTTPTypes
import Hummingbird

/// Signing in, staying signed in, and signing out.
struct SignInRoutes: EndpointGroup {
    private static let logIn = Endpoint(
        .post,
        "/telemedicine/api/auth/login/",
        "Signs in, with tokens for a program or with cookies for a browser",
        access: .everyone,
        body: LoginBody.schema,
        answers: [.ok: SignedInAnswer.schema],
        errors: [
            .unauthorized: ["bad_credential", "second_factor_required", "bad_second_factor"],
            .tooManyRequests: ["too_many_sign_ins"], .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    private static let refresh = Endpoint(
        .post,
        "/telemedicine/api/auth/refresh/",
        "Takes a refresh token for a new access token and the next refresh token",
        access: .everyone,
        body: RefreshBody.schema,
        answers: [.ok: SignedInAnswer.schema],
        errors: [
            .unauthorized: ["signed_out", "refresh_reused"], .tooManyRequests: ["too_many_sign_ins"],
            .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    private static let logOut = Endpoint(
        .post,
        "/telemedicine/api/auth/logout/",
        "Ends the sign-in: its tokens, its cookies and its sockets",
        access: .signedIn,
        answers: [.noContent: nil],
        errors: [.serviceUnavailable: ["outcome_unknown"]]
    )

    static let endpoints = [logIn, refresh, logOut]

    private let dependencies: RESTDependencies
    private let desk: SignInDesk

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
        desk = SignInDesk(dependencies: dependencies)
    }

    func add(to routes: Routes) {
        routes.onOpen(Self.logIn) { [self] request, context in try await logIn(request, context) }
        routes.onOpen(Self.refresh) { [self] request, context in
            guard dependencies.admitSignIn(context.clientAddress) else { throw APIError.tooManySignInsFromThere }
            let body: RefreshBody = try await request.json(upTo: context.bodyBytesMax)
            return try await desk.tokens(for: desk.renew(body.refreshToken))
        }
        routes.on(Self.logOut) { [self] request, context in try await logOut(context) }
    }

    private func logIn(_ request: Request, _ context: APIContext) async throws -> EditedResponse<SignedInAnswer> {
        let body: LoginBody = try await request.json(upTo: context.bodyBytesMax)
        let agent = request.headers[.userAgent] ?? ""
        let entrance = try await desk.signIn(body, from: context.clientAddress, named: agent)
        switch body.kind {
        case .bearer:
            return EditedResponse(response: try await desk.tokens(for: entrance))
        case .cookie:
            let cookies = BrowserCookies.set(entrance.token, until: entrance.session.expires, context, dependencies)
            return EditedResponse(headers: HTTPFields(cookies), response: desk.cookies(for: entrance))
        }
    }

    private func logOut(_ context: SignedInContext) async throws -> Response {
        let grant = context.grant
        if let session = grant.session {
            _ = try await dependencies.signIn.accounts.end(
                session,
                .signedOut,
                of: grant.person,
                by: .person(grant.person)
            )
        }
        return Response(status: .noContent, headers: HTTPFields(BrowserCookies.clear(isSecure: context.isSecure)))
    }
}
