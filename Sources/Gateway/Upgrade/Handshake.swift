import Core
import Crypto
import FoundationEssentials
import HTTPTypes
import Wire

/// The server's half of the opening handshake (RFC 6455 section 4.2), for one good request.
struct Handshake: Hashable, Sendable {
    static let version = "13"
    /// `/telemedicine/ws/consultations/{id}/`, and nothing else: the id in the path lets a proxy choose a node.
    static let pathPrefix = "/telemedicine/ws/consultations/"
    /// RFC 6455 section 1.3.
    private static let acceptGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    private static let keyBytes = 16

    let consultation: ConsultationID
    let format: MessageFormat
    /// The headers that `101 Switching Protocols` carries.
    let responseHeaders: HTTPFields

    /// Whether the `Connection` header allows it is for the caller to see: it is gone when a router asks.
    init(_ request: HTTPRequest) throws(UpgradeRefusal) {
        let headers = request.headerFields
        guard let consultation = Self.consultation(path: request.path ?? "") else { throw .unknownPath }
        guard request.method == .get else { throw .notGet }
        // The first line is the authority; a second one is still a header.
        guard request.authority?.isEmpty == false, !headers.contains(where: { $0.name.canonicalName == "host" }) else {
            throw .badHost
        }
        guard headers.tokens(of: .upgrade).contains(where: { $0.lowercased() == "websocket" }) else {
            throw .notWebSocket
        }
        guard headers[.secWebSocketVersion] == Self.version else { throw .wrongVersion }
        guard let key = headers[.secWebSocketKey], Self.isKey(key) else { throw .badKey }
        let offered = headers.tokens(of: .secWebSocketProtocol)
        guard let format = MessageFormat(offered: offered) else { throw .unknownSubprotocol }
        guard headers[.transferEncoding] == nil, [nil, "0"].contains(headers[.contentLength]) else { throw .hasBody }

        self.consultation = consultation
        self.format = format
        var response: HTTPFields = [.connection: "Upgrade", .upgrade: "websocket"]
        response[.secWebSocketAccept] = Self.accept(key)
        // A subprotocol may be named only if the client offered one (RFC 6455 section 4.2.2).
        if !offered.isEmpty { response[.secWebSocketProtocol] = format.subprotocol }
        responseHeaders = response
    }

    /// Whether what comes after this request, on its connection, may not be HTTP: the parser stops there.
    static func leavesHTTP(_ request: HTTPRequest) -> Bool {
        let headers = request.headerFields
        let isUpgrade = headers.tokens(of: .connection).contains { $0.lowercased() == "upgrade" }
        return isUpgrade && headers[.upgrade] != nil || request.method == .connect
    }

    /// The proof that the server read the handshake (RFC 6455 section 4.2.2).
    static func accept(_ key: String) -> String {
        Data(Insecure.SHA1.hash(data: Data((key + acceptGUID).utf8))).base64EncodedString()
    }

    private static func isKey(_ key: String) -> Bool { Data(base64Encoded: key)?.count == keyBytes }

    private static func consultation(path: String) -> ConsultationID? {
        guard path.hasPrefix(pathPrefix), path.hasSuffix("/") else { return nil }
        return ConsultationID(String(path.dropFirst(pathPrefix.count).dropLast()))
    }
}

extension HTTPFields {
    /// The members of a comma-separated list (RFC 9110 section 5.6.1), over all lines of the field.
    fileprivate func tokens(of name: HTTPField.Name) -> [String] {
        self[values: name].flatMap { line in
            line.split(separator: ",").map { String($0.trimmingSpaces()) }.filter { !$0.isEmpty }
        }
    }
}

extension Substring {
    /// Without the optional white space of RFC 9110 section 5.6.3.
    fileprivate func trimmingSpaces() -> Substring {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let start = drop(while: isSpace)
        return start[..<(start.lastIndex { !isSpace($0) }.map { start.index(after: $0) } ?? start.startIndex)]
    }
}
