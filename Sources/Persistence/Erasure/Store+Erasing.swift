package import Core
import FoundationEssentials
import GRDB

extension Store {
    /// Erases a consultation that is over, by destroying its key, and with it what was written in its booking.
    ///
    /// A booking without a consultation is erased by the same id, when it is cancelled or past. That the consultation's
    /// own journal says so comes first, and is for the caller to see to.
    /// Returns since when it is erased.
    ///
    /// What was sealed with the key can't be read any more: not in the journal, not in snapshots, and not in any copy
    /// of them. A copy of the key file that was made before still has the key.
    package func erase(_ id: ConsultationID, at time: Timestamp) async throws -> Timestamp {
        if let consultation = try await journal.standing(of: id) {
            guard consultation.status.isFinal else { throw EraseRefusal.notOver }
            guard !consultation.keeping.isHeld else { throw EraseRefusal.held }
        } else {
            guard let booking = try await journal.booking(BookingID(uuid: id.uuid))?.booking else {
                throw EraseRefusal.unknown
            }
            guard booking.status == .cancelled || booking.plan.end <= time else { throw EraseRefusal.notOver }
        }
        do {
            let since = try keys.destroy(KeyID(EntityID(id)), at: time)
            journal.removeTraces(of: EntityID(id))
            return since
        } catch {
            if error.isFatal { journal.fail(StoreError(error, file: paths.keys)) }
            throw error
        }
    }
}

/// Why a consultation is not erased.
package enum EraseRefusal: Error, Hashable, Sendable {
    /// There is no such consultation, and no such booking.
    case unknown
    /// It has not ended yet, or is booked and not past.
    case notOver
    /// A legal hold keeps it.
    case held
}
