package import Actors
package import Auth
package import Core

/// Does beside the requests what ends in a mail, so that no answer's time tells whether an address is known here.
///
/// What waits is in memory and bounded; who gets no mail asks again.
package final class PostRoom: Sendable {
    /// Errands that may wait; beyond it requests are answered as busy.
    package static let waitingMax = 1024

    /// Something to look up, and to write about.
    package enum Errand: Hashable, Sendable {
        /// Somebody wants to register.
        case registration(MailTokens.Registration)
        /// Somebody has lost the password of this address.
        case reset(EmailAddress)
        /// Somebody was added without a password.
        case welcome(EmailAddress)
    }

    private let directory: Directory
    private let accounts: Accounts
    private let tokens: MailTokens
    private let mailer: any Mailer
    private let letters: Letters
    /// Told why a mail did not go out.
    private let onFailure: @Sendable (String) -> Void
    private let errands: AsyncStream<Errand>
    private let incoming: AsyncStream<Errand>.Continuation

    /// `webAddress` is where the hub's web client is, for links; without it mails have codes only.
    package init(
        directory: Directory,
        accounts: Accounts,
        tokens: MailTokens,
        mailer: any Mailer,
        webAddress: String?,
        onFailure: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.directory = directory
        self.accounts = accounts
        self.tokens = tokens
        self.mailer = mailer
        letters = Letters(webAddress: webAddress)
        self.onFailure = onFailure
        (errands, incoming) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.waitingMax))
    }

    /// Takes an errand.
    ///
    /// - Throws: `busy` if too many wait.
    package func take(_ errand: Errand) throws(Refusal) {
        guard case .enqueued = incoming.yield(errand) else { throw .busy }
    }

    /// Does one errand after the other, until ``finish()``.
    package func run() async {
        for await errand in errands { await perform(errand) }
    }

    /// Takes no more errands.
    package func finish() { incoming.finish() }

    private func perform(_ errand: Errand) async {
        do {
            guard let mail = try await letter(for: errand) else { return }
            try await mailer.send(mail)
        } catch let error as MailError {
            onFailure(error.reason)
        } catch {
            onFailure("The records can't be read or written.")
        }
    }

    private func letter(for errand: Errand) async throws -> Mail? {
        switch errand {
        case .registration(let registration):
            let email = registration.identity.email
            guard try await directory.user(email) == nil else { return letters.alreadyHere(email) }
            return letters.registration(email, token: try tokens.seal(registration))
        case .reset(let email):
            guard let token = try await resetToken(for: email) else { return nil }
            return letters.reset(email, token: token)
        case .welcome(let email):
            guard let token = try await resetToken(for: email) else { return nil }
            return letters.welcome(email, token: token)
        }
    }

    private func resetToken(for email: EmailAddress) async throws -> String? {
        guard let user = try await directory.user(email), !user.isDisabled else { return nil }
        let (text, hash) = tokens.reset(of: user.id)
        try await accounts.requestReset(hash, of: user.id, by: .hub)
        return text
    }
}
