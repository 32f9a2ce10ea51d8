package import Core

/// What went wrong with a consultation, for the log.
package enum ConsultationFault: Sendable {
    /// The journal could not be read (`nil`), or has what this program doesn't understand.
    case unreadable(StorageError?)
    /// The journal refused or lost a write; the consultation is being built again.
    case gaveUp
}
