import Core
import Wire

extension ProtoSnapshot {
    /// A view in the words of the wire.
    ///
    /// The text of an erased field is empty.
    init(_ view: ConsultationView, presence: [ProtoSeatPresence]) {
        self.init()
        seq = view.seq
        consultationID = view.id.description
        title = view.booking.title.value ?? ""
        status = view.status.proto()
        startMs = view.booking.start.milliseconds
        minutes = UInt32(clamping: view.booking.minutes)
        provider = view.booking.provider.proto()
        participants = view.participants.map(ProtoParticipant.init)
        chat = view.chat.map(ProtoChatMessage.init)
        chatTruncated = view.isChatTruncated
        consents = view.consents.map(ProtoConsent.init)
        waitingPosition = UInt32(clamping: view.waitingPosition ?? 0)
        self.presence = presence
        noteCount = UInt32(clamping: view.noteCount ?? 0)
        if let recording = view.recording {
            self.recording.bySeat = recording.seat.proto
            self.recording.sinceMs = recording.since.milliseconds
        }
    }
}

extension ProtoParticipant {
    fileprivate init(_ participant: ConsultationView.Participant) {
        self.init()
        seat = participant.seat.proto
        personID = participant.person.description
        role = participant.role.proto()
        name = participant.name.value ?? ""
        standing = participant.standing.proto()
        presence = participant.presence.proto()
        sinceMs = participant.since.milliseconds
        seenUpToSeq = participant.seenUpTo
        priority = participant.priority.proto()
    }
}

extension ProtoChatMessage {
    fileprivate init(_ message: ConsultationView.ChatMessage) {
        self.init()
        seq = message.seq
        fromSeat = message.from.proto
        toSeat = message.to.proto
        text = message.text.value ?? ""
        timeMs = message.time.milliseconds
    }
}

extension ProtoConsent {
    fileprivate init(_ consent: ConsultationView.Consent) {
        self.init()
        seat = consent.seat.proto
        purpose = consent.purpose.proto()
        given = consent.isGiven
    }
}
