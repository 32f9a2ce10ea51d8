package import Core

/// What one person may know of a consultation, as of one `seq`: the source of wire snapshots and of REST details.
package struct ConsultationView: Hashable, Sendable {
    package var seq: UInt64
    package var id: ConsultationID
    package var booking: ConsultationEvent.Booking
    package var status: ConsultationStatus
    /// The seat of the person whose view this is.
    package var ownSeat: SeatNumber
    /// The seats that the person may see.
    ///
    /// In the waiting room, only their own.
    package var participants: [Participant]
    /// The newest messages that the person may see, oldest first.
    package var chat: [ChatMessage]
    /// Whether there are older ones.
    package var isChatTruncated: Bool
    package var consents: [Consent]
    /// From 1; `nil` when the person doesn't wait.
    package var waitingPosition: Int?
    /// `nil` for those who may not read notes.
    package var noteCount: Int?
    /// The newest one; `nil` where there is none that the person may know.
    package var summary: Summary?
    /// The doctor who took the visit last; `nil` for guests.
    package var claimedBy: SeatNumber?
    /// `nil` while nothing may be recorded, and for those who wait.
    package var recording: Recording?

    package struct Participant: Hashable, Sendable {
        package var seat: SeatNumber
        package var person: PersonID
        package var role: Role
        package var name: Erasable<String>
        package var standing: Standing
        package var presence: Presence
        package var since: Timestamp
        package var seenUpTo: UInt64
        package var priority = WaitingPriority.normal
        /// In the waiting room, from 1; `nil` for who doesn't wait.
        package var place: Int?
        /// Whether their seat is only kept for them.
        package var isReconnecting = false
    }

    /// That picture and sound may be recorded.
    package struct Recording: Hashable, Sendable {
        /// Who started it.
        package var seat: SeatNumber
        package var since: Timestamp
    }

    /// What the visit came to.
    package struct Summary: Hashable, Sendable {
        package var seq: UInt64
        package var author: SeatNumber
        package var text: Erasable<String>
        package var time: Timestamp
    }

    package struct ChatMessage: Hashable, Sendable {
        package var seq: UInt64
        package var from: SeatNumber
        package var to: SeatNumber?
        package var text: Erasable<String>
        package var time: Timestamp
    }

    package struct Consent: Hashable, Sendable {
        package var seat: SeatNumber
        package var purpose: ConsentPurpose
        package var isGiven: Bool
    }
}
