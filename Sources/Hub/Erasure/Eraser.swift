import Actors
import Core
import Persistence
import REST

/// Erases content: its consultation notes it, then the key is destroyed, then that is certified.
///
/// Whatever breaks off in between is finished by the next request, or at the next start: what is noted is erased.
struct Eraser: Sendable {
    let store: Store
    let desk: any ConsultationDesk
    let clocks: any Clocks
    /// For how long copies of the key file are kept.
    let keyBackupPeriod: Duration
    /// Told after a consultation's key was destroyed.
    let onErased: @Sendable (ConsultationID) async -> Void

    /// Erased already is as good as erased now, with the time of then.
    ///
    /// - Throws: `notFound`, `wrongStatus` for what is not over, `legalHold`, `busy`, or `outcomeUnknown`.
    func erase(
        _ id: ConsultationID,
        _ reason: ErasureReason,
        by origin: Origin
    ) async throws(Refusal) -> ErasureCertificate {
        switch await desk.ask(id, .erase(reason, by: origin)) {
        case .done: break
        // A booking may have texts though it has no consultation.
        case .refused(.notFound): break
        case .refused(let refusal): throw refusal
        case .view, .overview: throw .busy
        }
        do {
            let since = try await store.erase(id, at: clocks.now())
            await onErased(id)
            return try await store.certify(
                id,
                erased: since,
                by: origin,
                keyBackupsUntil: since + keyBackupPeriod
            )
        } catch let refusal as EraseRefusal {
            throw Refusal(refusal)
        } catch {
            throw .busy
        }
    }
}

extension Refusal {
    fileprivate init(_ refusal: EraseRefusal) {
        self =
            switch refusal {
            case .unknown: .notFound
            case .notOver: .wrongStatus
            case .held: .legalHold
            }
    }
}
