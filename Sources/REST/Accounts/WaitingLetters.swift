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

    /// Drops all that is about a person, or would go to their address: there is nobody there any more.
    ///
    /// Letters that only an address was asked for are dropped where nobody has it, so that those go too whose person is
    /// known by the id alone.
    package func drop(
        about person: PersonID,
        at address: EmailAddress?,
        isNobodys: (EmailAddress) async throws(Refusal) -> Bool
    ) async throws(Refusal) {
        for kind in MailKind.allCases where kind.isLetter {
            for letter in try await waiting(kind) {
                guard let order = try await order(of: letter) else { continue }
                var isTheirs = order.person == person || order.email == address
                if !isTheirs, kind.needsSomebody { isTheirs = try await isNobodys(order.email) }
                guard isTheirs else { continue }
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

    /// `nil` once the letter has gone.
    private func order(of letter: MailItem) async throws(Refusal) -> LetterOrder? {
        do {
            return try await queue.errand(of: letter).value.map { bytes in try LetterOrder(bytes) }
        } catch {
            throw .busy
        }
    }
}

extension MailKind {
    /// Whether it goes to people of the directory only.
    fileprivate var needsSomebody: Bool {
        switch self {
        case .reset, .welcome: true
        case .invitation, .change, .cancellation, .reminder, .summary, .registration, .emailChange, .emailNotice: false
        }
    }
}
