import Auth
import Core
import Hummingbird
import Logging

/// Puts endpoints on the router: whoever is not served is refused before the handler runs, and a repeated POST is answered from
/// memory.
struct Routes {
    private let router: Router<APIContext>
    private let signedIn: RouterGroup<SignedInContext>
    private let memory: AnswerMemory
    private let trail: any AuditTrail
    private let admitPerson: @Sendable (PersonID) -> Bool
    private let chargePerson: @Sendable (PersonID, Int) -> Void

    init(_ router: Router<APIContext>, _ dependencies: RESTDependencies) {
        self.router = router
        signedIn = router.group()
            .add(middleware: Authentication(dependencies: dependencies))
            .group(context: SignedInContext.self)
        memory = dependencies.answers
        trail = dependencies.audit
        admitPerson = dependencies.admitPerson
        chargePerson = dependencies.chargePerson
    }

    /// An endpoint for people who are signed in.
    func on(
        _ endpoint: Endpoint,
        _ handler: @escaping @concurrent @Sendable (Request, SignedInContext) async throws -> some ResponseGenerator
    ) {
        precondition(endpoint.access != .everyone, "\(endpoint.path) is for everyone")
        let recorder = AccessRecorder(endpoint, trail)
        let (path, method) = (endpoint.routerPath, endpoint.method)
        signedIn.on(path, method: method) { [memory, admitPerson, chargePerson] request, context -> Response in
            try await recorder.answer(.init(context)) {
                guard admitPerson(context.grant.person) else { throw APIError.tooManyOfPerson }
                try endpoint.access.judge(context.grant.role)
                try endpoint.judgeBound(context.grant, at: context.parameters.get("id"))
                try endpoint.judgeQuery(request)
                let audited: @concurrent @Sendable (Request, SignedInContext) async throws -> AuditedResponse = {
                    request,
                    context in
                    let answer = try await handler(request, context)
                    return AuditedResponse(try answer.response(from: request, context: context), of: answer)
                }
                let answer =
                    endpoint.isRemembered
                    ? try await memory.answer(request, context, audited) : try await audited(request, context)
                let requests = endpoint.audit == .nothingPersonal ? 0 : answer.furtherRequests
                if requests > 0 { chargePerson(context.grant.person, requests) }
                return answer
            }
        }
    }

    /// An endpoint for everyone.
    func onOpen(
        _ endpoint: Endpoint,
        _ handler: @escaping @concurrent @Sendable (Request, APIContext) async throws -> some ResponseGenerator
    ) {
        precondition(endpoint.access == .everyone, "\(endpoint.path) is not for everyone")
        let recorder = AccessRecorder(endpoint, trail)
        router.on(endpoint.routerPath, method: endpoint.method) { request, context -> Response in
            try await recorder.answer(.init(context)) {
                try endpoint.judgeQuery(request)
                let answer = try await handler(request, context)
                return AuditedResponse(try answer.response(from: request, context: context), of: answer)
            }
        }
    }

    /// What a client may try; the router answers methods that nobody has heard of with 404.
    private static let knownMethods: [HTTPRequest.Method] =
        [.get, .head, .post, .put, .patch, .delete, .options, .trace]
        + [HTTPRequest.Method("QUERY")].compactMap(\.self)

    /// Answers all other methods at the endpoints' paths with 405 and the list of those that work.
    ///
    /// HEAD comes with GET by itself.
    func refuseOtherMethods(than endpoints: [Endpoint]) {
        let methods = Self.knownMethods
        for (path, sharing) in Dictionary(grouping: endpoints, by: \.routerPath.description) {
            let allowed = Set(sharing.map(\.method))
            let working = methods.filter { allowed.contains($0) || ($0 == .head && allowed.contains(.get)) }
            for method in methods where !working.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    throw APIError.methodNotAllowed(working)
                }
            }
        }
    }
}

extension AccessRecorder.Asker {
    fileprivate init(_ context: SignedInContext) {
        self.init(
            grant: context.grant,
            address: context.clientAddress,
            requestID: context.requestID,
            pathID: context.parameters.get("id")
        )
    }

    fileprivate init(_ context: APIContext) {
        self.init(
            address: context.clientAddress,
            requestID: context.admission.requestID ?? "",
            pathID: context.parameters.get("id")
        )
    }
}
