package import Actors
package import Auth
package import Core
import FoundationEssentials

/// Takes the wish for a letter about an account, and knows later what the letter is to tell.
///
/// Nothing is looked up before the answer, so that no answer's time tells whether an address is known here. A wish is durable
/// when it is taken; what it has of people is sealed under a key of its own until the letter has gone.
package final class PostRoom: LetterSource, Sendable {
    /// Letters that may wait; beyond it requests are answered as busy.
    package static let waitingMax = 1024

    /// Something to look up, and to write about.
    package enum Errand: Hashable, Sendable {
        /// Somebody wants to register.
        case registration(MailTokens.Registration)
        /// Somebody has lost the password of this address.
        case reset(EmailAddress)
        /// Somebody was added without a password.
        case welcome(EmailAddress)
        /// Somebody, who reads this language, wants another address; the old one is told.
        case emailChange(MailTokens.EmailChange, language: String?)
    }

    private let directory: Directory
    private let accounts: Accounts
    private let tokens: MailTokens
    private let queue: any MailQueue
    private let ledger: any PostLedger
    private let clocks: any Clocks

    package init(
        directory: Directory,
        accounts: Accounts,
        tokens: MailTokens,
        queue: any MailQueue,
        ledger: any PostLedger,
        clocks: any Clocks
    ) {
        self.directory = directory
        self.accounts = accounts
        self.tokens = tokens
        self.queue = queue
        self.ledger = ledger
        self.clocks = clocks
    }

    /// Takes an errand; returns when it is durable.
    ///
    /// - Throws: `busy` if too many wait, or `outcomeUnknown`.
    package func take(_ errand: Errand) async throws(Refusal) {
        guard try await waitingCount() < Self.waitingMax else { throw .busy }
        var generator = SystemRandomNumberGenerator()
        let letters = try orders(for: errand).map { kind, order in
            let letter = UUID.timeOrdered(at: clocks.now(), using: &generator)
            return PostEvent.letterAsked(letter, kind, .present(order.bytes))
        }
        try await ledger.record(letters, by: .hub)
    }

    private func waitingCount() async throws(Refusal) -> Int {
        do {
            return try await queue.waitingLetters()
        } catch {
            throw .busy
        }
    }

    private func orders(for errand: Errand) throws(Refusal) -> [(MailKind, LetterOrder)] {
        switch errand {
        case .registration(let registration):
            // The only thing that could fail here is the machine's encryption.
            guard let token = try? tokens.seal(registration) else { throw .busy }
            let identity = registration.identity
            let order = LetterOrder(
                email: identity.email,
                language: identity.language,
                token: token,
                about: registration.person
            )
            return [(.registration, order)]
        case .reset(let email):
            return [(.reset, LetterOrder(email: email))]
        case .welcome(let email):
            return [(.welcome, LetterOrder(email: email))]
        case .emailChange(let change, let language):
            guard let token = try? tokens.seal(change) else { throw .busy }  // As above.
            return [
                (.emailChange, LetterOrder(email: change.new, language: language, token: token, about: change.person)),
                (.emailNotice, LetterOrder(email: change.old, language: language, about: change.person)),
            ]
        }
    }

    package func content(of letter: MailItem) async throws(Refusal) -> LetterContent? {
        guard let order = try await order(of: letter) else { return nil }
        let user = try await directory.user(order.email)
        switch letter.kind {
        case .registration:
            if let user { return LetterContent(to: order.email, language: user.language, .alreadyHere) }
            return order.token.map {
                LetterContent(to: order.email, language: order.language, .registration(token: $0))
            }
        case .reset, .welcome:
            guard let user, !user.isDisabled else { return nil }
            guard let token = try await resetToken(for: user, at: order.email, letter.id) else { return nil }
            let topic: LetterContent.Topic = letter.kind == .reset ? .reset(token: token) : .welcome(token: token)
            return LetterContent(to: order.email, language: user.language, topic)
        case .emailChange:
            // Whose address it is has nothing to confirm, and is not bothered.
            guard user == nil, let token = order.token, let change = tokens.openChange(token),
                try await directory.user(change.person)?.email.value == change.old
            else { return nil }
            return LetterContent(to: order.email, language: order.language, .emailChange(token: token))
        case .emailNotice:
            if let person = order.person, try await directory.user(person)?.isErased != false { return nil }
            return LetterContent(to: order.email, language: order.language, .emailNotice)
        case .invitation, .change, .cancellation, .reminder, .summary:
            return nil
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

    /// Has the account know the token, unless it does; `nil` where the address is another person's, or nobody's, by now.
    private func resetToken(
        for user: User,
        at address: EmailAddress,
        _ letter: MailID
    ) async throws(Refusal) -> String? {
        let (text, hash) = tokens.reset(of: user.id, by: letter)
        if try await !accounts.account(of: user.id).isReset(hash, at: clocks.now()) {
            try await accounts.requestReset(hash, of: user.id, by: .hub)
        }
        // Whoever changes the address voids all tokens after that, so one of the two sees the other.
        guard try await directory.user(address)?.id == user.id else {
            try await accounts.voidResets(of: user.id, by: .hub)
            return nil
        }
        return text
    }
}
