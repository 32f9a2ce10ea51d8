import Core
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import Testing
import Wire

@testable import Gateway

struct HandshakeTests {
    @Test func answersTheKeyOfTheRFC() throws {
        #expect(Handshake.accept(Requests.key) == Requests.accept)
        let handshake = try Handshake(Requests.upgrade())
        #expect(handshake.accept == Requests.accept)
        #expect(handshake.consultation == Messages.consultation)
    }

    @Test(arguments: MessageFormat.allCases)
    func namesTheSubprotocolThatItChose(_ format: MessageFormat) throws {
        let handshake = try Handshake(Requests.upgrade(offering: ["chat", format.subprotocol]))
        #expect(handshake.format == format)
        #expect(handshake.subprotocol == format.subprotocol)
    }

    @Test func namesNoSubprotocolIfNoneWasOffered() throws {
        let handshake = try Handshake(Requests.upgrade(offering: []))
        #expect(handshake.format == .binary)
        #expect(handshake.subprotocol == nil)
    }

    @Test func readsListsOverSeveralLines() throws {
        let request = Requests.upgrade(offering: []) {
            $0.headerFields[values: .secWebSocketProtocol] = ["soap ,\tmqtt", " laso.hub.v1.json"]
            $0.headerFields[.upgrade] = "h2c, WebSocket"
        }
        #expect(try Handshake(request).format == .json)
    }

    @Test(arguments: [nil, "laso.hub.v1"])
    func writesTheAnswerOfTheRFC(_ subprotocol: String?) throws {
        let handshake = try Handshake(Requests.upgrade(offering: subprotocol.map { [$0] } ?? []))
        var answer = ByteBuffer()
        handshake.writeAnswer(to: &answer)
        let named = subprotocol.map { "Sec-WebSocket-Protocol: \($0)\r\n" } ?? ""
        #expect(
            String(buffer: answer) == """
                HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                Sec-WebSocket-Accept: \(Requests.accept)\r\n\(named)\r\n
                """
        )
    }

    private static func judged(_ request: some RequestHead) -> Result<Handshake, UpgradeRefusal> {
        do throws(UpgradeRefusal) {
            return .success(try Handshake(request))
        } catch {
            return .failure(error)
        }
    }

    /// The gateway judges what the parser gives it, the router what it makes of that.
    @Test func judgesBothFormsOfARequestAlike() throws {
        let requests = [
            Requests.upgrade(), Requests.upgrade(path: "/"), Requests.upgrade { $0.method = .post },
            Requests.upgrade { $0.headerFields[.secWebSocketVersion] = "8" },
            Requests.upgrade { $0.headerFields[values: .secWebSocketProtocol] = ["soap ,\tmqtt", "laso.hub.v1.json"] },
            Requests.upgrade { $0.headerFields[.contentLength] = "2" },
        ]
        for request in requests {
            let parsed = try HTTPRequestHead(request)
            #expect(Self.judged(parsed) == Self.judged(request))
            #expect(Handshake.leavesHTTP(parsed) == Handshake.leavesHTTP(request))
            #expect(parsed.authorities == request.authorities)
        }
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
