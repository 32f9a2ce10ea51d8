import Actors
import Core
import Gateway
import NIOCore
import ServiceLifecycle
import Testing
import Wire

/// The life of upgraded sockets, over real ones.
@Suite(.timeLimit(.minutes(1)))
struct SocketTests {
    @Test func aHelloTimeoutIsTold() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket.upgraded(port: server.port)
            server.advance(by: .seconds(5))
            #expect(try await socket.closeCode() == CloseCode.helloTimeout.rawValue)
        }
    }

    @Test func aBrokenFrameIsToldAndTheConnectionEnds() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket.attached(port: server.port)
            try await socket.send(ByteBuffer(bytes: [0x82, 0x01, 0x00]))
            #expect(try await socket.message().closing.code == 1002)
            #expect(try await socket.closeCode() == 1002)
            #expect(await socket.end() == 0)
        }
    }

    @Test func nothingIsReadWhileATokenIsVerified() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket.upgraded(port: server.port, also: Messages.hello(accessToken: "held"))
            var asked = server.authenticator.askedTokens.makeAsyncIterator()
            #expect(await asked.next() == "held")
            for counter in 1...3 as ClosedRange<UInt64> { try await socket.send(Messages.chat(counter)) }
            #expect(server.gate.told.isEmpty)
            server.authenticator.decide(server.authenticator.grant)
            #expect(try await socket.message().welcome.seat == 1)
            for counter in 1...3 as ClosedRange<UInt64> {
                #expect(try await socket.message().reply.counter == counter)
            }
        }
    }

    @Test func aTokenIsRenewedOnTheLiveSocket() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket.attached(port: server.port)
            try await socket.send(Messages.renewToken(Messages.accessToken))
            try await socket.send(Messages.chat(1))
            #expect(try await socket.message().reply.counter == 1)
            try await socket.send(Messages.renewToken("forged"))
            #expect(try await socket.closeCode() == CloseCode.badCredential.rawValue)
        }
    }

    @Test func aSlowConsumerIsClosedAndOthersAreNotDelayed() async throws {
        try await TestServer.with(.setting(\.limits.unwrittenBytesMax, 64 * 1024)) { server in
            let slow = try await RawSocket.attached(port: server.port, receiveBuffer: 4096)
            let other = try await RawSocket.attached(port: server.port)
            try await slow.channel.setOption(.autoRead, value: false).get()
            let outlet = try #require(server.gate.outlets.first)
            let frame = Frame(.binary, payload: [UInt8](repeating: 0, count: 32 * 1024))
            // Far more than the kernel keeps for a socket.
            for _ in 0..<1000 { outlet.loop.run { outlet.deliver(.transient(frame, nil)) } }
            try await other.send(Messages.chat(1))
            #expect(try await other.message().reply.counter == 1)

            for await told in server.gate.stream {
                if case .detach = told { break }
            }
            try await slow.channel.setOption(.autoRead, value: true).get()
            #expect(try await slow.closeCode() == CloseCode.slowConsumer.rawValue)
            try await other.send(Messages.chat(2))
            #expect(try await other.message().reply.counter == 2)
        }
    }

    @Test func aHalfClosedSocketIsClosed() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket.attached(port: server.port)
            try await socket.channel.close(mode: .output)
            #expect(await socket.end() == 0)
            for await told in server.gate.stream {
                if case .detach = told { break }
            }
            // Asks on the loops, so after the turn in which the consultation was told.
            let counts = try await server.gateway.connectionCountPerLoop()
            #expect(counts.allSatisfy { $0 == 0 })
        }
    }

    @Test func everySocketIsToldOfTheShutdownAndTheServicesEnd() async throws {
        try await TestServer.with { server in
            var sockets: [RawSocket] = []
            for _ in 0..<4 { sockets.append(try await RawSocket.attached(port: server.port)) }
            #expect(server.gateway.connectionCount == 4)
            await server.services.triggerGracefulShutdown()
            for socket in sockets {
                #expect(try await socket.closeCode() == CloseCode.draining.rawValue)
                try await socket.send(Messages.close(CloseCode.draining.rawValue))
                #expect(await socket.end() == 0)
            }
            try await server.run.value
            #expect(server.gateway.connectionCount == 0)
        }
    }

    @Test func aSocketThatDoesNotGoIsCutOff() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket.attached(port: server.port)
            await server.services.triggerGracefulShutdown()
            #expect(try await socket.closeCode() == CloseCode.draining.rawValue)
            server.advance(by: .seconds(5))
            #expect(await socket.end() == 0)
            try await server.run.value
        }
    }
}
