import NIOCore
import Testing
import Wire

/// When an HTTP connection ends, over real sockets (RFC 9112 sections 9.3 and 9.6).
@Suite(.timeLimit(.minutes(1)))
struct LastAnswerTests {
    private static let hello = "GET /hello HTTP/1.1\r\nHost: hub.test\r\n"

    @Test func aUsedConnectionIsNotUpgradedAndEnds() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            try await socket.send(Self.hello + "\r\n")
            #expect(try await socket.answer().head.hasPrefix("HTTP/1.1 200 "))
            try await socket.send(Requests.text(of: Requests.upgrade()))
            let refusal = try await socket.answer().head
            #expect(refusal.hasPrefix("HTTP/1.1 400 "))
            #expect(refusal.lowercased().contains("\r\nconnection: close\r\n"))
            #expect(await socket.end() == 0)
            try await socket.close()
        }
    }

    /// What may follow the request is h2c, which the hub does not speak: it answers in HTTP/1.1, and that is the end.
    @Test(arguments: [0, 1])
    func anotherUpgradeIsAnsweredInHTTPAndEndsTheConnection(_ requestsBefore: Int) async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            for _ in 0..<requestsBefore {
                try await socket.send(Self.hello + "\r\n")
                #expect(try await socket.answer().head.hasPrefix("HTTP/1.1 200 "))
            }
            let upgrade =
                Self.hello + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n"
            try await socket.send(upgrade + Self.hello + "\r\n")
            let (head, body) = try await socket.answer()
            #expect(head.hasPrefix("HTTP/1.1 200 "))
            #expect(head.lowercased().contains("\r\nconnection: close\r\n"))
            #expect(body == "Good morning.")
            #expect(await socket.end() == 0)
            // What comes now goes nowhere.
            try await socket.send(Self.hello + "\r\n")
            try await socket.close()
        }
    }

    /// RFC 6585 section 5; also on a connection that was used before.
    @Test(arguments: [0, 1])
    func fieldsThatAreTooLongAreCalledThatAndEndTheConnection(_ requestsBefore: Int) async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            for _ in 0..<requestsBefore {
                try await socket.send(Self.hello + "\r\n")
                #expect(try await socket.answer().head.hasPrefix("HTTP/1.1 200 "))
            }
            let field = "X-Nothing: " + String(repeating: "x", count: 4000) + "\r\n"
            try await socket.send(Self.hello + String(repeating: field, count: 20) + "\r\n")
            let (head, body) = try await socket.answer()
            #expect(head.hasPrefix("HTTP/1.1 431 "))
            #expect(head.lowercased().contains("\r\nconnection: close\r\n"))
            #expect(body.contains(#""code":"header_fields_too_large""#))
            #expect(await socket.end() == 0)
            try await socket.close()
        }
    }

    @Test(arguments: [
        "GET /hello HTTP/1.0\r\n\r\n", "\(hello)Connection: close\r\n\r\n", "\(hello)Connection: Close\r\n\r\n",
        "\(hello)Connection: foo, close\r\n\r\n", "GET /nothing HTTP/1.0\r\nHost: hub.test\r\n\r\n",
    ])
    func theLastRequestEndsTheConnection(_ request: String) async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            try await socket.send(request)
            let head = try await socket.answer().head
            #expect(head.lowercased().contains("\r\nconnection: close\r\n"))
            #expect(await socket.end() == 0)
            try await socket.close()
        }
    }

    @Test(arguments: [
        "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "\(hello)Connection: keep-alive\r\n\r\n",
        "\(hello)Upgrade: h2c\r\n\r\n",
    ])
    func anotherRequestMayFollow(_ request: String) async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            for _ in 0..<3 {
                try await socket.send(request)
                let (head, body) = try await socket.answer()
                #expect(!head.lowercased().contains("connection: close"))
                #expect(body == "Good morning.")
            }
            try await socket.close()
        }
    }

    /// All in one segment: everything up to the last request is answered, and nothing behind it.
    @Test func requestsBehindTheLastAreNotAnswered() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            let last = Self.hello + "Connection: close\r\n\r\n"
            try await socket.send(Self.hello + "\r\n" + Self.hello + "\r\n" + last + Self.hello + "\r\n")
            for number in 1...3 {
                let head = try await socket.answer().head
                #expect(head.lowercased().contains("\r\nconnection: close\r\n") == (number == 3))
            }
            #expect(await socket.end() == 0)
            try await socket.close()
        }
    }
}

extension RawSocket {
    /// An HTTP answer with a body of known length.
    fileprivate func answer() async throws -> (head: String, body: String) {
        let head = await head()
        let length = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
        let count = length.flatMap { Int($0.dropFirst(16)) } ?? 0
        var body = ""
        while body.utf8.count < count {
            guard let next = await text(upTo: count - body.utf8.count) else { throw Ended() }
            body += next
        }
        return (head, body)
    }
}
