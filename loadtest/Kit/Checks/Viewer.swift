/// What one device of a visit has seen.
package struct Viewer: Sendable {
    /// Events that were shown one by one, after a `seq` and up to another, to compare with what is stored.
    package struct Span: Hashable, Sendable {
        package var after: UInt64
        package var through: UInt64
        /// Chat messages among them.
        package var chats = 0
        /// The sum of their `seq`, scrambled, so that one for another is noticed.
        package var digest: UInt64 = 0

        init(after: UInt64) {
            self.after = after
            through = after
        }

        mutating func add(_ seq: UInt64) {
            chats += 1
            digest &+= Self.scrambled(seq)
        }

        /// The finaliser of SplitMix64.
        static func scrambled(_ seq: UInt64) -> UInt64 {
            var value = seq &* 0x9E37_79B9_7F4A_7C15
            value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
            return value ^ value >> 31
        }
    }

    /// Between Welcome and the end of the connection.
    package internal(set) var isLive = false
    /// Whether it may see the room: a guest is held until it was admitted.
    package internal(set) var isCleared = false {
        didSet { if isCleared { wasCleared = true } }
    }
    /// Whether it could ever see the room.
    package private(set) var wasCleared = false
    package internal(set) var last: UInt64 = 0
    package internal(set) var history = ""
    package internal(set) var epoch: UInt32 = 0
    /// The end of the replay that is under way.
    package internal(set) var replayUntil: UInt64 = 0
    package internal(set) var spans: [Span] = []
    private var isInSpan = false
    /// By sender's place; empty until the first message.
    var chats: [StreamCheck] = []
    var signals: [StreamCheck] = []
    /// Streams that few see: private messages, notes, signals to one device.
    var others: [StreamID: StreamCheck] = [:]
    /// What was jumped over and may still come.
    var missing: Set<MessageKey> = []

    init() {}

    /// Goes on after `seq`, of which a snapshot told; who is held is shown no chat, and so has no span.
    mutating func restart(at seq: UInt64) {
        last = seq
        if let span = spans.last, span.through == span.after { spans.removeLast() }
        isInSpan = isCleared
        if isInSpan { spans.append(Span(after: seq)) }
    }

    mutating func advance(to seq: UInt64, isChat: Bool) {
        last = seq
        guard isInSpan else { return }
        spans[spans.count - 1].through = seq
        if isChat { spans[spans.count - 1].add(seq) }
    }
}
