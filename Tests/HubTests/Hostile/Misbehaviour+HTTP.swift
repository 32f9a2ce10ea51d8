import Foundation

/// Clients that don't even get a socket.
extension Misbehaviour {
    static let overHTTP = [
        Misbehaviour("sends garbage for HTTP", .answered(400)) { guest in
            try await answer(guest, "\u{16}\u{3}\u{1} this is no HTTP \u{7}\r\n\r\n")
        },
        Misbehaviour("asks by another name", .answered(400)) { guest in
            try await answer(guest, HostileSocket.upgradeRequest(guest.path(), host: "hub.evil.example"))
        },
        Misbehaviour("asks from another site", .answered(403)) { guest in
            try await answer(
                guest,
                HostileSocket.upgradeRequest(guest.path(), "Origin: https://evil.example\r\n")
            )
        },
        Misbehaviour("sends giant header fields", .answered(431)) { guest in
            let field = "X-Nothing: " + String(repeating: "x", count: 2000) + "\r\n"
            return try await answer(
                guest,
                HostileSocket.upgradeRequest(guest.path(), String(repeating: field, count: 20))
            )
        },
        Misbehaviour("sends a giant body", .answered(413)) { guest in
            let body = String(repeating: " ", count: 1_500_000)
            return try await answer(
                guest,
                "POST /telemedicine/api/auth/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                    + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
        },
        Misbehaviour("sends requests and reads no answers", .cut) { guest in
            let count = 400
            let socket = try await guest.connect(receiveBuffer: 4096)
            try await socket.stopReading()
            socket.send(String(repeating: "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", count: count))
            try await guest.place.pause(.seconds(guest.place.scale.requestSeconds + 3))
            try await socket.startReading()
            let answers = await socket.rest().components(separatedBy: "HTTP/1.1 ").count - 1
            return answers < count ? .cut : .undefined("\(answers) answers")
        },
    ]

    private static func answer(_ guest: HostileGuest, _ request: String) async throws -> Outcome {
        let socket = try await guest.connect()
        socket.send(request)
        return await socket.answer()
    }
}
