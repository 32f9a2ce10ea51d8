package import Core

// What is asked of accounts; the rules are in `Account+Decisions.swift`.
extension Accounts {
    /// Starts a sign-in.
    ///
    /// `knowing` is the password that was checked before, as the account had it: a sign-in that begins while it changes does
    /// not begin.
    ///
    /// - Throws: `signedOut` where the password is another one by now.
    package func start(
        _ session: SessionID,
        _ kind: SessionKind,
        secretHash: [UInt8],
        client: String,
        knowing known: Erasable<String>?,
        of person: PersonID
    ) async throws(Refusal) -> Account.Session {
        let settings = settings
        let client = Self.cut(client, to: settings.clientBytesMax)
        try await change(person, by: .person(person)) { (account, now) throws(Refusal) in
            guard account.passwordHash == known else { throw .signedOut }
            let start = AccountEvent.Start(
                session: session,
                kind: kind,
                expires: now + settings.lifetime(of: kind),
                secretHash: secretHash,
                client: .present(client)
            )
            return Decision(account.starting(start, at: now, max: settings.sessionsMax), ())
        }
        guard let started = try await account(of: person).session(session, at: .init(milliseconds: .min)) else {
            throw .signedOut
        }
        return started
    }

    /// Takes a refresh token for the next one.
    package func renew(
        _ session: SessionID,
        generation: UInt32,
        hash: [UInt8],
        nextHash: [UInt8],
        of person: PersonID
    ) async throws(Refusal) -> Account.Renewal {
        let settings = settings
        return try await change(person, by: .person(person)) { (account, now) throws(Refusal) in
            let (events, renewal) = account.renewing(
                session,
                generation: generation,
                hash: hash,
                nextHash: nextHash,
                at: now,
                settings
            )
            return Decision(events, renewal)
        }
    }

    /// Ends one sign-in.
    ///
    /// Returns whether there was one.
    package func end(
        _ session: SessionID,
        _ reason: SessionEnd,
        of person: PersonID,
        by origin: Origin
    ) async throws(Refusal) -> Bool {
        try await change(person, by: origin) { (account, _) throws(Refusal) in
            let events = account.ending([session], reason)
            return Decision(events, !events.isEmpty)
        }
    }

    /// Ends all sign-ins but one.
    package func endAll(
        but kept: SessionID? = nil,
        _ reason: SessionEnd,
        of person: PersonID,
        by origin: Origin
    ) async throws(Refusal) {
        try await change(person, by: origin) { (account, _) throws(Refusal) in
            Decision(account.endingAll(but: kept, reason), ())
        }
    }

    /// Keeps a new password, and ends all other sign-ins.
    ///
    /// The old one was checked before; `knowing` says on which, so that of two changes at once only one is made.
    package func changePassword(
        to hash: String,
        knowing known: Erasable<String>?,
        keeping kept: SessionID?,
        of person: PersonID
    ) async throws(Refusal) {
        try await change(person, by: .person(person)) { (account, _) throws(Refusal) in
            guard account.passwordHash == known else { throw .signedOut }
            return Decision(account.changingPassword(to: hash, keeping: kept), ())
        }
    }

    /// Notes that a mail goes out with which a password can be chosen, or another address taken.
    package func requestReset(_ tokenHash: [UInt8], of person: PersonID, by origin: Origin) async throws(Refusal) {
        let lifetime = settings.resetLifetime
        try await change(person, by: origin) { (_, now) throws(Refusal) in
            Decision([.resetRequested(tokenHash: tokenHash, expires: now + lifetime)], ())
        }
    }

    /// Has mails that went out before choose no password any more: their mailbox is not the person's by now.
    package func voidResets(of person: PersonID, by origin: Origin) async throws(Refusal) {
        try await change(person, by: origin) { (account, now) throws(Refusal) in
            Decision(account.voidingResets(at: now), ())
        }
    }

    /// Uses up a token with which another address can be taken, and all other such mails with it.
    ///
    /// The password was checked before; `knowing` says on which.
    ///
    /// - Throws: `signedOut` for a token that is none, was used, or is too old, or where the password is another one by now.
    package func useForAddress(
        _ tokenHash: [UInt8],
        knowing known: Erasable<String>?,
        of person: PersonID
    ) async throws(Refusal) {
        try await change(person, by: .person(person)) { (account, now) throws(Refusal) in
            guard account.passwordHash == known, account.isReset(tokenHash, at: now) else { throw .signedOut }
            return Decision(account.voidingResets(at: now), ())
        }
    }

    /// Keeps a new password for a token from a mail, and ends all sign-ins.
    ///
    /// - Throws: `signedOut` for a token that is none, was used, or is too old.
    package func reset(_ tokenHash: [UInt8], to hash: String, of person: PersonID) async throws(Refusal) {
        try await change(person, by: .person(person)) { (account, now) throws(Refusal) in
            guard account.isReset(tokenHash, at: now) else { throw .signedOut }
            return Decision(account.changingPassword(to: hash, keeping: nil), ())
        }
    }

    /// Keeps a new password, whatever the old one was, and ends all sign-ins; who may say so is the caller's business.
    package func setPassword(
        to hash: String,
        removingSecondFactor isSecondFactorRemoved: Bool,
        of person: PersonID,
        by origin: Origin
    ) async throws(Refusal) {
        try await change(person, by: origin) { (account, _) throws(Refusal) in
            let removal = isSecondFactorRemoved && account.secondFactor != nil
            return Decision(
                account.changingPassword(to: hash, keeping: nil) + (removal ? [.secondFactorRemoved] : []),
                ()
            )
        }
    }

    /// Cut between characters.
    private static func cut(_ text: String, to bytesMax: Int) -> String {
        var text = text
        while text.utf8.count > bytesMax { text.removeLast() }
        return text
    }
}

extension AccountSettings {
    /// How long a sign-in holds from its beginning, or from its last renewal.
    package func lifetime(of kind: SessionKind) -> Duration {
        switch kind {
        case .bearer: refreshLifetime
        case .cookie: cookieLifetime
        }
    }
}
