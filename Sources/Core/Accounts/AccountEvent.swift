/// What can happen to the account of a person: how they sign in, and where they are signed in.
///
/// Secrets are never in it: of tokens and recovery codes only the SHA-256, of the password only the scrypt text.
package enum AccountEvent: Hashable, Sendable {
    /// What a sign-in begins with.
    package struct Start: Hashable, Sendable {
        package let session: SessionID
        package let kind: SessionKind
        package let expires: Timestamp
        package let secretHash: [UInt8]
        /// What the client calls itself.
        package let client: Erasable<String>

        package init(
            session: SessionID,
            kind: SessionKind,
            expires: Timestamp,
            secretHash: [UInt8],
            client: Erasable<String>
        ) {
            self.session = session
            self.kind = kind
            self.expires = expires
            self.secretHash = secretHash
            self.client = client
        }
    }

    case passwordChanged(hash: Erasable<String>)
    case sessionStarted(Start)
    /// The refresh token of this generation took the place of the one before.
    case sessionRotated(SessionID, generation: UInt32, secretHash: [UInt8], expires: Timestamp)
    case sessionsEnded([SessionID], SessionEnd)
    /// A mail with a token was asked for, because the password is lost or was never chosen, or another address is wanted.
    case resetRequested(tokenHash: [UInt8], expires: Timestamp)
    /// A second factor was made, and is not asked for until it was shown to work.
    case secondFactorMade(secret: Erasable<[UInt8]>)
    /// From now on it is asked for. `step` is the one of the code that was shown.
    case secondFactorConfirmed(step: UInt64, recoveryHashes: [[UInt8]])
    /// A code was used; it and all before it are worth nothing any more.
    case secondFactorUsed(step: UInt64)
    case recoveryCodeUsed(hash: [UInt8])
    case secondFactorRemoved
    /// Mails with tokens that were asked for before are worth nothing any more.
    case resetsVoided
}

/// How a sign-in is kept.
package enum SessionKind: UInt8, Sendable, CaseIterable {
    /// By a program, with access and refresh tokens.
    case bearer = 1
    /// By a browser, with a cookie.
    case cookie = 2

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .bearer: "token"
        case .cookie: "cookie"
        }
    }
}

/// Why a sign-in ended.
package enum SessionEnd: UInt8, Sendable, CaseIterable {
    case signedOut = 1
    /// From the list, by the person.
    case revoked = 2
    /// A refresh token came a second time.
    case reused = 3
    case passwordChanged = 4
    case disabled = 5
    /// There were too many; the one that was used least recently made room.
    case displaced = 6
}
