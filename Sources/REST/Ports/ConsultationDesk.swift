package import Actors
package import Core

/// Where consultations are asked: the registry, or a test's stand-in.
package protocol ConsultationDesk: Sendable {
    /// Asks, and waits for the answer.
    func ask(_ id: ConsultationID, _ request: ConsultationRequest) async -> ConsultationReply
}

extension Registry: ConsultationDesk {}
