package import Core
import Crypto
import FoundationEssentials
import Synchronization

/// Slows down who guesses passwords, at one account or from one address, and who asks for too much of something else.
///
/// Every attempt counts as a failure until it has succeeded, so that many at once are no way around. After some in a row the
/// next has to wait, twice as long each time, up to a bound. The long waits are for one account from one address, so nobody
/// can keep the owner out from somewhere else; all addresses together are bounded more loosely, and that bound is not for an
/// address from which this account was signed in to within the last day. Failures are forgiven one by one. Names that nobody
/// has are counted in the same way, so a wait tells nothing about them. The memory is the process's own.
package final class SignInThrottle: Sendable {
    package struct Configuration: Hashable, Sendable {
        /// One account from one address.
        package var pair = ThrottleRule(
            freeFailures: 5,
            firstWait: .seconds(1),
            longestWait: .seconds(300),
            forgivenEvery: .seconds(12 * 60)
        )
        /// One account from all addresses that it is not known from.
        package var account = ThrottleRule(
            freeFailures: 50,
            firstWait: .seconds(1),
            longestWait: .seconds(60),
            forgivenEvery: .seconds(6 * 60)
        )
        /// A whole clinic may sit behind one address, and people mistype.
        package var address = ThrottleRule(
            freeFailures: 50,
            firstWait: .seconds(1),
            longestWait: .seconds(30),
            forgivenEvery: .seconds(6)
        )
        /// How long an address is known from which somebody has signed in.
        package var knownFor: Duration = .seconds(24 * 60 * 60)
        /// What is remembered; the oldest makes room.
        package var entriesMax = 100_000

        package init() {}
    }

    private enum Key: Hashable {
        case pair(SHA256Digest, ClientAddress?)
        case account(SHA256Digest)
        case address(ClientAddress)
        case subject(SHA256Digest)
    }

    private typealias RuledKey = (key: Key, rule: ThrottleRule)

    private let configuration: Configuration
    private let clocks: any Clocks
    /// Asked at sign-ins and the like only; held for a few look-ups.
    private let table: Mutex<ThrottleTable<Key>>

    package init(_ configuration: Configuration = Configuration(), clocks: any Clocks) {
        self.configuration = configuration
        self.clocks = clocks
        table = Mutex(ThrottleTable(entriesMax: configuration.entriesMax))
    }

    /// Counts an attempt; or says how long to wait before the next one.
    package func attempt(_ account: String, from address: ClientAddress?) -> Duration? {
        let now = clocks.uptime()
        let (digest, group) = (Self.digest(account), address?.group)
        return table.withLock { table in
            let pair = Key.pair(digest, group)
            var keys: [RuledKey] = [(pair, configuration.pair)]
            if !table.isKnown(pair, at: now) { keys.append((.account(digest), configuration.account)) }
            if let group { keys.append((.address(group), configuration.address)) }
            return table.attempt(keys, at: now)
        }
    }

    /// The attempt succeeded, so the account starts anew from there.
    ///
    /// The address does not: one known password would free a guesser. Nor do other addresses.
    package func succeeded(_ account: String, from address: ClientAddress?) {
        let now = clocks.uptime()
        let (digest, group) = (Self.digest(account), address?.group)
        table.withLock { table in
            let pair = Key.pair(digest, group)
            // From a known address it was not counted there.
            if !table.isKnown(pair, at: now) { table.takeBack(.account(digest)) }
            if let group { table.takeBack(.address(group)) }
            // Those without an address may be anybody.
            table.clear(pair, knownUntil: group == nil ? nil : now + configuration.knownFor)
        }
    }

    /// Counts an attempt at something else; or says how long to wait before the next one.
    package func attempt(_ subject: ThrottleSubject) -> Duration? {
        let now = clocks.uptime()
        let key = Key.subject(Self.digest(subject.name))
        return table.withLock { $0.attempt([(key, subject.rule)], at: now) }
    }

    /// It starts anew.
    package func succeeded(_ subject: ThrottleSubject) {
        let key = Key.subject(Self.digest(subject.name))
        table.withLock { $0.clear(key, knownUntil: nil) }
    }

    /// Nothing came of the newest attempt, through no fault of theirs.
    package func takeBack(_ subject: ThrottleSubject) {
        let key = Key.subject(Self.digest(subject.name))
        table.withLock { $0.takeBack(key, withWaitOf: subject.rule) }
    }

    private static func digest(_ text: String) -> SHA256Digest { SHA256.hash(data: Data(text.utf8)) }
}
