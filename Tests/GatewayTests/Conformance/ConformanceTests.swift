import Actors
import Core
import Gateway
import NIOCore
import Testing
import Wire

/// RFC 6455, rule by rule, from raw sockets against the real server.
@Suite(.timeLimit(.minutes(1)))
struct ConformanceTests {
    @Test(arguments: Rule.frameCases)
    func aStreamIsJudgedByTheRule(_ wireCase: FrameCase) async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket.attached(port: server.port, format: wireCase.format)
            for segment in wireCase.sent { try await socket.send(ByteBuffer(bytes: segment)) }
            // Up to the end of the hub's direction, which is the hub's to end.
            var frames: [FrameCase.Answer] = []
            while let frame = try await socket.frame() {
                if let answer = try FrameCase.Answer(frame, wireCase.format) { frames.append(answer) }
                if case .fails = wireCase.outcome, let code = frame.closeCode {
                    try await socket.send(Messages.close(code))
                }
            }
            #expect(frames == wireCase.expectedFrames)
            #expect(await server.gate.countersUntilDetach() == wireCase.expectedCommands)
            try await socket.close()
        }
    }

    @Test(arguments: Rule.handshakeCases)
    func aHandshakeIsJudgedByTheRule(_ wireCase: HandshakeCase) async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            try await socket.send(ByteBuffer(bytes: wireCase.bytes))
            let head = await socket.head()
            let lines = head.lowercased().split(separator: "\r\n").map(String.init)
            for line in wireCase.lines { #expect(lines.contains(line.lowercased())) }
            for name in wireCase.absent { #expect(!lines.contains { $0.hasPrefix("\(name):") }) }
            switch wireCase.outcome {
            case .upgrades:
                #expect(head.hasPrefix("HTTP/1.1 101 "))
                try await socket.send(ByteBuffer(bytes: Rule.frame(.ping, [1]) + Rule.frame(.close, Rule.code(1000))))
                #expect(try await socket.frame() == .pong(ByteBuffer(bytes: [1])))
                #expect(try await socket.frame() == .close(code: 1000))
            case .refuses(let status):
                #expect(head.hasPrefix("HTTP/1.1 \(status) "))
            }
            _ = await socket.end()
            try await socket.close()
        }
    }

    /// Both directions end without the client ending its own, whatever it says after its close frame.
    @Test(arguments: [[], [0xFF, 0xFF, 0xFF, 0xFF], Rule.frame(.binary, Rule.chat(1)), Rule.frame(.close, [0])])
    func aSocketThatSaysGoodbyeIsGoneAtOnce(_ bytesBehind: [UInt8]) async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket.attached(port: server.port)
            try await socket.send(ByteBuffer(bytes: Rule.frame(.close, Rule.code(1000)) + bytesBehind))
            #expect(try await socket.closeCode() == 1000)
            #expect(await socket.end() == 0)
            #expect(await server.gate.countersUntilDetach().isEmpty)
            let counts = try await server.gateway.connectionCountPerLoop()
            #expect(counts.allSatisfy { $0 == 0 })
            try await socket.close()
        }
    }

    @Test func afterTheHubsCloseOnlyTheClientsCounts() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket.attached(port: server.port)
            let outlet = try #require(server.gate.outlets.first)
            outlet.loop.run { outlet.deliver(.close(.over)) }
            #expect(try await socket.closeCode() == CloseCode.over.rawValue)
            let ignored = Rule.frame(.ping, [1]) + Rule.frame(.binary, Rule.chat(1)) + Rule.frame(.text, Rule.json(2))
            try await socket.send(ByteBuffer(bytes: ignored))
            #expect(server.gateway.connectionCount == 1)
            try await socket.send(Messages.close(CloseCode.over.rawValue))
            #expect(await socket.end() == 0)
            let counts = try await server.gateway.connectionCountPerLoop()
            #expect(counts.allSatisfy { $0 == 0 })
            try await socket.close()
        }
    }
}

extension RecordingGate {
    /// The counters of all commands of one connection.
    fileprivate func countersUntilDetach() async -> [UInt64] {
        var counters: [UInt64] = []
        for await told in stream {
            switch told {
            case .attach: break
            case .commands(_, let commands): counters += commands.map(\.counter)
            case .detach: return counters
            }
        }
        return counters
    }
}
