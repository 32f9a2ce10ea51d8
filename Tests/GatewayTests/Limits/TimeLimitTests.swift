import Actors
import Core
import NIOCore
import ServiceLifecycle
import TestKit
import Testing
import Wire

@testable import Gateway

/// What may take only so long, over real sockets: in the last moment it still works, and then it is too late.
@Suite(.timeLimit(.minutes(1)))
struct TimeLimitTests {
    @Test func aHelloIsAwaitedForItsTime() async throws {
        try await TestServer.with(.setting(\.helloDeadline, .seconds(3))) { server in
            let punctual = try await RawSocket.upgraded(port: server.port)
            let late = try await RawSocket.upgraded(port: server.port)
            server.advance(by: .milliseconds(2_999))
            try await punctual.send(Messages.hello())
            #expect(try await punctual.message().welcome.seat == 1)
            server.advance(by: .milliseconds(1))
            #expect(try await late.message().closing.code == UInt32(CloseCode.helloTimeout.rawValue))
            #expect(try await late.closeCode() == CloseCode.helloTimeout.rawValue)
            try await expectServed(punctual)
        }
    }

    @Test func aFirstRequestIsAwaitedForItsTime() async throws {
        try await TestServer.with(.setting(\.requestDeadline, .seconds(3))) { server in
            let attached = try await RawSocket.attached(port: server.port)
            let punctual = try await RawSocket(port: server.port)
            let late = try await RawSocket(port: server.port)
            // Only what the hub has accepted has a deadline.
            try await server.untilConnected(3)
            server.advance(by: .milliseconds(2_999))
            try await punctual.send("GET /hello HTTP/1.1\r\nHost: hub.test\r\n\r\n")
            #expect(await punctual.head().hasPrefix("HTTP/1.1 200 "))
            server.advance(by: .milliseconds(1))
            #expect(await late.end() == 0)
            try await expectServed(attached)
        }
    }

    @Test func aSocketMayBeSilentForTwoPings() async throws {
        try await TestServer.with(.setting(\.pingInterval, .seconds(3))) { server in
            let heard = try await RawSocket.attached(port: server.port)
            let silent = try await RawSocket.attached(port: server.port)
            // The hellos were heard until now.
            try await server.advanceOnAllLoops(by: .zero)
            try await server.advanceOnAllLoops(by: .milliseconds(5_999))
            guard case .ping = try await silent.message().body else { throw RawSocket.Ended() }
            try await expectServed(heard)
            server.advance(by: .milliseconds(1))
            #expect(try await silent.closeCode() == CloseCode.silent.rawValue)
            try await expectServed(heard, 2)
        }
    }

    @Test func aClosingHandshakeIsAwaitedForItsTime() async throws {
        try await TestServer.with(.setting(\.closeDeadline, .seconds(3))) { server in
            let punctual = try await RawSocket.attached(port: server.port)
            let late = try await RawSocket.attached(port: server.port)
            for outlet in server.gate.outlets { outlet.loop.run { outlet.deliver(.close(.over)) } }
            #expect(try await punctual.closeCode() == CloseCode.over.rawValue)
            #expect(try await late.closeCode() == CloseCode.over.rawValue)
            try await server.advanceOnAllLoops(by: .milliseconds(2_999))
            #expect(server.gateway.connectionCount == 2)
            try await punctual.send(Messages.close(CloseCode.over.rawValue))
            #expect(await punctual.end() == 0)
            server.advance(by: .milliseconds(1))
            #expect(await late.end() == 0)
        }
    }

    @Test func aStopAwaitsCloseFramesForTheirTime() async throws {
        let configuration = SocketServer.Configuration.setting(\.drainPeriod, .seconds(3))
            .setting(\.closeDeadline, .seconds(2))
        try await TestServer.with(configuration) { server in
            let socket = try await RawSocket.attached(port: server.port)
            await server.services.triggerGracefulShutdown()
            #expect(try await socket.closeCode() == CloseCode.draining.rawValue)
            try await server.advanceOnAllLoops(by: .milliseconds(1_999))
            #expect(server.gateway.connectionCount == 1)
            server.advance(by: .milliseconds(1))
            #expect(await socket.end() == 0)
            try await server.run.value
        }
    }

    private func expectServed(_ socket: RawSocket, _ counter: UInt64 = 1) async throws {
        try await socket.send(Messages.chat(counter))
        while true {
            let message = try await socket.message()
            guard case .reply(let reply) = message.body else { continue }
            #expect(reply.counter == counter)
            return
        }
    }
}

/// The rate of new sockets, by the test's clock.
@Suite(.timeLimit(.minutes(1)))
struct ArrivalRateTests {
    private static let limit = SocketServer.Configuration.setting(
        \.limits.requestsPerAddress,
        RateLimit(perSecond: 10, burst: 3)
    )

    @Test func upgradesBeyondTheRateAreRefusedUntilTimeHasPassed() async throws {
        try await TestServer.with(Self.limit) { server in
            for _ in 1...3 { _ = try await RawSocket.upgraded(port: server.port) }
            await #expect(throws: RawSocket.Ended.self) { try await RawSocket.upgraded(port: server.port) }
            server.clocks.advance(by: .milliseconds(99))
            await #expect(throws: RawSocket.Ended.self) { try await RawSocket.upgraded(port: server.port) }
            server.clocks.advance(by: .milliseconds(1))
            _ = try await RawSocket.upgraded(port: server.port)
            await #expect(throws: RawSocket.Ended.self) { try await RawSocket.upgraded(port: server.port) }
        }
    }

    @Test func requestsAndUpgradesShareOneRate() async throws {
        try await TestServer.with(Self.limit) { server in
            let client = ClientAddress(text: "127.0.0.1")
            for _ in 1...2 { #expect(server.gateway.admitsRequest(from: client)) }
            _ = try await RawSocket.upgraded(port: server.port)
            #expect(!server.gateway.admitsRequest(from: client))
            #expect(server.gateway.admitsRequest(from: ClientAddress(text: "198.51.100.7")))
        }
    }
}

extension TestServer {
    /// Lets time pass, and returns when each loop has noticed.
    fileprivate func advanceOnAllLoops(by duration: Duration) async throws {
        advance(by: duration)
        // Asks on the loops, so after their ticks.
        _ = try await gateway.connectionCountPerLoop()
    }

    /// Waits until the server has let so many connections in.
    fileprivate func untilConnected(_ count: Int) async throws {
        while gateway.surroundings.population.connectionCount < count { await Task.yield() }
        // Asks on the loops, so after the turn in which each was set up.
        _ = try await gateway.connectionCountPerLoop()
    }
}
