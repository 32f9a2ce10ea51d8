/// What a mail server says to a command (RFC 5321 section 4.2).
struct SMTPReply: Hashable, Sendable {
    let code: Int
    /// The text of each line.
    let lines: [String]

    var isPositive: Bool { (200..<400).contains(code) }
}

/// Puts a server's replies together from its bytes.
struct SMTPReplyParser: Sendable {
    /// More than any server has to say (RFC 5321 allows 512).
    static let lineBytesMax = 2048
    static let linesMax = 128

    /// The server does not speak SMTP.
    struct Broken: Error, Hashable, Sendable {}

    private var line: [UInt8] = []
    private var lines: [String] = []
    private var code: Int?

    /// Whether bytes have come that belong to no finished reply.
    var isInside: Bool { !line.isEmpty || code != nil }

    /// Takes the next byte; the reply that it ends, if it ends one.
    mutating func take(_ byte: UInt8) throws(Broken) -> SMTPReply? {
        guard byte == UInt8(ascii: "\n") else {
            guard line.count < Self.lineBytesMax else { throw Broken() }
            line.append(byte)
            return nil
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        defer { line.removeAll(keepingCapacity: true) }
        return try finishLine()
    }

    private mutating func finishLine() throws(Broken) -> SMTPReply? {
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let code = Int(String(decoding: digits, as: UTF8.self)), (200..<600).contains(code),
            self.code == nil || self.code == code, lines.count < Self.linesMax
        else { throw Broken() }
        let mark = line.dropFirst(3).first
        guard mark == nil || mark == UInt8(ascii: " ") || mark == UInt8(ascii: "-") else { throw Broken() }
        lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        self.code = code
        guard mark != UInt8(ascii: "-") else { return nil }
        defer {
            lines = []
            self.code = nil
        }
        return SMTPReply(code: code, lines: lines)
    }
}
