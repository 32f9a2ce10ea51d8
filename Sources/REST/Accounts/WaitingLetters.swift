package import Core

/// The letters about accounts that have not gone yet, by whom they are for.
package struct WaitingLetters: Sendable {
    private let queue: any MailQueue
    private let ledger: any PostLedger
    /// Destroys what it takes to write a letter.
    private let forget: @Sendable (MailItem) async throws(Refusal) -> Void

    package init(
        queue: any MailQueue,
        ledger: any PostLedger,
        forget: @escaping @Sendable (MailItem) async throws(Refusal) -> Void
    ) {
        self.queue = queue
        self.ledger = ledger
        self.forget = forget
    }

    /// Drops all that would go to this address: there is nobody there any more.
    package func drop(to email: EmailAddress) async throws(Refusal) {
        for kind in MailKind.allCases where kind.isLetter {
            for letter in try await waiting(kind) where try await isFor(email, letter) {
                try await forget(letter)
                try await ledger.record([.dropped(letter.id, .nobody)], by: .hub)
            }
        }
    }

    private func waiting(_ kind: MailKind) async throws(Refusal) -> [MailItem] {
        let query = MailQuery(state: .waiting, kind: kind, limit: 100)
        var letters: [MailItem] = []
        do {
            while true {
                var next = query
                next.offset = letters.count
                let page = try await queue.mails(next)
                letters += page.items
                if page.items.count < query.limit { return letters }
            }
        } catch {
            throw .busy
        }
    }

    private func isFor(_ email: EmailAddress, _ letter: MailItem) async throws(Refusal) -> Bool {
        do {
            return try await queue.errand(of: letter).value.map { bytes in try LetterOrder(bytes).email == email }
                ?? false
        } catch {
            throw .busy
        }
    }
}
