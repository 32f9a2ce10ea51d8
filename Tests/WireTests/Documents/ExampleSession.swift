import NIOCore
import Wire

/// The patient's connection of the ``Story``, as `docs/protocol.md` shows it: each step is a test vector.
struct ExampleSession {
    private struct Step {
        let vector: String
        let text: String
    }

    private static let steps: [Step] = [
        Step(
            vector: "hello-ticket",
            text: """
                The client says who it is, with the ticket that the join gave it. It was never here before, so \
                it has no resume point.
                """
        ),
        Step(
            vector: "welcome-snapshot",
            text: """
                The hub answers with everything that this person may know as of `seq` 5: they have seat 2 and are first in \
                the waiting room. The client remembers `history_id`, `client_instance` and `seq`.
                """
        ),
        Step(
            vector: "event-admitted",
            text: """
                The doctor admits them. `prev` is 5, the client's own last `seq`: nothing is missing. Event 6, the \
                doctor's arrival, does not concern a person in the waiting room, so the numbers have a hole. The command \
                reference is the doctor's.
                """
        ),
        Step(vector: "event-room-entered", text: "Being admitted while waiting means entering the room: `prev` is 7."),
        Step(
            vector: "snapshot-after-admission",
            text: """
                The person may know more now, so a fresh snapshot replaces all that the client knew. The next \
                `prev` will be its `seq`, 8.
                """
        ),
        Step(vector: "command-post-chat", text: "The client's first command: counter 1."),
        Step(
            vector: "event-chat-posted",
            text: """
                It became event 9, on disk before anyone sees it. The command reference is this client's own, so \
                the client knows its own message again.
                """
        ),
        Step(vector: "reply-done", text: "The one reply to counter 1, after the event that it names."),
        Step(
            vector: "ping",
            text: """
                The hub pings with the connection's last `seq`. It is the client's own last, so nothing is \
                missing.
                """
        ),
        Step(vector: "pong", text: "The client answers with the same id. Then its connection breaks."),
        Step(
            vector: "hello-resume",
            text: """
                A few seconds later, on a new connection: the same device and client instance, a new ticket, and \
                the resume point.
                """
        ),
        Step(
            vector: "welcome-replay",
            text: """
                Exactly what was missed follows, up to `seq` 10. Who is connected now does not need events; it \
                is in `presence`.
                """
        ),
        Step(
            vector: "event-chat-posted-while-away",
            text: "What was missed: one message. `prev` is 9, the resume point."
        ),
        Step(vector: "event-status-ended", text: "The doctor ends the visit."),
        Step(vector: "closing-over", text: "The hub says why it closes, and that there is no reason to come back."),
    ]

    /// The names of the vectors, in the order of the session.
    static var vectorNames: [String] { steps.map(\.vector) }

    private let schema: Schema
    private let vectors: [String: MessageVector]

    init() throws {
        schema = try Schema()
        vectors = Dictionary(uniqueKeysWithValues: try MessageVector.made().map { ($0.name, $0) })
    }

    func rendered() throws -> String {
        var parts: [String] = []
        for (index, step) in Self.steps.enumerated() {
            guard let vector = vectors[step.vector] else { throw MissingVector(name: step.vector) }
            let way = vector.message == .client ? "client to hub" : "hub to client"
            parts.append("**\(index + 1). \(way): `\(step.vector)`.** \(step.text)\n")
            parts.append("```text\n\(try dump(vector))\n```\n")
            parts.append("```json\n\(try vector.json.line)\n```\n")
        }
        parts.append("**\(Self.steps.count + 1). hub to client: the close frame.**\n")
        parts.append("```text\n\(closeDump(.over))\n```\n")
        return parts.joined(separator: "\n")
    }

    private struct MissingVector: Error {
        let name: String
    }

    private func dump(_ vector: MessageVector) throws -> String {
        let payload = [UInt8](hex: vector.binary) ?? []
        var dump = ByteDump(schema)
        let isMasked = vector.message == .client
        let frame =
            isMasked
            ? Array(Frame.masked(.binary, payload: payload, mask: Self.mask).readableBytesView)
            : Array(Frame(.binary, payload: payload).bytes.readableBytesView)
        let header = frame.prefix(frame.count - payload.count)
        let masking = isMasked ? ", masked with the last four; below is the payload before masking" : ""
        dump.add(header, "frame: final, binary, \(payload.count) bytes\(masking)")
        try dump.add(message: payload, of: vector.message.rawValue)
        return dump.lines.joined(separator: "\n")
    }

    private func closeDump(_ code: CloseCode) -> String {
        let frame = Array(Frame.close(code).bytes.readableBytesView)
        var dump = ByteDump(schema)
        dump.add(frame.prefix(2), "frame: final, close, \(frame.count - 2) bytes")
        dump.add(frame[2..<4], "code \(code.rawValue)")
        dump.add(frame.dropFirst(4), code.text.debugDescription)
        return dump.lines.joined(separator: "\n")
    }

    /// A client takes a new random one for each frame; this is the one of RFC 6455 section 5.7.
    private static let mask: UInt32 = 0x37FA_213D
}
