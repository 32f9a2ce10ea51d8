import Auth
import Core
import HTTPTypes
import Hummingbird

/// One method at one path.
///
/// The router, the OpenAPI document, the metrics' names of routes and the table of who may what are all made from these values, so
/// none of them can say something else than the others.
struct Endpoint: Hashable, Sendable {
    /// Who is served at all; what somebody may see or change there is for the handler to judge.
    enum Access: Hashable, Sendable {
        case everyone
        /// Anybody who is signed in.
        case signedIn
        /// Those with one of these roles; the others get 403 before the handler runs.
        case roles(Set<Role>)
    }

    /// A parameter in the query.
    struct Parameter: Hashable, Sendable {
        let name: String
        let schema: JSONSchema
        let description: String

        init(_ name: String, _ schema: JSONSchema, _ description: String) {
            self.name = name
            self.schema = schema
            self.description = description
        }
    }

    let method: HTTPRequest.Method
    /// With parameters in braces: `/telemedicine/api/consultations/{id}/`.
    let path: String
    /// One line.
    let summary: String
    let access: Access
    let query: [Parameter]
    let body: JSONSchema?
    /// Whether the request may come without a body.
    let isBodyOptional: Bool
    /// What is answered when all goes well; without a schema there is no body.
    let answers: [HTTPResponse.Status: JSONSchema?]
    /// The codes of refusals, beside those that every endpoint of its kind has (``allErrors``).
    let errors: [HTTPResponse.Status: [String]]

    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ summary: String,
        access: Access,
        query: [Parameter] = [],
        body: JSONSchema? = nil,
        isBodyOptional: Bool = false,
        answers: [HTTPResponse.Status: JSONSchema?],
        errors: [HTTPResponse.Status: [String]] = [:]
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.access = access
        self.query = query
        self.body = body
        self.isBodyOptional = isBodyOptional
        self.answers = answers
        self.errors = errors
    }

    /// Whether its answers are remembered for repeats under the same `Idempotency-Key`: not where they hold what proves who
    /// somebody is, and not where one's own sign-in is changed.
    var isRemembered: Bool {
        method == .post && !path.hasPrefix("/telemedicine/api/auth/") && !path.hasSuffix("/join/")
    }

    /// Whether parameters that it does not know are refused: not where monitors ask, which may send what they like.
    var isStrict: Bool { path.hasPrefix("/telemedicine/api/") }

    /// The path as Hummingbird's router and the metrics write it: without the slash at the end.
    var pattern: String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    var routerPath: RouterPath { RouterPath(String(pattern.dropFirst())) }

    /// The names of the parameters in the path.
    var pathParameters: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }
}

extension Endpoint.Access {
    /// Throws if somebody with this role is not served.
    func judge(_ role: Role) throws(Refusal) {
        switch self {
        case .everyone, .signedIn: return
        case .roles(let roles): guard roles.contains(role) else { throw .notPermitted }
        }
    }
}

extension Endpoint {
    /// Throws `FieldProblems` for parameters that it does not know, and for those that come twice.
    func judgeQuery(_ request: Request) throws {
        guard isStrict, request.uri.query?.isEmpty == false else { return }
        var reader = QueryReader(request)
        for parameter in query { reader.expect(parameter.name) }
        try reader.finish()
    }

    /// Who came by an invitation link gets no further than to its consultation.
    func judgeBound(_ grant: AccessGrant, at id: String?) throws(Refusal) {
        guard let consultation = grant.consultation else { return }
        guard path.hasPrefix("\(ConsultationRoutes.basePath){id}/"), id.flatMap({ ConsultationID($0) }) == consultation
        else { throw .notPermitted }
    }

    /// Every code that can be answered, by status: its own, and those that come with what kind of endpoint it is.
    var allErrors: [HTTPResponse.Status: [String]] {
        var all: [HTTPResponse.Status: [String]] = [
            .badRequest: ["host_not_allowed"],
            .requestTimeout: ["request_timeout"],
            .tooManyRequests: ["too_many_requests"],
            .requestHeaderFieldsTooLarge: ["header_fields_too_large"],
            .internalServerError: ["internal"],
            .serviceUnavailable: ["busy", "unreadable"],
        ]
        func add(_ status: HTTPResponse.Status, _ codes: String...) { all[status, default: []] += codes }
        if isStrict || method == .post { add(.badRequest, "invalid") }
        if body != nil {
            add(.badRequest, "malformed")
            add(.contentTooLarge, "too_large")
            add(.unsupportedMediaType, "unsupported_media_type")
        }
        if !pathParameters.isEmpty { add(.notFound, "not_found") }
        if method != .get {
            add(.forbidden, "origin_not_allowed")
            // It is done, and the audit can't say so.
            if audit != .nothingPersonal { add(.serviceUnavailable, "outcome_unknown") }
        }
        switch access {
        case .everyone: break
        case .signedIn: add(.unauthorized, "signed_out")
        case .roles:
            add(.unauthorized, "signed_out")
            add(.forbidden, "not_permitted")
        }
        if access != .everyone, method != .get { add(.forbidden, "csrf_failed") }
        if access != .everyone, isRemembered {
            add(.conflict, "idempotency_key_reused", "idempotency_key_in_use")
            add(.contentTooLarge, "too_large")
        }
        for (status, codes) in errors { all[status, default: []] += codes }
        return all
    }
}
