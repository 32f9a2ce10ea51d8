import Client
import NIOCore
import Wire

/// One socket of the crowd, and what it saw of the hub's stop.
struct DrainWitness: Sendable {
    /// What the hub said before the close frame.
    private(set) var closing: ProtoClosing?
    private(set) var end = ConnectionEnd.cut
    /// Texts with the `seq` of their reply.
    private(set) var acknowledged: [String: UInt64] = [:]
    /// Events whose `prev` is not the one before.
    private(set) var gaps = 0
    private(set) var refusals = 0

    /// What a talker says.
    static func saying(_ number: UInt64) -> ProtoClientMessage {
        var message = ProtoClientMessage()
        message.command.counter = number
        message.command.postChat.text = "\(number)"
        return message
    }

    /// Reads until the end of the connection; says the next thing whenever the last one was answered.
    static func watch(
        _ transport: WebSocketTransport,
        onWelcome: @Sendable () -> Void,
        onAcknowledged: @Sendable () -> Void
    ) async throws -> DrainWitness {
        var witness = DrainWitness()
        var last: UInt64 = 0
        for try await message in transport.inbound {
            switch message.body {
            case .welcome(let welcome):
                last = welcome.snapshot.seq
                onWelcome()
            case .snapshot(let snapshot):
                last = snapshot.seq
            case .event(let event):
                if event.prev != last { witness.gaps += 1 }
                last = event.seq
            case .reply(let reply):
                if case .done(let done) = reply.outcome {
                    witness.acknowledged["\(reply.counter)"] = done.seq
                } else {
                    witness.refusals += 1
                }
                onAcknowledged()
                transport.send(saying(reply.counter + 1))
            case .closing(let closing):
                witness.closing = closing
            default:
                break
            }
        }
        witness.end = await transport.end()
        return witness
    }
}
