import Hummingbird

/// Lets each resource have one path only.
///
/// The router itself overlooks missing, doubled and trailing slashes.
struct CanonicalPaths: RouterMiddleware {
    typealias Context = APIContext

    /// Files are no folders.
    private static let folders: Set<String> = [
        "\(OpenAPIRoutes.documentPath)/", "/.well-known/jwks.json/", "/metrics/",
    ]

    func handle(
        _ request: Request,
        context: APIContext,
        next: NextResponder
    ) async throws -> Response {
        let path = request.uri.path
        guard !path.contains("//"), !Self.folders.contains(path) else { throw APIError.nothingHere }
        let endsWithSlash = path.hasSuffix("/")
        let needsSlash = path.hasPrefix("/telemedicine/") && path != OpenAPIRoutes.documentPath
        if needsSlash, !endsWithSlash { throw APIError.missingSlash }
        let isOverview = path == HealthOverviewRoute.path
        if path == "/health" || path.hasPrefix("/health/") && endsWithSlash && !isOverview {
            throw APIError.nothingHere
        }
        return try await next(request, context)
    }
}
