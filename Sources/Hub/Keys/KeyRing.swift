import Auth
import Core
import Persistence

/// The signing keys of access tokens, in the key file.
struct KeyRing: Sendable {
    /// What versions before rotation kept: one key.
    private static let firstSecret = "access tokens"
    private static let secret = "access token keys"

    private let store: SQLiteKeyStore
    private let clocks: any Clocks

    /// Makes the first key where there is none yet.
    init(_ store: SQLiteKeyStore, clocks: any Clocks) throws {
        self.store = store
        self.clocks = clocks
        _ = try current
    }

    /// The keys that are good now.
    var current: SigningKeys {
        get throws {
            if let stored = try store.secret(Self.secret) { return try SigningKeys(stored: stored) }
            let first = try store.secret(Self.firstSecret, orMake: AccessTokens.newSigningKey)
            return SigningKeys(SigningKey(bytes: first, since: Timestamp(milliseconds: 0)))
        }
    }

    /// Has a new key sign from now on; it is on disk when this returns.
    func rotate() throws -> SigningKeys {
        var keys = try current
        keys.rotate(at: clocks.now(), lifetime: AccessTokens.defaultLifetime)
        try store.keep(keys.stored, as: Self.secret)
        return keys
    }
}
