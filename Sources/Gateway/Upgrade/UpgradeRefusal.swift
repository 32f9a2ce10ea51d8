package import HTTPTypes

/// Why a request for a WebSocket was not upgraded, and what HTTP answers.
///
/// The host and the origin are judged for other requests too (``EdgeRules``).
package enum UpgradeRefusal: Error, Hashable, Sendable, CaseIterable {
    /// The request does not name the hub by one of its names.
    case hostNotAllowed
    /// A page of another site asks.
    case originNotAllowed
    /// Not the path of a consultation's socket.
    case unknownPath
    case notGet
    case notWebSocket
    /// Another version than 13 (RFC 6455 section 4.2.2).
    case wrongVersion
    case badKey
    case unknownSubprotocol
    /// A request that switches protocols has no body here.
    case hasBody
    /// A good request, but not the first one of its connection, or not in HTTP/1.1.
    case connectionInUse
    /// The client's address has as many connections as it may have; only behind a proxy, or they are not even accepted.
    case tooManyConnections
    /// The client's address asks too often.
    case tooManyRequests
    case full
    case draining

    package var status: HTTPResponse.Status {
        switch self {
        case .unknownPath: .notFound
        case .notGet: .methodNotAllowed
        case .notWebSocket, .wrongVersion: .upgradeRequired
        case .hostNotAllowed, .badKey, .unknownSubprotocol, .hasBody, .connectionInUse: .badRequest
        case .originNotAllowed: .forbidden
        case .tooManyConnections, .tooManyRequests: .tooManyRequests
        case .full, .draining: .serviceUnavailable
        }
    }

    /// To be added to the answer.
    ///
    /// The connection can't be used again: what follows an upgrade request is not HTTP.
    package var headers: HTTPFields {
        var headers: HTTPFields = [.connection: "close"]
        switch self {
        case .notGet:
            headers[.allow] = "GET"
        case .notWebSocket, .wrongVersion:
            headers[.upgrade] = "websocket"
            headers[.connection] = "Upgrade, close"
            headers[.secWebSocketVersion] = Handshake.version
        case .tooManyConnections, .tooManyRequests, .full, .draining:
            headers[.retryAfter] = "1"
        case .hostNotAllowed, .originNotAllowed, .unknownPath, .badKey, .unknownSubprotocol, .hasBody,
            .connectionInUse:
            break
        }
        return headers
    }

    /// The `code` of the answer's body.
    package var code: String {
        switch self {
        case .hostNotAllowed: "host_not_allowed"
        case .originNotAllowed: "origin_not_allowed"
        case .unknownPath: "not_found"
        case .notGet: "method_not_allowed"
        case .notWebSocket: "not_websocket"
        case .wrongVersion: "websocket_version"
        case .badKey: "websocket_key"
        case .unknownSubprotocol: "unknown_subprotocol"
        case .hasBody: "request_body"
        case .connectionInUse: "connection_in_use"
        case .tooManyConnections: "too_many_connections"
        case .tooManyRequests: "too_many_requests"
        case .full: "busy"
        case .draining: "draining"
        }
    }

    /// The `detail` of the answer's body: one sentence that is safe to show to anyone.
    package var detail: String {
        switch self {
        case .hostNotAllowed: "The hub does not answer by this name."
        case .originNotAllowed: "Pages of another site may not do this."
        case .unknownPath: "There is no WebSocket at this path."
        case .notGet: "A WebSocket is opened with GET."
        case .notWebSocket: "This path speaks WebSocket: ask for an upgrade."
        case .wrongVersion: "The hub speaks version 13 of the WebSocket protocol."
        case .badKey: "Sec-WebSocket-Key must be 16 bytes in base64."
        case .unknownSubprotocol: "The hub speaks none of the offered subprotocols."
        case .hasBody: "A request for a WebSocket has no body."
        case .connectionInUse: "A WebSocket takes a new connection and HTTP/1.1."
        case .tooManyConnections: "There are as many connections from your address as are allowed."
        case .tooManyRequests: "There are too many requests from your address. Come back a little later."
        case .full: "The hub has as many sockets as it can hold. Come back a little later."
        case .draining: "This hub is stopping. Come back in a moment."
        }
    }
}
