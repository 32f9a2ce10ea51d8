import Crypto
import FoundationEssentials
import NIOHTTP1

/// The opening handshake of RFC 6455 section 4.1, seen from the client: what is asked, and whether the answer fits.
struct UpgradeRequest: Sendable {
    let address: HubAddress
    let path: String
    /// What is offered as `Sec-WebSocket-Protocol`; the hub has to choose one of them.
    let subprotocols: [String]
    /// 16 random bytes in base64.
    let key: String

    init(address: HubAddress, path: String, subprotocols: [String]) {
        self.address = address
        self.path = path
        self.subprotocols = subprotocols
        key = Data((0..<16).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
    }

    var head: HTTPRequestHead {
        var headers: HTTPHeaders = [
            "Host": address.authority,
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": key,
        ]
        if !subprotocols.isEmpty {
            headers.add(name: "Sec-WebSocket-Protocol", value: subprotocols.joined(separator: ", "))
        }
        return HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)
    }

    func check(_ response: HTTPResponseHead) throws(HandshakeError) {
        guard response.status == .switchingProtocols else { throw .refused(status: response.status.code) }
        let headers = response.headers
        guard headers[canonicalForm: "Upgrade"].contains(where: { $0.lowercased() == "websocket" }),
            headers[canonicalForm: "Connection"].contains(where: { $0.lowercased() == "upgrade" }),
            headers["Sec-WebSocket-Accept"] == [accept],
            headers["Sec-WebSocket-Extensions"].isEmpty
        else { throw .invalidUpgrade }
        let chosen = headers["Sec-WebSocket-Protocol"]
        guard subprotocols.isEmpty ? chosen.isEmpty : chosen.count == 1 && subprotocols.contains(chosen[0]) else {
            throw .wrongSubprotocol
        }
    }

    /// The only right `Sec-WebSocket-Accept`.
    private var accept: String { Self.accept(for: key) }

    /// RFC 6455 section 4.2.2.
    static func accept(for key: String) -> String {
        Data(Insecure.SHA1.hash(data: Data((key + Self.acceptSuffix).utf8))).base64EncodedString()
    }

    /// RFC 6455 section 1.3.
    private static let acceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
}
