import Core
import DequeModule

/// The newest chat messages, for snapshots: bounded in number and in bytes.
struct ChatTail: Hashable, Sendable {
    private(set) var lines: Deque<Consultation.ChatLine> = []
    /// UTF-8 bytes of the texts of ``lines``.
    private var bytes = 0

    init() {}

    /// What a snapshot kept.
    init(_ lines: [Consultation.ChatLine]) {
        self.lines = Deque(lines)
        bytes = lines.reduce(0) { $0 + $1.bytes }
    }

    /// Whether an older message had to give way.
    mutating func append(_ line: Consultation.ChatLine) -> Bool {
        lines.append(line)
        bytes += line.bytes
        var isTruncated = false
        while lines.count > Consultation.chatMax || bytes > Consultation.chatBytesMax {
            bytes -= lines.removeFirst().bytes
            isTruncated = true
        }
        return isTruncated
    }
}

extension Consultation.ChatLine {
    fileprivate var bytes: Int { text.value?.utf8.count ?? 0 }
}
