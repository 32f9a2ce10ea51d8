package import Core

/// What the routes of mails stand on.
package struct MailServices: Sendable {
    package let queue: any MailQueue
    package let ledger: any PostLedger

    package init(queue: any MailQueue, ledger: any PostLedger) {
        self.queue = queue
        self.ledger = ledger
    }
}
