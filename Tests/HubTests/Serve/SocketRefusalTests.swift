import Client
import NIOCore
import NIOPosix
import Testing

@testable import Hub

/// A request for a socket that is not upgraded gets the gateway's reason through the REST router, on the one port.
@Suite(.timeLimit(.minutes(1))) struct SocketRefusalTests {
    @Test(arguments: [
        ("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n", "426", "websocket_version"),
        ("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n", "400", "websocket_key"),
        ("Connection: close\r\n", "426", "not_websocket"),
    ])
    func theReasonIsToldAndTheConnectionEnds(fields: String, status: String, code: String) async throws {
        try await HubVisit.run(loopCount: 1) { visit in
            let request = "GET \(visit.path) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n"
            let answer = try await Self.exchange(request, port: visit.hub.port)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.contains("\"code\":\"\(code)\""))
        }
    }

    @Test(arguments: [
        ("GET /telemedicine/api/auth/me/", "Host: evil.example\r\n", "400", "\"code\":\"host_not_allowed\""),
        ("GET /telemedicine/api/auth/me/", "", "400", "\"code\":\"host_not_allowed\""),
        ("GET /health/live", "Host: 10.1.2.3\r\n", "200", "\"status\":\"ok\""),
        (
            "POST /telemedicine/api/auth/login/", "Host: localhost\r\nOrigin: http://evil.example\r\n", "403",
            "\"code\":\"origin_not_allowed\""
        ),
        (
            "POST /telemedicine/api/auth/login/", "Host: localhost\r\nOrigin: http://localhost\r\n", "400",
            "\"code\":\"malformed\""
        ),
        (
            "GET /telemedicine/api/auth/me/", "Host: localhost\r\nOrigin: http://evil.example\r\n", "401",
            "\"code\":\"signed_out\""
        ),
    ])
    func theEdgeJudgesEveryRequest(line: String, fields: String, status: String, part: String) async throws {
        try await HubVisit.run(loopCount: 1) { visit in
            let request = "\(line) HTTP/1.1\r\nConnection: close\r\n\(fields)\r\n"
            let answer = try await Self.exchange(request, port: visit.hub.port)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.contains(part))
        }
    }

    @Test(arguments: [
        ("evil.example", "", "400", "host_not_allowed"),
        ("localhost", "http://evil.example", "403", "origin_not_allowed"),
    ])
    func aSocketIsRefusedWithTheReason(host: String, origin: String, status: String, code: String) async throws {
        try await HubVisit.run(loopCount: 1) { visit in
            let request = """
                GET \(visit.path) HTTP/1.1\r\nHost: \(host)\r\nOrigin: \(origin)\r\nUpgrade: websocket\r\n\
                Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n
                """
            let answer = try await Self.exchange(request, port: visit.hub.port)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.contains("\"code\":\"\(code)\""))
        }
    }

    /// Sends a request and reads until the hub closes the connection.
    private static func exchange(_ request: String, port: Int) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var answer = ""
            for try await chunk in inbound { answer += String(buffer: chunk) }
            return answer
        }
    }
}
