/// What is numbered together: the messages of one sender in one lane, to one audience.
package struct StreamID: Hashable, Sendable {
    package var sender: UInt32
    package var lane: Lane
    package var audience: UInt32

    package init(sender: UInt32, lane: Lane, audience: UInt32) {
        self.sender = sender
        self.lane = lane
        self.audience = audience
    }

    package init(_ key: MessageKey) {
        self.init(sender: key.sender, lane: key.lane, audience: key.audience)
    }

    package func key(_ number: UInt32) -> MessageKey {
        MessageKey(sender: sender, lane: lane, audience: audience, number: number)
    }
}

/// What is known of the messages that were sent in one stream.
package struct SentStream: Sendable {
    /// The highest number that was sent.
    package var sent: UInt32 = 0
    /// The highest number that the hub has acknowledged.
    package var acknowledged: UInt32 = 0
    /// Refused: "nothing was done", so nobody may ever see them.
    package var refused: Set<UInt32> = []
    /// Their outcome will never be known, so they may come or not.
    package var uncertain: Set<UInt32> = []

    package init() {}

    func mayBeMissing(_ number: UInt32) -> Bool { refused.contains(number) || uncertain.contains(number) }
}

/// The streams of a visit, those of the busy lanes by sender.
struct SentStreams: Sendable {
    private var chats: [SentStream]
    private var signals: [SentStream]
    private(set) var rare: [StreamID: SentStream] = [:]

    init(senderCount: Int) {
        chats = Array(repeating: SentStream(), count: senderCount)
        signals = chats
    }

    subscript(_ stream: StreamID) -> SentStream {
        get {
            switch stream.lane {
            case .chat: chats[Int(stream.sender)]
            case .signal: signals[Int(stream.sender)]
            case .privateChat, .note, .directSignal: rare[stream] ?? SentStream()
            }
        }
        _modify {
            switch stream.lane {
            case .chat: yield &chats[Int(stream.sender)]
            case .signal: yield &signals[Int(stream.sender)]
            case .privateChat, .note, .directSignal: yield &rare[stream, default: SentStream()]
            }
        }
    }

    /// Whether anybody sent anything to one seat only.
    var hasPrivateChat: Bool { rare.keys.contains { $0.lane == .privateChat } }

    /// All in which something was sent.
    var all: [(StreamID, SentStream)] {
        let busy = [(Lane.chat, chats), (.signal, signals)].flatMap { lane, streams in
            streams.enumerated().filter { $1.sent > 0 }.map { sender, stream in
                (StreamID(sender: UInt32(sender), lane: lane, audience: Envelope.everyone), stream)
            }
        }
        return busy + rare.map { ($0, $1) }
    }
}
