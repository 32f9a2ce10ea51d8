import NIOHTTP1
import Testing

@testable import Client

@Suite struct UpgradeRequestTests {
    private let request = UpgradeRequest(
        address: HubAddress(host: "hub.example", port: 80),
        path: "/",
        subprotocols: ["laso.hub.v1"]
    )

    /// The example of RFC 6455 section 1.3.
    @Test func theAcceptIsThatOfTheStandard() {
        #expect(UpgradeRequest.accept(for: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test func everyRequestHasItsOwnKey() {
        let other = UpgradeRequest(address: request.address, path: "/", subprotocols: [])
        #expect(other.key != request.key)
    }

    @Test func aFittingAnswerPasses() throws {
        try request.check(answer())
    }

    @Test(arguments: ["Upgrade", "Connection", "Sec-WebSocket-Accept"])
    func anAnswerWithoutAHeaderDoesNot(name: String) {
        #expect(throws: HandshakeError.invalidUpgrade) { try request.check(answer { $0.remove(name: name) }) }
    }

    @Test func anExtensionThatNobodyAskedForDoesNot() {
        #expect(throws: HandshakeError.invalidUpgrade) {
            try request.check(answer { $0.add(name: "Sec-WebSocket-Extensions", value: "permessage-deflate") })
        }
    }

    @Test(arguments: [nil, "laso.hub.v2"]) func anotherSubprotocolDoesNot(name: String?) {
        #expect(throws: HandshakeError.wrongSubprotocol) {
            try request.check(
                answer {
                    $0.remove(name: "Sec-WebSocket-Protocol")
                    if let name { $0.add(name: "Sec-WebSocket-Protocol", value: name) }
                }
            )
        }
    }

    private func answer(_ change: (inout HTTPHeaders) -> Void = { _ in }) -> HTTPResponseHead {
        var headers: HTTPHeaders = [
            "Upgrade": "WebSocket", "Connection": "keep-alive, Upgrade",
            "Sec-WebSocket-Accept": UpgradeRequest.accept(for: request.key),
            "Sec-WebSocket-Protocol": "laso.hub.v1",
        ]
        change(&headers)
        return HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
    }
}
