package import Core

// The rules. Each gives the events that follow; time is an argument.
extension Account {
    /// The sign-in of this id, if it holds.
    package func session(_ id: SessionID, at now: Timestamp) -> Session? {
        sessions.first { $0.id == id && now < $0.expires }
    }

    /// All that hold.
    package func sessions(at now: Timestamp) -> [Session] {
        sessions.filter { now < $0.expires }
    }

    /// The end of all mails with tokens that hold.
    func voidingResets(at now: Timestamp) -> [AccountEvent] {
        resets.contains { now < $0.expires } ? [.resetsVoided] : []
    }

    /// A new sign-in, and the end of those that it displaces.
    func starting(_ start: AccountEvent.Start, at now: Timestamp, max: Int) -> [AccountEvent] {
        let held = sessions(at: now)
        let surplus = held.count + 1 - max
        guard surplus > 0 else { return [.sessionStarted(start)] }
        let displaced = held.sorted { ($0.usedAt, $0.id) < ($1.usedAt, $1.id) }.prefix(surplus).map(\.id)
        return [.sessionsEnded(displaced, .displaced), .sessionStarted(start)]
    }

    /// What a refresh token is worth.
    package enum Renewal: Hashable, Sendable {
        /// The next generation takes its place.
        case rotated(Session)
        /// It was just used, and its answer may have been lost: the same next one again.
        case repeated(Session)
        /// It was used before: somebody else has it, and the sign-in has ended.
        case reused
        /// The sign-in has ended, or the token is none of ours.
        case unknown
    }

    /// Judges a refresh token, whose seal was checked, by its generation and hash.
    func renewing(
        _ id: SessionID,
        generation: UInt32,
        hash: [UInt8],
        nextHash: [UInt8],
        at now: Timestamp,
        _ settings: AccountSettings
    ) -> (events: [AccountEvent], renewal: Renewal) {
        guard let session = session(id, at: now), session.kind == .bearer, generation <= session.generation else {
            return ([], .unknown)
        }
        if generation == session.generation {
            guard hash == session.secretHash, generation < .max else { return ([], .unknown) }
            let next = AccountEvent.sessionRotated(
                id,
                generation: generation + 1,
                secretHash: nextHash,
                expires: now + settings.refreshLifetime
            )
            return ([next], .rotated(session))
        }
        if generation + 1 == session.generation, hash == session.previousHash, nextHash == session.secretHash,
            now < session.usedAt + settings.repeatGrace
        {
            return ([], .repeated(session))
        }
        return ([.sessionsEnded([id], .reused)], .reused)
    }

    /// The end of those among these sign-ins that hold.
    func ending(_ ids: [SessionID], _ reason: SessionEnd) -> [AccountEvent] {
        let held = sessions.map(\.id).filter(ids.contains)
        return held.isEmpty ? [] : [.sessionsEnded(held, reason)]
    }

    /// The end of all sign-ins but one.
    func endingAll(but kept: SessionID?, _ reason: SessionEnd) -> [AccountEvent] {
        ending(sessions.map(\.id).filter { $0 != kept }, reason)
    }

    /// Whether a password can be chosen, or another address taken, with this token.
    package func isReset(_ tokenHash: [UInt8], at now: Timestamp) -> Bool {
        resets.contains { $0.tokenHash == tokenHash && now < $0.expires }
    }

    /// A new password ends all other sign-ins: who knew the old one is out.
    func changingPassword(to hash: String, keeping kept: SessionID?) -> [AccountEvent] {
        [.passwordChanged(hash: .present(hash))] + endingAll(but: kept, .passwordChanged)
    }
}
