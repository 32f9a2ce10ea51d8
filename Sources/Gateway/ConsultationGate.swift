package import Actors
package import Core

/// The way from the sockets to the consultations: what the gateway needs of the ``Actors/Registry``.
package protocol ConsultationGate: Sendable {
    /// Called on the socket's loop. One socket's messages are handled in the order in which they were told.
    func tell(_ id: ConsultationID, _ message: ConsultationMessage)
}

extension Registry: ConsultationGate {}
