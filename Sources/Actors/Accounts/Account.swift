package import Core

/// The account of a person: a plain value that events change, and that judges what may happen to it.
///
/// `Account+Decisions.swift` has the rules, this file what is known.
package struct Account: Hashable, Sendable {
    /// A sign-in that holds.
    package struct Session: Hashable, Sendable {
        package let id: SessionID
        package let kind: SessionKind
        package let client: Erasable<String>
        package let startedAt: Timestamp
        /// When its refresh token was last renewed.
        package internal(set) var usedAt: Timestamp
        package internal(set) var expires: Timestamp
        /// Of the refresh token that is good now.
        package internal(set) var generation: UInt32 = 0
        package internal(set) var secretHash: [UInt8]
        /// Of the refresh token before it; empty before the first renewal.
        var previousHash: [UInt8] = []
    }

    /// A token to choose a new password, or to take another address with.
    struct Reset: Hashable, Sendable {
        let tokenHash: [UInt8]
        let expires: Timestamp
    }

    /// A sign-in that was ended a short while ago, so that its access tokens may still be around.
    package struct Ended: Hashable, Sendable {
        package let session: SessionID
        package let time: Timestamp
    }

    /// A second factor: RFC 6238's shared secret, and what was used of it.
    package struct SecondFactor: Hashable, Sendable {
        package let secret: Erasable<[UInt8]>
        package internal(set) var isConfirmed = false
        /// The step of the newest code that was used.
        package internal(set) var lastStep: UInt64 = 0
        package internal(set) var recoveryHashes: [[UInt8]] = []
    }

    /// Longer than any access token lives.
    static let endedKept: Duration = .seconds(24 * 60 * 60)
    static let endedMax = 64
    static let resetsMax = 3

    package let person: PersonID
    package internal(set) var seq: UInt64 = 0
    var time = Timestamp(milliseconds: .min)
    /// The newest password; `nil` where only the directory has one.
    package internal(set) var passwordHash: Erasable<String>?
    /// In the order in which they began.
    package internal(set) var sessions: [Session] = []
    var resets: [Reset] = []
    package internal(set) var secondFactor: SecondFactor?
    package internal(set) var ended: [Ended] = []

    package init(person: PersonID) {
        self.person = person
    }
}

extension Account {
    /// Takes the next entry of its journal.
    package mutating func fold(_ entry: JournalEntry) throws(StorageError) {
        guard entry.seq == seq + 1 else { throw .invalid(field: "seq") }
        try fold(try AccountEvent(entry.content), at: entry.time)
        seq = entry.seq
        time = entry.time
    }

    mutating func fold(_ event: AccountEvent, at time: Timestamp) throws(StorageError) {
        switch event {
        case .passwordChanged(let hash):
            passwordHash = hash
            resets = []
        case .sessionStarted(let start):
            foldStart(start, at: time)
        case .sessionRotated(let id, let generation, let secretHash, let expires):
            guard let index = sessions.firstIndex(where: { $0.id == id }) else { throw .invalid(field: "session") }
            sessions[index].previousHash = sessions[index].secretHash
            sessions[index].generation = generation
            sessions[index].secretHash = secretHash
            sessions[index].expires = expires
            sessions[index].usedAt = time
        case .sessionsEnded(let ids, _):
            foldEnd(Set(ids), at: time)
        case .resetRequested(let tokenHash, let expires):
            resets = resets.filter { time < $0.expires }.suffix(Self.resetsMax - 1)
            resets.append(Reset(tokenHash: tokenHash, expires: expires))
        case .resetsVoided:
            resets = []
        case .secondFactorMade, .secondFactorConfirmed, .secondFactorUsed, .recoveryCodeUsed, .secondFactorRemoved:
            try foldSecondFactor(event)
        }
    }

    private mutating func foldStart(_ start: AccountEvent.Start, at time: Timestamp) {
        sessions.removeAll { $0.expires <= time }
        sessions.append(
            Session(
                id: start.session,
                kind: start.kind,
                client: start.client,
                startedAt: time,
                usedAt: time,
                expires: start.expires,
                secretHash: start.secretHash
            )
        )
    }

    private mutating func foldEnd(_ ids: Set<SessionID>, at time: Timestamp) {
        sessions.removeAll { ids.contains($0.id) }
        ended.removeAll { $0.time + Self.endedKept < time }
        ended += ids.sorted().map { Ended(session: $0, time: time) }
        ended = ended.suffix(Self.endedMax)
    }

    private mutating func foldSecondFactor(_ event: AccountEvent) throws(StorageError) {
        switch event {
        case .secondFactorMade(let secret):
            secondFactor = SecondFactor(secret: secret)
        case .secondFactorConfirmed(let step, let recoveryHashes):
            secondFactor?.isConfirmed = true
            secondFactor?.lastStep = step
            secondFactor?.recoveryHashes = recoveryHashes
        case .secondFactorUsed(let step):
            secondFactor?.lastStep = step
        case .recoveryCodeUsed(let hash):
            secondFactor?.recoveryHashes.removeAll { $0 == hash }
        case .secondFactorRemoved:
            secondFactor = nil
        case .passwordChanged, .sessionStarted, .sessionRotated, .sessionsEnded, .resetRequested, .resetsVoided:
            throw .invalid(field: "second factor")
        }
    }
}
