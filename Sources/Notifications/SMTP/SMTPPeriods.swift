package import NIOCore

/// How long a mail server may take (RFC 5321 section 4.5.3.2 allows more, but nobody waits for it).
package struct SMTPPeriods: Sendable {
    package var connect: TimeAmount = .seconds(30)
    package var reply: TimeAmount = .seconds(120)
    /// After the whole mail: a server that has it and is slow to say so would get it twice.
    package var mail: TimeAmount = .seconds(600)

    package init() {}
}
