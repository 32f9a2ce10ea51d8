import Gateway
import NIOCore
import ServiceLifecycle
import Testing

/// Requests that don't come to an end, over real sockets.
@Suite(.timeLimit(.minutes(1)))
struct ExchangeWatchTests {
    private static let unfinished =
        "POST /echo HTTP/1.1\r\nHost: hub.test\r\nContent-Length: 10\r\n\r\n12345"

    @Test func aBodyThatDoesNotEndIsAnsweredWithATimeout() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            try await socket.send(Self.unfinished)
            await server.untilReading()
            server.advance(by: .milliseconds(29_999))
            server.advance(by: .milliseconds(1))
            let head = await socket.head()
            #expect(head.hasPrefix("HTTP/1.1 408 "))
            #expect(head.lowercased().contains("connection: close\r\n"))
            _ = await socket.end()
        }
    }

    @Test func aRequestUnderWayDoesNotHoldTheStopForLong() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            try await socket.send(Self.unfinished)
            await server.untilReading()
            await server.services.triggerGracefulShutdown()
            // The gateway has no sockets, so it is done; HTTP waits for the request.
            while server.gateway.isDraining == false { await Task.yield() }
            // Asks on the loops, so after each has looked at its clock for the stop.
            _ = try await server.gateway.connectionCountPerLoop()
            server.advance(by: .seconds(5))
            #expect(await socket.head().hasPrefix("HTTP/1.1 408 "))
            _ = await socket.end()
            try await server.run.value
        }
    }

    @Test func aRequestInTimeIsAnswered() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            try await socket.send(Self.unfinished)
            await server.untilReading()
            server.advance(by: .seconds(29))
            try await socket.send("67890")
            #expect(await socket.head().hasPrefix("HTTP/1.1 200 "))
            #expect(await socket.text(upTo: 10) == "1234567890")
            // Its time is over, and not the next one's.
            server.advance(by: .seconds(2))
            try await socket.send("GET /hello HTTP/1.1\r\nHost: hub.test\r\n\r\n")
            #expect(await socket.head().hasPrefix("HTTP/1.1 200 "))
        }
    }
}
