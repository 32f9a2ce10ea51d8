package import Core

/// What is decided about how long a consultation's content stays.
///
/// Whether the asker may is not judged here.
extension Consultation {
    /// The events by which the content has to stay, whoever asks for its erasure; none if it has to already.
    package func decideHolding(_ reason: String, limits: Limits) throws(Refusal) -> [ConsultationEvent] {
        guard !keeping.isErased else { throw .over }
        guard Self.isText(reason, upTo: limits.textBytesMax) else { throw .invalid }
        return keeping.isHeld ? [] : [.legalHoldPlaced(reason: .present(reason))]
    }

    /// The events by which it may go again; none if it may already.
    package func decideReleasing() throws(Refusal) -> [ConsultationEvent] {
        keeping.isHeld ? [.legalHoldLifted] : []
    }

    /// The events after which the content's key is destroyed; none if they were written before.
    ///
    /// Only of what is over, so that nothing disappears under people who are there.
    package func decideErasing(_ reason: ErasureReason) throws(Refusal) -> [ConsultationEvent] {
        guard status.isFinal else { throw .wrongStatus }
        guard !keeping.isHeld else { throw .legalHold }
        return keeping.isErased ? [] : [.contentErased(reason)]
    }
}
