import Core
import HTTPTypes
import Testing
import Wire

@testable import Gateway

struct HandshakeTests {
    @Test func answersTheKeyOfTheRFC() throws {
        #expect(Handshake.accept(Requests.key) == Requests.accept)
        let handshake = try Handshake(Requests.upgrade())
        #expect(handshake.responseHeaders[.secWebSocketAccept] == Requests.accept)
        #expect(handshake.consultation == Messages.consultation)
    }

    @Test(arguments: MessageFormat.allCases)
    func namesTheSubprotocolThatItChose(_ format: MessageFormat) throws {
        let handshake = try Handshake(Requests.upgrade(offering: ["chat", format.subprotocol]))
        #expect(handshake.format == format)
        #expect(handshake.responseHeaders[.secWebSocketProtocol] == format.subprotocol)
    }

    @Test func namesNoSubprotocolIfNoneWasOffered() throws {
        let handshake = try Handshake(Requests.upgrade(offering: []))
        #expect(handshake.format == .binary)
        #expect(handshake.responseHeaders[.secWebSocketProtocol] == nil)
    }

    @Test func readsListsOverSeveralLines() throws {
        let request = Requests.upgrade(offering: []) {
            $0.headerFields[values: .secWebSocketProtocol] = ["soap ,\tmqtt", " laso.hub.v1.json"]
            $0.headerFields[.upgrade] = "h2c, WebSocket"
        }
        #expect(try Handshake(request).format == .json)
    }

    @Test(arguments: ["8", "12", "14", "13, 8", "", "013"])
    func refusesOtherVersions(_ version: String) {
        #expect(throws: UpgradeRefusal.wrongVersion) {
            try Handshake(Requests.upgrade { $0.headerFields[.secWebSocketVersion] = version })
        }
    }

    @Test func refusesARequestWithoutVersion() {
        #expect(throws: UpgradeRefusal.wrongVersion) {
            try Handshake(Requests.upgrade { $0.headerFields[.secWebSocketVersion] = nil })
        }
    }

    @Test(arguments: [nil, "", "c2hvcnQ=", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZSE=", "no base64 at all!"])
    func refusesBadKeys(_ key: String?) {
        #expect(throws: UpgradeRefusal.badKey) {
            try Handshake(Requests.upgrade { $0.headerFields[.secWebSocketKey] = key })
        }
    }

    @Test(arguments: [["chat"], ["laso.hub.v2"], ["LASO.HUB.V1"]])
    func refusesUnknownSubprotocols(_ offered: [String]) {
        #expect(throws: UpgradeRefusal.unknownSubprotocol) { try Handshake(Requests.upgrade(offering: offered)) }
    }

    @Test(arguments: [
        "", "/", "/telemedicine/ws/consultations/", "/telemedicine/ws/consultations//",
        "/telemedicine/ws/consultations/\(Messages.consultation)", "\(Requests.path)?token=1", "\(Requests.path)x/",
        "/telemedicine/ws/consultations/17/", "/x\(Requests.path)",
    ])
    func knowsOnlyThePathOfAConsultation(_ path: String) {
        #expect(throws: UpgradeRefusal.unknownPath) { try Handshake(Requests.upgrade(path: path)) }
    }

    @Test func refusesOtherMethodsAndBodies() {
        #expect(throws: UpgradeRefusal.notGet) { try Handshake(Requests.upgrade { $0.method = .post }) }
        #expect(throws: UpgradeRefusal.hasBody) {
            try Handshake(Requests.upgrade { $0.headerFields[.contentLength] = "2" })
        }
        #expect(throws: UpgradeRefusal.hasBody) {
            try Handshake(Requests.upgrade { $0.headerFields[.transferEncoding] = "chunked" })
        }
        #expect(throws: UpgradeRefusal.notWebSocket) {
            try Handshake(Requests.upgrade { $0.headerFields[.upgrade] = "h2c" })
        }
    }

    @Test(arguments: UpgradeRefusal.allCases)
    func everyRefusalSaysWhatToDo(_ refusal: UpgradeRefusal) {
        #expect(refusal.status.kind == .clientError || refusal.status.kind == .serverError)
        #expect(refusal.headers[.connection]?.hasSuffix("close") == true)
        #expect(refusal.detail.hasSuffix("."))
        #expect(!refusal.code.isEmpty)
        if refusal.status == .upgradeRequired {
            #expect(refusal.headers[.secWebSocketVersion] == "13")
            #expect(refusal.headers[.upgrade] == "websocket")
        }
    }
}
