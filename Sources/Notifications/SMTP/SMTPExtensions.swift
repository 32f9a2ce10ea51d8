/// What a server offers, from its answer to `EHLO`.
struct SMTPExtensions: Hashable, Sendable {
    private(set) var startTLS = false
    private(set) var takesUTF8 = false
    private(set) var authentication: Set<String> = []
    /// The largest mail that it takes; `nil` where it does not say.
    private(set) var bytesMax: Int?
    /// Whether it wants to know the size before.
    private(set) var knowsSize = false

    init() {}

    init(_ reply: SMTPReply) {
        for line in reply.lines.dropFirst() {
            let words = line.uppercased().split(separator: " ").map(String.init)
            switch words.first {
            case "STARTTLS": startTLS = true
            case "SMTPUTF8": takesUTF8 = true
            case "AUTH": authentication.formUnion(words.dropFirst())
            case "SIZE":
                knowsSize = true
                bytesMax = words.dropFirst().first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
            default: break
            }
        }
    }
}
