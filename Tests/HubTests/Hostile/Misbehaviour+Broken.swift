import NIOCore
import SwiftProtobuf
import Wire

/// Clients that break the rules of frames and messages.
extension Misbehaviour {
    static let broken = [
        Misbehaviour("sends garbage for frames", .closed(1002)) { guest in
            let socket = guest.number.isMultiple(of: 2) ? try await guest.attach() : try await guest.upgrade()
            socket.send(garbage[guest.number % garbage.count] + (0..<200).map { _ in .random(in: 0...255) })
            return try await socket.ending()
        },
        Misbehaviour("sends giant frames", .closed(1009)) { guest in
            let socket = guest.number.isMultiple(of: 2) ? try await guest.attach() : try await guest.upgrade()
            if guest.number % 4 < 2 {
                // A header that announces a tebibyte, and the beginning of that.
                socket.send([0x82, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4] + [UInt8](repeating: 7, count: 10_000))
            } else {
                // Fragments, each of which is not too long.
                for index in 0..<8 {
                    socket.send([index == 0 ? 0x02 : 0x00, 0xFE, 0x40, 0, 0, 0, 0, 0])
                    socket.send([UInt8](repeating: 7, count: 0x4000))
                }
            }
            return try await socket.ending()
        },
        Misbehaviour("sends text that is no UTF-8", .closed(1007)) { guest in
            let socket =
                guest.number.isMultiple(of: 2)
                ? try await guest.attach(format: .json) : try await guest.upgrade(format: .json)
            let bad: [[UInt8]] = [[0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xFF], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]]
            let payload = Array(#"{"command":{"postChat":{"text":""#.utf8) + bad[guest.number % bad.count]
            socket.send(Frame.masked(.text, payload: payload, mask: 0x0BAD_CAFE))
            return try await socket.ending()
        },
        Misbehaviour("sends the other kind of frame", .closed(1003)) { guest in
            let format: MessageFormat = guest.number.isMultiple(of: 2) ? .json : .binary
            let socket = try await guest.attach(format: format)
            let opcode: FrameOpcode = format == .json ? .binary : .text
            socket.send(Frame.masked(opcode, payload: Array("{}".utf8), mask: 0x0BAD_CAFE))
            return try await socket.ending()
        },
        Misbehaviour("sends unreadable messages", .closed(3507)) { guest in
            switch guest.number % 3 {
            case 0:
                let socket = try await guest.attach()
                socket.send(Frame.masked(.binary, payload: [0x12, 0x7F, 1, 2, 3], mask: 0x0BAD_CAFE))
                return try await socket.ending()
            case 1:
                let socket = try await guest.upgrade()
                socket.send(.chat(1, "before the hello"))
                return try await socket.ending()
            default:
                let socket = try await guest.attach()
                socket.send(guest.hello())
                return try await socket.ending()
            }
        },
    ]

    private static let garbage: [[UInt8]] = [
        // Reserved bits, an unknown opcode, no mask.
        [0xF2, 0x85, 1, 2, 3, 4], [0x8B, 0x85, 1, 2, 3, 4], [0x82, 0x05],
        // A control frame in fragments, a long one, a continuation of nothing, a length that is not minimal.
        [0x09, 0x85, 1, 2, 3, 4], [0x89, 0xFE, 1, 0], [0x80, 0x85, 1, 2, 3, 4], [0x82, 0xFE, 0, 5],
    ]
}

extension ProtoClientMessage {
    static func typing(_ counter: UInt64) -> ProtoClientMessage {
        .with {
            $0.command.counter = counter
            $0.command.setTyping.typing = true
        }
    }
}
