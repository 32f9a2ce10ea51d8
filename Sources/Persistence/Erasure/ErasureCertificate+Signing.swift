package import Core
import Crypto
import FoundationEssentials
import GRDB

extension Store {
    /// Signs that the content of a consultation is erased.
    ///
    /// Who asked for it and why is what the consultation's journal says; `origin` where it says nothing, as of a booking that
    /// had no consultation.
    package func certify(
        _ id: ConsultationID,
        erased: Timestamp,
        by origin: Origin,
        keyBackupsUntil: Timestamp
    ) async throws(JournalReadError) -> ErasureCertificate {
        let noted = try await journal.erasureNoted(of: id)
        let state = try await journal.state()
        let erasure = ErasureCertificate.Erasure(
            consultation: id,
            erased: erased,
            person: (noted?.origin ?? origin).person,
            reason: noted?.reason ?? .requested,
            keyBackupsUntil: keyBackupsUntil
        )
        do {
            return try ErasureCertificate(
                erasure,
                history: state.history,
                position: state.position,
                total: Hex.text(state.total),
                publicKey: Hex.text(checkpoints.publicKey),
                sign: { Hex.text(try checkpoints.sign($0)) }
            )
        } catch {
            throw JournalReadError(reason: "The certificate can't be signed.")
        }
    }
}

extension SignedStatement {
    /// Whether this key has signed exactly this.
    package func isTrue(publicKey: String) -> Bool {
        // What is no key and no signature proves nothing, whatever is wrong with it.
        guard let key = Hex.bytes(publicKey), let signature = Hex.bytes(signature),
            let verifier = try? Curve25519.Signing.PublicKey(rawRepresentation: key)
        else { return false }
        return verifier.isValidSignature(signature, for: signed)
    }
}

extension SQLiteJournal {
    /// Who asked for the erasure of a consultation and why, by its own journal.
    fileprivate func erasureNoted(
        of id: ConsultationID
    ) async throws(JournalReadError) -> (origin: Origin, reason: ErasureReason)? {
        try await read { reader, db in
            let seqs = """
                SELECT journal.seq FROM journal JOIN entity ON entity.id = journal.entity
                WHERE entity.kind = ? AND entity.uuid = ? AND journal.kind = ? ORDER BY journal.seq LIMIT 1
                """
            let arguments: StatementArguments = [
                EntityKind.consultation.rawValue, id.uuid.blob, ConsultationEvent.Kind.contentErased.rawValue,
            ]
            guard let seq = try Int64.fetchOne(db, sql: seqs, arguments: arguments),
                let entry = try reader.entries(of: EntityID(id), after: UInt64(seq) - 1, limit: 1, db).first,
                case .contentErased(let reason) = try ConsultationEvent(entry.content)
            else { return nil }
            return (entry.origin, reason)
        }
    }
}
