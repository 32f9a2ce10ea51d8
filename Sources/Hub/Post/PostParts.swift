import Actors
import Core
import Logging
import NIOCore
import NIOSSL
import Notifications
import Persistence
import REST

/// What sends the mails, made and wired together.
enum PostParts {
    static func office(
        _ configuration: HubConfiguration,
        store: Store,
        people: PeopleParts,
        on group: any EventLoopGroup,
        clocks: any Clocks,
        watch: HubWatch,
        logger: Logger
    ) throws -> PostOffice {
        let directory = people.signIn.directory
        let journal = store.journal
        return PostOffice(
            queue: journal,
            ledger: people.ledger,
            mailer: try mailer(configuration, on: group, clocks: clocks, logger: logger),
            writer: MailWriter(
                people: { person throws(Refusal) in try await directory.user(person) },
                zones: { doctor throws(Refusal) in
                    do {
                        return try await journal.doctor(doctor)?.zone
                    } catch {
                        throw .busy
                    }
                },
                letters: people.postRoom,
                sender: configuration.sender,
                webAddress: configuration.webAddress
            ),
            clocks: clocks,
            policy: configuration.mailRetry,
            forget: { letter in
                do {
                    try store.forget(letter: letter.subject, at: clocks.now())
                } catch {
                    logger.error("A letter's key was not destroyed", metadata: ["mail.id": "\(letter.id)"])
                }
            },
            report: { logger.error("A mail was not sent", metadata: ["mail.reason": "\($0)"]) },
            watch: watch.posted
        )
    }

    private static func mailer(
        _ configuration: HubConfiguration,
        on group: any EventLoopGroup,
        clocks: any Clocks,
        logger: Logger
    ) throws -> any Mailer {
        guard let server = configuration.smtpServer else {
            logger.notice("SMTP_URL is not set: mails are put into a folder")
            return MailFolder(path: configuration.mailFolder, sender: configuration.sender, clocks: clocks)
        }
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = configuration.smtpCertificates { tls.trustRoots = .file(file) }
        return SMTPMailer(server, sender: configuration.sender, tls: tls, on: group, clocks: clocks)
    }
}
