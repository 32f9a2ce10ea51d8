import NIOCore
import Wire

/// Clients that take their time, or do nothing at all.
extension Misbehaviour {
    static let slow = [
        Misbehaviour("never reads", .closed(3002), .cut, repeats: false) { guest in
            let socket = try await guest.attach(receiveBuffer: 4096)
            try await socket.stopReading()
            guest.place.deaf.yield()
            let (outlet, place) = (socket.outlet, guest.place)
            // It is heard, so that it is not just silent.
            async let _ = beat(into: outlet, place)
            await guest.place.hearsAgain.wait()
            try await socket.startReading()
            return try await socket.ending()
        },
        Misbehaviour("connects and says nothing", .cut) { guest in
            let socket = try await guest.connect()
            return await socket.answer()
        },
        Misbehaviour("sends a request byte by byte", .cut) { guest in
            let socket = try await guest.connect()
            let request = ByteBuffer(string: HostileSocket.upgradeRequest(guest.path()))
            return try await trickle(request, into: socket, guest) { await socket.answer() }
        },
        Misbehaviour("never says hello", .closed(3506)) { guest in
            try await guest.upgrade().ending()
        },
        Misbehaviour("sends its hello byte by byte", .closed(3506)) { guest in
            let socket = try await guest.upgrade()
            let bytes = socket.outlet.frame(guest.hello())
            return try await trickle(bytes, into: socket, guest) { try await socket.ending() }
        },
        Misbehaviour("sends a command byte by byte", .closed(3003)) { guest in
            let socket = try await guest.attach()
            let bytes = socket.outlet.frame(.chat(1, String(repeating: "slow ", count: 100)))
            return try await trickle(bytes, into: socket, guest) { try await socket.ending() }
        },
        Misbehaviour("answers no pings", .closed(3003)) { guest in
            try await guest.attach().ending()
        },
        Misbehaviour("closes its direction only", .cut) { guest in
            let socket = try await guest.attach()
            try await socket.halfClose()
            return try await socket.ending()
        },
    ]

    private static func beat(into outlet: HostileOutlet, _ place: HostilePlace) async throws {
        while true {
            outlet.send(Frame.masked(.pong, payload: [], mask: 0x0BAD_CAFE))
            try await place.pause(.milliseconds(500))
        }
    }

    /// Sends one byte after the other, until `end` returns.
    private static func trickle(
        _ bytes: ByteBuffer,
        into socket: HostileSocket,
        _ guest: HostileGuest,
        until end: () async throws -> Outcome
    ) async throws -> Outcome {
        let (outlet, place) = (socket.outlet, guest.place)
        async let _ = drip(bytes, into: outlet, place)
        return try await end()
    }

    private static func drip(_ bytes: ByteBuffer, into outlet: HostileOutlet, _ place: HostilePlace) async throws {
        for byte in bytes.readableBytesView {
            outlet.send(ByteBuffer(bytes: [byte]))
            try await place.pause(place.scale.byteInterval)
        }
    }
}
