import HTTPTypes
import Wire

/// Requests for a WebSocket.
enum Requests {
    static let path = "/telemedicine/ws/consultations/\(Messages.consultation)/"
    /// The key of RFC 6455 section 1.3, and the answer that it must get.
    static let key = "dGhlIHNhbXBsZSBub25jZQ=="
    static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

    static func upgrade(
        path: String = Requests.path,
        offering subprotocols: [String] = [MessageFormat.binary.subprotocol],
        changing change: (inout HTTPRequest) -> Void = { _ in }
    ) -> HTTPRequest {
        var request = HTTPRequest(method: .get, scheme: "http", authority: "hub.test", path: path)
        request.headerFields[.connection] = "keep-alive, Upgrade"
        request.headerFields[.upgrade] = "websocket"
        request.headerFields[.secWebSocketVersion] = "13"
        request.headerFields[.secWebSocketKey] = key
        if !subprotocols.isEmpty {
            request.headerFields[.secWebSocketProtocol] = subprotocols.joined(separator: ", ")
        }
        change(&request)
        return request
    }

    /// The request as HTTP/1.1 writes it.
    static func text(of request: HTTPRequest) -> String {
        var text = "\(request.method.rawValue) \(request.path ?? "/") HTTP/1.1\r\nHost: hub.test\r\n"
        for field in request.headerFields { text += "\(field.name.rawName): \(field.value)\r\n" }
        return text + "\r\n"
    }
}
