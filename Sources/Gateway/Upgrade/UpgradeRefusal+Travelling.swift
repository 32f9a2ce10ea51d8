import HTTPTypes
import NIOHTTP1

/// How the reason gets from the socket's own handlers to the router, which writes the answer: as a field of the request.
///
/// Judging once more would not do, for rates and numbers change from one moment to the next. A client may send the field
/// itself, and then gets the answer that it asked for.
extension UpgradeRefusal {
    private static let field = "laso-upgrade-refusal"

    /// Whether it may be another one a moment later.
    private var isPassing: Bool {
        switch self {
        case .tooManyConnections, .tooManyRequests, .full, .draining: true
        case .hostNotAllowed, .originNotAllowed, .unknownPath, .notGet, .notWebSocket, .wrongVersion, .badKey,
            .unknownSubprotocol, .hasBody, .connectionInUse:
            false
        }
    }

    func travel(with head: inout HTTPRequestHead) {
        if isPassing { head.headers.replaceOrAdd(name: Self.field, value: code) }
    }

    init?(carriedBy request: HTTPRequest) {
        let code = request.headerFields.first { $0.name.canonicalName == Self.field }?.value
        guard let refusal = Self.allCases.first(where: { $0.isPassing && $0.code == code }) else { return nil }
        self = refusal
    }
}
