import Core
import HTTPTypes
import NIOCore
import Testing
import Wire

@testable import Gateway

/// HTTP and WebSocket on one port, over real sockets.
@Suite(.timeLimit(.minutes(1)))
struct UpgradeTests {
    @Test(arguments: MessageFormat.allCases)
    func aSocketIsUpgradedAndSpeaksItsFormat(_ format: MessageFormat) async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket.attached(port: server.port, format: format)
            #expect(server.gateway.connectionCount == 1)
            try await socket.send(Messages.chat(1))
            #expect(try await socket.message().reply.done.seq == 1)
        }
    }

    @Test func whatComesRightBehindTheRequestIsRead() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            var bytes = ByteBuffer(string: Requests.text(of: Requests.upgrade()))
            bytes.writeImmutableBuffer(Messages.frame(Messages.hello()))
            bytes.writeImmutableBuffer(Messages.frame(Messages.chat(1)))
            try await socket.send(bytes)
            _ = await socket.head()
            #expect(try await socket.message().welcome.seat == 1)
            #expect(try await socket.message().reply.counter == 1)
        }
    }

    @Test func httpIsServedOnTheSamePort() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            for _ in 0..<2 {
                try await socket.send("GET /hello HTTP/1.1\r\nHost: hub.test\r\n\r\n")
                #expect(await socket.head().hasPrefix("HTTP/1.1 200 "))
                _ = try await socket.skip(13)
            }
        }
    }

    @Test(arguments: [
        ("*", "http://hub.test", 101), ("*", "https://app.example.org", 101), ("*", "http://evil.example", 403),
        ("hub.test", "http://hub.test", 101), ("other.test", "http://hub.test", 400),
    ])
    func theHostAndTheOriginOfASocketAreJudged(_ hosts: String, _ origin: String, _ status: Int) async throws {
        var configuration = SocketServer.Configuration()
        configuration.edge.hosts = try #require(AllowedHosts(hosts))
        configuration.edge.origins = try #require(TrustedOrigins("https://app.example.org"))
        try await TestServer.with(configuration) { server in
            let socket = try await RawSocket(port: server.port)
            try await socket.send(Requests.text(of: Requests.upgrade { $0.headerFields[.origin] = origin }))
            #expect(await socket.head().hasPrefix("HTTP/1.1 \(status) "))
        }
    }

    @Test func aSocketKnowsTheClientBehindATrustedProxy() async throws {
        var configuration = SocketServer.Configuration()
        configuration.edge.proxies = try #require(TrustedProxies("127.0.0.1"))
        try await TestServer.with(configuration) { server in
            let name = try #require(HTTPField.Name("X-Forwarded-For"))
            let request = Requests.upgrade { $0.headerFields[name] = "198.51.100.7" }
            let near = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
            let far = try SocketAddress(ipAddress: "203.0.113.5", port: 1)
            #expect(try server.gateway.judge(request, from: near).client == ClientAddress(text: "198.51.100.7"))
            #expect(try server.gateway.judge(request, from: far).client == ClientAddress(text: "203.0.113.5"))
        }
    }

    @Test func aPlainRequestForTheSocketPathIsToldToUpgrade() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            try await socket.send("GET \(Requests.path) HTTP/1.1\r\nHost: hub.test\r\n\r\n")
            #expect(await socket.head().hasPrefix("HTTP/1.1 426 "))
        }
    }

    @Test func aFullHubRefusesUpgrades() async throws {
        try await TestServer.with(.setting(\.limits.strangersMax, 1)) { server in
            let first = try await RawSocket.upgraded(port: server.port)
            let second = try await RawSocket(port: server.port)
            try await second.send(Requests.text(of: Requests.upgrade()))
            let head = await second.head()
            #expect(head.hasPrefix("HTTP/1.1 503 "))
            #expect(head.contains("Retry-After: 1\r\n"))
            try await first.send(Messages.close(1000))
            #expect(try await first.closeCode() == 1000)
        }
    }

    @Test(arguments: ["", "GET /hel"])
    func aConnectionThatEndsBeforeItsFirstRequestIsClosed(_ text: String) async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            try await socket.send(text)
            try await socket.channel.close(mode: .output)
            let head = await socket.head()
            #expect(text.isEmpty ? head.isEmpty : head.hasPrefix("HTTP/1.1 400 "))
            _ = await socket.end()
        }
    }

    @Test func whatIsNotHTTPIsAnsweredByHTTP() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            try await socket.send("\u{1}\u{2}\u{3} what\r\n\r\n")
            #expect(await socket.head().hasPrefix("HTTP/1.1 400 "))
            _ = await socket.end()
        }
    }
}

extension RawSocket {
    /// Reads a body of known length.
    fileprivate func skip(_ count: Int) async throws -> String {
        var body = ""
        while body.utf8.count < count {
            guard let next = await text(upTo: count - body.utf8.count) else { throw Ended() }
            body += next
        }
        return body
    }
}
