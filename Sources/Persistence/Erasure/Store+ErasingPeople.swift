package import Core
import FoundationEssentials
import GRDB

extension Store {
    /// Refuses to erase a person whose visits are not over, or have to be kept.
    package func judgeErasing(_ person: PersonID, at now: Timestamp) async throws(PersonErasureRefusal) {
        let (areAhead, areHeld) = try await read { db in
            (try PersonVisits.areAhead(of: person, at: now, db), try PersonVisits.areHeld(of: person, db))
        }
        guard !areAhead else { throw .visitNotOver }
        guard !areHeld else { throw .legalHold }
    }

    /// The visits that go with a person, and are not erased yet.
    package func visitsToErase(with person: PersonID) async throws(PersonErasureRefusal) -> [ConsultationID] {
        try await unerased { db in try PersonVisits.all(of: person, db) }
    }

    /// The visits that should have gone with people who are erased, and could not be erased then.
    package func visitsLeftBehind(at now: Timestamp) async throws(PersonErasureRefusal) -> [ConsultationID] {
        try await unerased { db in try PersonVisits.leftBehind(at: now, db) }
    }

    /// People who are erased by the directory or by the key file, but not by both.
    ///
    /// Of whom only the key file knows, in a restored backup of before they came, nothing is left to be erased.
    package func peopleHalfErased() async throws(PersonErasureRefusal) -> [PersonID] {
        let destroyed = Set(try erasures().keys.filter { $0.owner == .person }.map { PersonID(uuid: $0.uuid) })
        return try await read { db in
            let noted = Set(try PersonVisits.erasedPeople(db))
            let unnoted = try destroyed.subtracting(noted).filter { try PersonVisits.isKnown($0, db) }
            return noted.subtracting(destroyed).union(unnoted).sorted()
        }
    }

    /// Destroys the key of all that names a person; that the directory's journal says so comes first, and is for the caller
    /// to see to.
    ///
    /// Returns since when they are erased.
    package func erase(_ person: PersonID, at time: Timestamp) throws(PersonErasureRefusal) -> Timestamp {
        do {
            let since = try keys.destroy(KeyID(person), at: time)
            journal.removeTraces(of: EntityID(account: person))
            return since
        } catch {
            if error.isFatal { journal.fail(StoreError(error, file: paths.keys)) }
            throw .busy
        }
    }

    /// Signs that a person is erased.
    package func certify(
        _ person: PersonID,
        erased: Timestamp,
        keyBackupsUntil: Timestamp
    ) async throws(PersonErasureRefusal) -> PersonErasureCertificate {
        let requester = try await eraser(of: person)
        let visits = try await read { db in try PersonVisits.all(of: person, db) }
        let gone = try erasures()
        let visitsKept = try await read { db in try PersonVisits.namingCount(of: person, db) }
        let erasure = PersonErasureCertificate.Erasure(
            person: person,
            erased: erased,
            requester: requester,
            visitsErased: visits.count { gone[KeyID(EntityID($0.id))] != nil },
            visitsKept: visitsKept,
            keyBackupsUntil: keyBackupsUntil
        )
        do {
            let state = try await journal.state()
            return try PersonErasureCertificate(
                erasure,
                history: state.history,
                position: state.position,
                total: Hex.text(state.total),
                publicKey: Hex.text(checkpoints.publicKey),
                sign: { Hex.text(try checkpoints.sign($0)) }
            )
        } catch {
            throw .busy
        }
    }

    /// Who asked for it, by the directory's journal.
    private func eraser(of person: PersonID) async throws(PersonErasureRefusal) -> PersonID? {
        do {
            return try await journal.read { reader, db in
                let select = "SELECT known_by FROM person WHERE uuid = ?"
                guard let seq = try Int64.fetchOne(db, sql: select, arguments: [person.uuid.blob]),
                    let entry = try reader.entries(of: .directory, after: UInt64(seq) - 1, limit: 1, db).first,
                    case .erased(person) = try DirectoryEvent(entry.content)
                else { return nil }
                return entry.origin.person
            }
        } catch {
            throw .busy
        }
    }

    /// Those of which the key is left, or, as after a restore, only the journal does not know it.
    private func unerased(
        _ look: @escaping @Sendable (Database) throws -> [PersonVisits.Visit]
    ) async throws(PersonErasureRefusal) -> [ConsultationID] {
        let visits = try await read(look)
        let gone = try erasures()
        return visits.filter { !$0.isNoted || gone[KeyID(EntityID($0.id))] == nil }.map(\.id)
    }

    private func erasures() throws(PersonErasureRefusal) -> [KeyID: Timestamp] {
        do {
            return try keys.erasures()
        } catch {
            throw .busy
        }
    }

    private func read<Value: Sendable>(
        _ look: @escaping @Sendable (Database) throws -> Value
    ) async throws(PersonErasureRefusal) -> Value {
        do {
            return try await journal.read { _, db in try look(db) }
        } catch {
            throw .busy
        }
    }
}
