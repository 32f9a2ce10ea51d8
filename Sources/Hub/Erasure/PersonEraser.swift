import Actors
import Core
import Persistence
import REST

/// Erases people: the directory notes it, then what names them goes, and at the end their key.
///
/// Whatever breaks off in between is finished by the next request, or by the next look of `RetentionService`.
struct PersonEraser: Sendable {
    let store: Store
    let directory: Directory
    let accounts: Accounts
    let letters: WaitingLetters
    /// For the visits that go with their patient.
    let eraser: Eraser
    /// Told of visits that can't be erased yet.
    let onLeft: @Sendable (ConsultationID, Refusal) -> Void
    /// Told after a person's key was destroyed.
    let onErased: @Sendable (PersonID) async -> Void

    /// `ledger` is where it is written down that letters have nobody to go to.
    init(
        store: Store,
        directory: Directory,
        accounts: Accounts,
        ledger: any PostLedger,
        eraser: Eraser,
        onLeft: @escaping @Sendable (ConsultationID, Refusal) -> Void = { _, _ in },
        onErased: @escaping @Sendable (PersonID) async -> Void = { _ in }
    ) {
        self.store = store
        self.directory = directory
        self.accounts = accounts
        self.eraser = eraser
        self.onLeft = onLeft
        self.onErased = onErased
        letters = WaitingLetters(queue: store.journal, ledger: ledger) { letter throws(Refusal) in
            do {
                try store.forget(letter: letter.subject, at: eraser.clocks.now())
            } catch {
                throw .busy
            }
        }
    }

    /// Erased already is as good as erased now, with the time of then.
    func erase(_ id: PersonID, by origin: Origin) async throws(PersonErasureRefusal) -> PersonErasureCertificate {
        guard origin != .person(id) else { throw .ownAccount }
        let known = try await user(id)
        if !known.isErased { try await store.judgeErasing(id, at: eraser.clocks.now()) }
        return try await carryOut(id, by: origin)
    }

    /// Erases whom the directory or the key file says is erased, whatever stands against it.
    func finish(_ id: PersonID) async throws(PersonErasureRefusal) {
        _ = try await carryOut(id, by: .hub)
    }

    /// Erases visits that should have gone with their patients.
    ///
    /// Returns how many were erased.
    func finishVisits() async throws(PersonErasureRefusal) -> Int {
        await erase(try await store.visitsLeftBehind(at: eraser.clocks.now()), by: .hub)
    }

    private func user(_ id: PersonID) async throws(PersonErasureRefusal) -> User {
        do throws(Refusal) {
            guard let user = try await directory.user(id) else { throw .notFound }
            return user
        } catch {
            throw PersonErasureRefusal(error)
        }
    }

    private func carryOut(
        _ id: PersonID,
        by origin: Origin
    ) async throws(PersonErasureRefusal) -> PersonErasureCertificate {
        let known = try await directory.erase(id, by: origin)
        do throws(Refusal) {
            // After the directory keeps them out, so that a sign-in that has just begun either sees that or is ended.
            try await accounts.endAll(.disabled, of: id, by: origin)
            try await letters.drop(about: id, at: known.email.value) { address throws(Refusal) in
                try await directory.user(address) == nil
            }
        } catch {
            throw PersonErasureRefusal(error)
        }
        await erase(try await store.visitsToErase(with: id), by: origin)
        let since = try store.erase(id, at: eraser.clocks.now())
        await accounts.forget(id)
        await onErased(id)
        return try await store.certify(id, erased: since, keyBackupsUntil: since + eraser.keyBackupPeriod)
    }

    /// One that can't be erased now is erased later, and keeps no other.
    @discardableResult
    private func erase(_ visits: [ConsultationID], by origin: Origin) async -> Int {
        var count = 0
        for visit in visits {
            // The next look goes on here.
            guard !ServicePause.isOver else { break }
            do throws(Refusal) {
                _ = try await eraser.erase(visit, .patientErased, by: origin)
                count += 1
            } catch {
                onLeft(visit, error)
            }
        }
        return count
    }
}
