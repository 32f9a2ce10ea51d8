import Actors
import Auth
import Core
import HTTPTypes
import Hummingbird

/// Who is sent notices, for administrators.
struct WebhookRoutes: EndpointGroup {
    private let dependencies: RESTDependencies

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
    }

    func add(to routes: Routes) {
        routes.on(Self.list) { [self] request, _ in try await list(request) }
        routes.on(Self.create) { [self] request, context in try await create(request, context) }
        routes.on(Self.detail) { [self] _, context in WebhookAnswer(try await webhook(context)) }
        routes.on(Self.change) { [self] request, context in try await change(request, context) }
        routes.on(Self.removal) { [self] _, context in try await remove(context) }
        routes.on(Self.rotation) { [self] _, context in try await rotate(context) }
        routes.on(Self.deliveries) { [self] _, context in try await deliveries(context) }
        routes.on(Self.test) { [self] _, context in try await test(context) }
    }

    private var services: WebhookServices {
        get throws(Refusal) {
            guard let services = dependencies.webhooks else { throw .busy }
            return services
        }
    }

    private func webhook(_ context: SignedInContext) async throws -> Webhook {
        guard let webhook = try await services.webhooks.webhook(try context.webhookID) else {
            throw APIError.nothingHere
        }
        return webhook
    }

    private func list(_ request: Request) async throws -> ListPage<WebhookAnswer> {
        var reader = QueryReader(request)
        let page = PageQuery(&reader)
        try reader.finish()
        let all = try await services.webhooks.all()
        let part = all.dropFirst(page.offset).prefix(page.pageSize)
        return try ListPage(part.map(WebhookAnswer.init), count: all.count, page)
    }

    private func create(
        _ request: Request,
        _ context: SignedInContext
    ) async throws -> EditedResponse<NewWebhookAnswer> {
        let services = try services
        let body: NewWebhookBody = try await request.json(upTo: context.bodyBytesMax)
        try judge(body.url, services)
        let webhook = try await services.webhooks.add(
            WebhookID(uuid: context.newUUID(at: dependencies.clocks)),
            WebhookPlan(url: .present(body.url), types: body.types),
            secret: Self.newSecret(),
            start: try await services.end(),
            by: .person(context.grant.person)
        )
        // The one that is kept: a repeat of the request added nothing.
        guard let secret = webhook.secret.value else { throw APIError.nothingHere }
        return EditedResponse(
            status: .created,
            headers: [.location: Self.path(of: webhook.id.description)],
            response: NewWebhookAnswer(webhook: WebhookAnswer(webhook), secret: secret)
        )
    }

    private func change(_ request: Request, _ context: SignedInContext) async throws -> WebhookAnswer {
        let services = try services
        let id = try await webhook(context).id
        let body: WebhookChangeBody = try await request.json(upTo: context.bodyBytesMax)
        if let url = body.change.url { try judge(url, services) }
        return WebhookAnswer(try await services.webhooks.change(id, body.change, by: .person(context.grant.person)))
    }

    private func remove(_ context: SignedInContext) async throws -> Response {
        try await services.webhooks.remove(try await webhook(context).id, by: .person(context.grant.person))
        return Response(status: .noContent)
    }

    private func rotate(_ context: SignedInContext) async throws -> SecretAnswer {
        let services = try services
        let secret = Self.newSecret()
        let webhook = try await services.webhooks.rotate(
            try await webhook(context).id,
            to: secret,
            overlap: services.settings.overlap,
            by: .person(context.grant.person)
        )
        let until = webhook.formerSecret?.until ?? dependencies.clocks.now()
        return SecretAnswer(secret: secret, formerSecretUntil: until.rfc3339)
    }

    private func deliveries(_ context: SignedInContext) async throws -> DeliveriesAnswer {
        let services = try services
        let webhook = try await webhook(context)
        let log = await services.dispatcher.log(of: webhook.id)
        return DeliveriesAnswer(log, try await services.dispatcher.standing(of: webhook), of: services.history)
    }

    private func test(_ context: SignedInContext) async throws -> AttemptAnswer {
        guard let attempt = await (try services).dispatcher.test(try await webhook(context)) else {
            throw APIError.nothingHere
        }
        return AttemptAnswer(attempt)
    }

    private func judge(_ url: WebhookURL, _ services: WebhookServices) throws(FieldProblems) {
        if let problem = services.problem(url) { throw FieldProblems(problem, at: "url") }
    }

    private static func newSecret() -> String {
        var generator = SystemRandomNumberGenerator()
        return WebhookSecret.make(using: &generator)
    }
}

extension RequestContext {
    /// The webhook in the path.
    ///
    /// An id that can't exist is answered like one that doesn't.
    fileprivate var webhookID: WebhookID {
        get throws(APIError) {
            guard let id = parameters.get("id").flatMap({ WebhookID($0) }) else { throw .nothingHere }
            return id
        }
    }
}
