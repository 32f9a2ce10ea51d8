import Core
import Crypto
import FoundationEssentials
import NIOCore
import Wire

/// The server's half of the opening handshake (RFC 6455 section 4.2), for one good request.
struct Handshake: Hashable, Sendable {
    static let version = "13"
    /// `/telemedicine/ws/consultations/{id}/`, and beside it only the feed: the id in the path lets a proxy choose a node.
    static let pathPrefix = "/telemedicine/ws/consultations/"
    /// What is new in the clinic.
    static let feedPath = "/telemedicine/ws/feed/"
    /// RFC 6455 section 1.3.
    private static let acceptGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    private static let keyBytes = 16

    let consultation: ConsultationID
    let format: MessageFormat
    /// The proof that the request was read.
    let accept: String
    /// The subprotocol to be named, which may be done only if the client offered one (RFC 6455 section 4.2.2).
    let subprotocol: String?
    /// Who asks; nothing where the peer has no address.
    var client: ClientAddress?

    /// Whether the `Connection` header allows it is for the caller to see: it is gone when a router asks.
    init(_ request: some RequestHead) throws(UpgradeRefusal) {
        guard let consultation = Self.consultation(path: request.target ?? "") else { throw .unknownPath }
        guard request.verb == "GET" else { throw .notGet }
        guard request.tokens("upgrade").contains(where: { $0.lowercased() == "websocket" }) else {
            throw .notWebSocket
        }
        guard request.lines("sec-websocket-version") == [Self.version] else { throw .wrongVersion }
        let keys = request.lines("sec-websocket-key")
        guard keys.count == 1, Self.isKey(keys[0]) else { throw .badKey }
        let offered = request.tokens("sec-websocket-protocol")
        guard let format = MessageFormat(offered: offered) else { throw .unknownSubprotocol }
        let lengths = request.lines("content-length")
        guard request.lines("transfer-encoding").isEmpty, lengths.isEmpty || lengths == ["0"] else { throw .hasBody }

        self.consultation = consultation
        self.format = format
        accept = Self.accept(keys[0])
        subprotocol = offered.isEmpty ? nil : format.subprotocol
    }

    /// Whether what comes after this request, on its connection, may not be HTTP: the parser stops there.
    static func leavesHTTP(_ request: some RequestHead) -> Bool {
        let isUpgrade = request.tokens("connection").contains { $0.lowercased() == "upgrade" }
        return isUpgrade && !request.lines("upgrade").isEmpty || request.verb == "CONNECT"
    }

    /// Writes `101 Switching Protocols`, the last of HTTP on its connection.
    func writeAnswer(to buffer: inout ByteBuffer) {
        buffer.writeString("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")
        buffer.writeString("Sec-WebSocket-Accept: \(accept)\r\n")
        if let subprotocol { buffer.writeString("Sec-WebSocket-Protocol: \(subprotocol)\r\n") }
        buffer.writeString("\r\n")
    }

    /// The proof that the server read the handshake (RFC 6455 section 4.2.2).
    static func accept(_ key: String) -> String {
        Data(Insecure.SHA1.hash(data: Data((key + acceptGUID).utf8))).base64EncodedString()
    }

    private static func isKey(_ key: String) -> Bool { Data(base64Encoded: key)?.count == keyBytes }

    private static func consultation(path: String) -> ConsultationID? {
        if path == feedPath { return .clinicFeed }
        guard path.hasPrefix(pathPrefix), path.hasSuffix("/") else { return nil }
        let id = ConsultationID(String(path.dropFirst(pathPrefix.count).dropLast()))
        return id == .clinicFeed ? nil : id
    }
}
