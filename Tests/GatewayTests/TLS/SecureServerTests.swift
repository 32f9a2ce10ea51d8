import Core
import Gateway
import HTTPTypes
import NIOCore
import NIOSSL
import ServiceLifecycle
import TestKit
import Testing
import Wire

/// HTTPS, HTTP/2 and sockets over TLS on one port, over real sockets.
@Suite(.timeLimit(.minutes(1)))
struct SecureServerTests {
    private static let hello = "GET /hello HTTP/1.1\r\nHost: hub.test\r\n\r\n"

    private let certificate: TestCertificate
    private let certificates: Certificates

    init() throws {
        certificate = try TestCertificate()
        certificates = try Certificates(certificate)
    }

    private func client(
        _ certificate: TestCertificate? = nil,
        offering protocols: [String] = ["http/1.1"]
    ) throws -> TLSClient {
        try TLSClient(trusting: certificate ?? self.certificate, offering: protocols)
    }

    @Test(arguments: [["http/1.1"], []])
    func http1IsServedIfItOrNothingIsNegotiated(_ protocols: [String]) async throws {
        try await TestServer.with(certificates: certificates) { server in
            let socket = try await RawSocket(port: server.port, tls: try client(offering: protocols))
            try await socket.send(Self.hello)
            #expect(await socket.head().hasPrefix("HTTP/1.1 200 "))
            try await socket.close()
        }
    }

    @Test func http2IsServedOnTheSamePort() async throws {
        try await TestServer.with(certificates: certificates) { server in
            let client = try await HTTP2Client(port: server.port, tls: try client(offering: ["h2", "http/1.1"]))
            for _ in 0..<2 {
                let (head, text) = try await client.get("/hello")
                #expect(head.status == .ok)
                #expect(text == "Good morning.")
            }
            try await client.channel.close()
        }
    }

    @Test func theSocketPathOverHTTP2IsAnsweredWithoutFieldsOfConnections() async throws {
        try await TestServer.with(certificates: certificates) { server in
            let client = try await HTTP2Client(port: server.port, tls: try client(offering: ["h2"]))
            let (head, _) = try await client.get(Requests.path)
            #expect(head.status == .upgradeRequired)
            #expect(head.headerFields[.connection] == nil)
            #expect(head.headerFields[.upgrade] == nil)
            #expect(head.headerFields[.secWebSocketVersion] == "13")
            try await client.channel.close()
        }
    }

    @Test(arguments: MessageFormat.allCases)
    func aSocketOverTLSAttaches(_ format: MessageFormat) async throws {
        try await TestServer.with(certificates: certificates) { server in
            let socket = try await RawSocket.attached(port: server.port, format: format, tls: try client())
            #expect(server.gateway.connectionCount == 1)
            try await socket.send(Messages.chat(1))
            #expect(try await socket.message().reply.done.seq == 1)
            try await socket.send(Messages.close(1000))
            #expect(try await socket.closeCode() == 1000)
            _ = await socket.end()
        }
    }

    @Test func aClientThatClosesItsSideOfTLSIsGone() async throws {
        try await TestServer.with(certificates: certificates) { server in
            let socket = try await RawSocket.attached(port: server.port, tls: try client())
            try await socket.channel.close(mode: .output)
            _ = await socket.end()
            for await told in server.gate.stream {
                if case .detach = told { break }
            }
        }
    }

    @Test func aNewCertificateIsForNewConnections() async throws {
        let other = try TestCertificate()
        try await TestServer.with(certificates: certificates) { server in
            let old = try await RawSocket.attached(port: server.port, tls: try client())
            certificates.use(try CertificatePair(other))
            let new = try await RawSocket.attached(port: server.port, tls: try client(other))
            let stale = try await RawSocket(port: server.port, tls: try client())
            #expect(await stale.head().isEmpty)
            for socket in [old, new] {
                try await socket.send(Messages.chat(1))
                #expect(try await socket.message().reply.done.seq == 1)
            }
        }
    }

    @Test func anythingButTLSIsClosed() async throws {
        try await TestServer.with(certificates: certificates) { server in
            let socket = try await RawSocket(port: server.port)
            try await socket.send(Self.hello)
            #expect(!(await socket.head().hasPrefix("HTTP")))
            _ = await socket.end()
        }
    }

    @Test func olderVersionsOfTLSAreRefused() async throws {
        try await TestServer.with(certificates: certificates) { server in
            let tls = try TLSClient(trusting: certificate, upTo: .tlsv11)
            let socket = try await RawSocket(port: server.port, tls: tls)
            #expect(await socket.head().isEmpty)
        }
    }

    @Test(arguments: ["", "\u{16}\u{3}\u{1}\u{0}\u{50}\u{1}"])
    func aHandshakeThatStallsIsClosed(_ beginning: String) async throws {
        let limits = SocketServer.Configuration.setting(\.requestDeadline, .milliseconds(50))
        try await TestServer.with(limits, certificates: certificates) { server in
            let socket = try await RawSocket(port: server.port)
            try await socket.send(beginning)
            _ = await socket.end()
        }
    }

    @Test func aServerThatStopsDoesNotWaitForHandshakes() async throws {
        try await TestServer.with(certificates: certificates) { server in
            let stalled = try await RawSocket(port: server.port)
            // Accepted before the next one, which proves that it was.
            let other = try await RawSocket.attached(port: server.port, tls: try client())
            await server.services.triggerGracefulShutdown()
            #expect(try await other.closeCode() == CloseCode.draining.rawValue)
            try await other.send(Messages.close(CloseCode.draining.rawValue))
            _ = await (stalled.end(), other.end())
            try await server.run.value
        }
    }

    @Test func aServerThatStopsEndsWhatItSpeaksOverTLS() async throws {
        try await TestServer.with(certificates: certificates) { server in
            let http2 = try await HTTP2Client(port: server.port, tls: try client(offering: ["h2"]))
            _ = try await http2.get("/hello")
            let http1 = try await RawSocket(port: server.port, tls: try client())
            try await http1.send(Self.hello)
            _ = await http1.head()
            let socket = try await RawSocket.attached(port: server.port, tls: try client())
            await server.services.triggerGracefulShutdown()
            #expect(try await socket.closeCode() == CloseCode.draining.rawValue)
            try await socket.send(Messages.close(CloseCode.draining.rawValue))
            _ = await (http1.end(), socket.end())
            try await http2.channel.closeFuture.get()
            try await server.run.value
        }
    }
}

/// Which certificates and keys go together.
struct CertificatePairTests {
    @Test func aKeyHasToFitItsCertificate() throws {
        let (one, other) = (try TestCertificate(), try TestCertificate())
        #expect(throws: CertificateFault.keyDoesNotFit) {
            try CertificatePair(chain: Array(one.chain.utf8), key: Array(other.key.utf8))
        }
    }

    @Test(arguments: ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func whatIsNoCertificateIsRefused(_ chain: String) throws {
        let key = Array(try TestCertificate().key.utf8)
        #expect(throws: CertificateFault.chainUnreadable) { try CertificatePair(chain: Array(chain.utf8), key: key) }
    }

    @Test(arguments: ["", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
    func whatIsNoKeyIsRefused(_ key: String) throws {
        let chain = Array(try TestCertificate().chain.utf8)
        #expect(throws: CertificateFault.keyUnreadable) { try CertificatePair(chain: chain, key: Array(key.utf8)) }
    }
}
