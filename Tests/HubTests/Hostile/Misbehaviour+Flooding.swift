import NIOCore
import Wire

/// Clients that want too much.
extension Misbehaviour {
    static let flooding = [
        Misbehaviour("sends commands at the rate limit", .served, .refused(102)) { guest in
            let socket = try await guest.attach()
            let beats = guest.place.scale.floodBeats
            let outlet = socket.outlet
            async let _ = beat(beats, into: outlet, guest.place)
            return try await socket.replies(to: beats * commandsPerBeat)
        },
        Misbehaviour("sends a thousand commands at once", .refused(102)) { guest in
            let socket = try await guest.attach()
            var bytes = ByteBuffer()
            for counter in UInt64(1)...1000 {
                let isChat = guest.number.isMultiple(of: 2)
                bytes.writeImmutableBuffer(
                    socket.outlet.frame(isChat ? .chat(counter, "all at once") : .typing(counter))
                )
            }
            socket.send(bytes)
            return try await socket.replies(to: 1000)
        },
        Misbehaviour("sends thousands of frames at once", .closed(3007)) { guest in
            let socket = guest.number.isMultiple(of: 2) ? try await guest.attach() : try await guest.upgrade()
            let ping = Frame.masked(.ping, payload: [], mask: 0x0BAD_CAFE)
            var bytes = ByteBuffer()
            for _ in 0..<5000 { bytes.writeImmutableBuffer(ping) }
            socket.send(bytes)
            return try await socket.ending()
        },
        Misbehaviour("reconnects in a loop", .closed(3007)) { guest in
            for _ in 0..<200 {
                let (_, greeting) = try await guest.greet(guest.hello())
                if case .end(let outcome) = greeting { return outcome }
            }
            return .undefined("200 connections")
        },
        Misbehaviour("asks again and again", .answered(429)) { guest in
            let socket = try await guest.connect()
            // Many at once, or a busy machine answers fewer in a second than are allowed.
            let request = "GET /telemedicine/api/auth/me/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            let requests = [String](repeating: request, count: 100)
            for index in 0..<5000 {
                if index % requests.count == 0 { socket.send(requests.joined()) }
                let head = await socket.head()
                guard head.hasPrefix("HTTP/1.1 401 ") else {
                    return head.hasPrefix("HTTP/1.1 429 ") ? .answered(429) : .undefined(String(head.prefix(20)))
                }
                let length = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
                await socket.skip(length.flatMap { Int($0.dropFirst(16)) } ?? 0)
            }
            return .undefined("5000 requests")
        },
    ]

    /// Ten beats a second: 50 commands, which is the default for one socket.
    private static let commandsPerBeat: UInt64 = 5

    private static func beat(_ beats: UInt64, into outlet: HostileOutlet, _ place: HostilePlace) async throws {
        for beat in 0..<beats {
            var bytes = ByteBuffer()
            for index in 1...commandsPerBeat {
                bytes.writeImmutableBuffer(outlet.frame(.chat(beat * commandsPerBeat + index, "again and again")))
            }
            outlet.send(bytes)
            try await place.pause(.milliseconds(100))
        }
    }
}
