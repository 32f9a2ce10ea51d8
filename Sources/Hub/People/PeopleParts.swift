import Actors
import Auth
import Core
import Foundation
import Gateway
import Persistence
import REST

/// The parts of a hub that know who people are, made and wired together.
struct PeopleParts: Sendable {
    /// The names of secrets in the key file.
    private static let sessionSecret = "session tokens"
    private static let mailSecret = "mail tokens"

    let desk: PeopleDesk
    let tokens: AccessTokens
    let keys: KeyRing
    let signIn: SignInParts
    let postRoom: PostRoom
    let ledger: PostRecords

    /// `onSignedOut` is told whose sockets are to be looked at, after what ended is known everywhere else.
    init(
        _ configuration: HubConfiguration,
        store: Store,
        loop: any Loop,
        clocks: any Clocks,
        onSignedOut: @escaping @Sendable (PersonID, SignedOut) -> Void
    ) async throws {
        let keys = try KeyRing(store.keys, clocks: clocks)
        let tokens = try await AccessTokens(clocks: clocks, keys: keys.current)
        let revocations = tokens.revocations
        let directory = Directory(
            loop: loop,
            journal: store.journal,
            people: store.journal,
            clocks: clocks
        ) { user, event in
            switch event {
            case .userAdded, .identityChanged: return
            case .roleChanged, .disabled, .enabled, .erased: revocations.note(user)
            }
            onSignedOut(user.id, user.isDisabled ? .keptOut : .otherRole)
        }
        let accounts = Accounts(loop: loop, journal: store.journal, clocks: clocks) { person, sessions in
            revocations.end(sessions)
            onSignedOut(person, .ended)
        }
        let mailKey = try store.keys.secret(Self.mailSecret, orMake: SessionTokens.newKey)
        let mailTokens = MailTokens(key: mailKey, clocks: clocks)
        let ledger = PostRecords(loop: loop, journal: store.journal, queue: store.journal, clocks: clocks)
        self.ledger = ledger
        postRoom = PostRoom(
            directory: directory,
            accounts: accounts,
            tokens: mailTokens,
            queue: store.journal,
            ledger: ledger,
            clocks: clocks
        )
        let sessionKey = try store.keys.secret(Self.sessionSecret, orMake: SessionTokens.newKey)
        var signIn = SignInParts(
            directory: directory,
            accounts: accounts,
            sessionTokens: SessionTokens(key: sessionKey),
            mailTokens: mailTokens,
            throttle: SignInThrottle(clocks: clocks),
            postRoom: postRoom
        )
        signIn.isTimeZone = { TimeZone(identifier: $0) != nil }
        self.signIn = signIn
        self.keys = keys
        self.tokens = tokens
        desk = PeopleDesk(
            directory: directory,
            accounts: accounts,
            passwords: Passwords(configuration.passwords)
        )
        try await Self.recall(store.journal, accounts, tokens, clocks)
    }

    /// Why somebody's sockets may have to close.
    enum SignedOut: Sendable {
        case ended
        case otherRole
        case keptOut
    }

    /// Learns again what ended shortly before this start, since tokens of that time may still be around.
    private static func recall(
        _ catalog: any PeopleCatalog,
        _ accounts: Accounts,
        _ tokens: AccessTokens,
        _ clocks: any Clocks
    ) async throws {
        let since = clocks.now() + (.zero - tokens.lifetime - .seconds(60))
        for record in try await catalog.peopleChanged(since: since) { tokens.revocations.note(record.user) }
        for person in try await catalog.accountsEnded(since: since) {
            let ended = try await accounts.account(of: person).ended.filter { $0.time >= since }
            tokens.revocations.end(ended.map(\.session))
        }
    }
}
