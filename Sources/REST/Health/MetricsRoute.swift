import Core
import HTTPTypes
import Hummingbird

/// What a Prometheus server reads.
///
/// The figures name nobody, but tell how a clinic's day goes, so not everybody may read them.
struct MetricsRoute: EndpointGroup {
    private static let read = Endpoint(
        .get,
        "/metrics",
        "The metrics, in Prometheus' text format: for this machine, or with the metrics' own token",
        access: .everyone,
        answers: [.ok: .plainText],
        errors: [.notFound: ["not_found"]]
    )

    static let endpoints = [read]

    private let page: MetricsPage?

    init(_ dependencies: RESTDependencies) {
        page = dependencies.metrics
    }

    func add(to routes: Routes) {
        routes.onOpen(Self.read) { [page] request, context in
            guard let page, Self.mayRead(request, context, page.token) else { throw APIError.nothingHere }
            return Response(
                status: .ok,
                headers: [.contentType: page.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: page.render()))
            )
        }
    }

    private static func mayRead(_ request: Request, _ context: APIContext, _ token: String?) -> Bool {
        if let token { return Authentication.bearerToken(in: request).map { isEqual($0, token) } ?? false }
        // What a proxy of this machine passes on comes from this machine, too.
        return context.clientAddress?.isLoopback == true && !isPassedOn(request)
    }

    private static func isPassedOn(_ request: Request) -> Bool {
        request.headers.contains { field in
            let name = field.name.canonicalName
            return name.hasPrefix("x-forwarded-") || ["forwarded", "via", "x-real-ip"].contains(name)
        }
    }

    /// Takes equally long wherever the first difference is.
    private static func isEqual(_ text: String, _ token: String) -> Bool {
        guard text.utf8.count == token.utf8.count else { return false }
        return zip(text.utf8, token.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
