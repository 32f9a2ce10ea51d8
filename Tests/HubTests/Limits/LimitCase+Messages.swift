import Gateway
import Testing
import Wire

extension LimitCase {
    static let messages = [
        LimitCase(
            "message-bytes",
            ["MESSAGE_BYTES": "2048", "TEXT_BYTES": "1024", "SIGNAL_BYTES": "1024"],
            counted: .messageBytes
        ) { stage in
            let socket = try await stage.attached()
            try await socket.send(payloads: [padded(.chat(1), to: 2048)])
            #expect(try await socket.reply(to: 1).refusal == nil)
            return {
                try await socket.send(payloads: [padded(.chat(2), to: 2049)])
                #expect(try await socket.closing() == .messageTooBig)
            }
        },
        LimitCase("queue-bytes", ["QUEUE_BYTES": "65536"], counted: .queueBytes) { stage in
            let slow = try await stage.upgraded(receiveBuffer: 4096)
            try await slow.send(try stage.visit.hello(stage.person(LimitStage.first), device: "slow"))
            let seat = try await slow.welcome().seat
            let talker = try await stage.attached(LimitStage.second)
            let long = String(repeating: "x", count: 40_000)
            #expect(try await talker.perform(1, .signal(long, to: seat, "slow")).refusal == nil)
            #expect(try await slow.signal() == long)
            return {
                try await slow.setReading(false)
                var counter: UInt64 = 1
                // As many as the buffers of the system take, and then some.
                while !talker.reconnecting.contains(seat) {
                    counter += 1
                    #expect(try await talker.perform(counter, .signal(long, to: seat, "slow")).refusal == nil)
                }
                try await slow.setReading(true)
                #expect(try await slow.closing() == .slowConsumer)
            }
        },
        LimitCase(
            "unanswered-commands",
            ["UNANSWERED_COMMANDS": "2"],
            counted: .unansweredCommands,
            changesView: true
        ) { stage in
            let socket = try await stage.attached()
            #expect(try await socket.perform(1, .chat()).refusal == nil)
            return {
                // Not read for a while, and then answered: each, once, and in order.
                let counters = 2...21 as ClosedRange<UInt64>
                try await socket.send(
                    payloads: counters.map { MessageFormat.binary.payload(of: ProtoClientMessage.chat($0)) }
                )
                var answered: [UInt64] = []
                while answered.count < counters.count {
                    guard case .reply(let reply) = try await socket.message().body else { continue }
                    #expect(reply.refusal == nil)
                    answered.append(reply.counter)
                }
                #expect(answered == Array(counters))
            }
        },
    ]

    /// The message with a field behind it that nobody knows.
    private static func padded(_ message: ProtoClientMessage, to count: Int) -> [UInt8] {
        let payload = MessageFormat.binary.payload(of: message)
        // Field 15, of bytes: the tag, and a length of two bytes.
        let length = count - payload.count - 3
        return payload + [0x7A, UInt8(length & 0x7F | 0x80), UInt8(length >> 7)]
            + [UInt8](repeating: 0, count: length)
    }
}
