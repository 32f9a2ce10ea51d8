package import Core
import Foundation
package import NIOCore
package import NIOSSL

/// Hands mail over to a mail server by SMTP (RFC 5321).
///
/// Sessions are kept open while there is more to send, and closed when there is nothing more.
package actor SMTPMailer: Mailer {
    /// Mails that one session carries; many servers allow no more.
    private static let mailsMax = 50
    /// Sessions that are kept for the next mail.
    private static let idleMax = 4

    private struct Idle {
        let session: SMTPSession
        let mailCount: Int
    }

    private let server: SMTPServer
    private let sender: MailSender
    private let tls: TLSConfiguration
    private let group: any EventLoopGroup
    private let clocks: any Clocks
    private let periods: SMTPPeriods
    private var idle: [Idle] = []

    package init(
        _ server: SMTPServer,
        sender: MailSender,
        tls: TLSConfiguration = .makeClientConfiguration(),
        on group: any EventLoopGroup,
        clocks: any Clocks,
        periods: SMTPPeriods = SMTPPeriods()
    ) {
        self.server = server
        self.sender = sender
        self.tls = tls
        self.group = group
        self.clocks = clocks
        self.periods = periods
    }

    package func send(_ mail: Mail) async throws(MailError) {
        guard let recipient = Self.mailbox(mail.recipient) else {
            throw MailError(.refused, reason: "There can be no such address.")
        }
        let message = MailMessage(mail, from: sender, at: clocks.now())
        let (session, mailCount) = try await session()
        do {
            try await session.send(message.text, from: sender.address, to: recipient)
        } catch {
            // One that was lost in the middle of a mail may be so because of it: only this mail is tried later.
            if await session.reset() {
                await keep(session, mailCount)
            } else {
                await session.close()
            }
            throw error
        }
        await keep(session, mailCount + 1)
    }

    package func rest() async {
        let sessions = idle.map(\.session)
        idle = []
        for session in sessions { await session.close() }
    }

    private func session() async throws(MailError) -> (SMTPSession, Int) {
        while let next = idle.popLast() {
            // A server may close one that rests too long for it.
            if next.session.isOpen, await next.session.reset() { return (next.session, next.mailCount) }
            await next.session.close()
        }
        let session = try await SMTPSession.open(server, as: sender.domain, tls: tls, on: group, periods: periods)
        return (session, 0)
    }

    private func keep(_ session: SMTPSession, _ mailCount: Int) async {
        if mailCount < Self.mailsMax, idle.count < Self.idleMax {
            idle.append(Idle(session: session, mailCount: mailCount))
        } else {
            await session.close()
        }
    }

    /// As it may stand between angle brackets (RFC 5321 section 4.1.2), without quoted local parts, which nobody has.
    private static func mailbox(_ address: EmailAddress) -> String? {
        let specials = Set(#"<>()[],;:\"|"#.unicodeScalars)
        let isPlain = address.text.unicodeScalars.allSatisfy { $0.value > 0x20 && !specials.contains($0) }
        return isPlain ? address.text : nil
    }
}
