import Actors
import Core

extension GoldenScript {
    private static let hash = [UInt8](repeating: 9, count: 32)

    private func session(_ number: UInt64) -> SessionID {
        SessionID(uuid: .init(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_0030 + number))
    }

    /// Every kind of event that an account has.
    private var accountEvents: [AccountEvent] {
        let expires = Self.time + .seconds(86_400)
        let starts = [(session(1), SessionKind.bearer), (session(2), .cookie)].map { session, kind in
            AccountEvent.Start(
                session: session,
                kind: kind,
                expires: expires,
                secretHash: Self.hash,
                client: .present("A browser")
            )
        }
        return [
            .passwordChanged(hash: .present("$scrypt$another-one")), .sessionStarted(starts[0]),
            .sessionStarted(starts[1]),
            .sessionRotated(session(1), generation: 2, secretHash: Self.hash, expires: expires + .seconds(60)),
            .resetRequested(tokenHash: Self.hash, expires: expires), .secondFactorMade(secret: .present([1, 2, 3])),
            .secondFactorConfirmed(step: 60_000_000, recoveryHashes: [Self.hash, [UInt8](repeating: 8, count: 32)]),
            .secondFactorUsed(step: 60_000_001), .recoveryCodeUsed(hash: Self.hash),
            .sessionsEnded([session(2)], .revoked), .secondFactorRemoved,
        ]
    }

    /// The entries of the doctor's account, and its state at the end.
    func account() throws -> ([JournalEntry], Account) {
        var account = Account(person: doctor)
        var entries: [JournalEntry] = []
        for (index, event) in accountEvents.enumerated() {
            let entry = JournalEntry(
                entity: EntityID(account: doctor),
                seq: UInt64(index) + 1,
                epoch: 1,
                time: Self.time + .seconds(index),
                origin: .person(doctor),
                command: nil,
                audience: Audience(),
                content: event.stored()
            )
            try account.fold(entry)
            entries.append(entry)
        }
        return (entries, account)
    }
}
