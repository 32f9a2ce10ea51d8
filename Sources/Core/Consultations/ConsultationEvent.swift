package import FoundationEssentials

/// Everything that can happen to a consultation and that somebody may later ask about.
///
/// Events are facts: folding them never judges. Their storage encoding is in `ConsultationEvent+Storage.swift`.
package enum ConsultationEvent: Hashable, Sendable {
    case created(Booking)
    case seatAdded(SeatNumber, PersonID, Role, name: Erasable<String>)
    case waitingRoomEntered(SeatNumber)
    case roomEntered(SeatNumber)
    case left(SeatNumber, LeaveReason)
    /// Says who it is: other guests in the room learn it here, since they don't see who waits.
    case admitted(SeatNumber, by: SeatNumber, Identity)
    case denied(SeatNumber, by: SeatNumber, reason: Erasable<String>)
    case movedToWaitingRoom(SeatNumber, by: SeatNumber)
    case removed(SeatNumber, by: SeatNumber, reason: Erasable<String>)
    case statusChanged(ConsultationStatus, StatusReason, by: SeatNumber?)
    case chatPosted(from: SeatNumber, to: SeatNumber?, text: Erasable<String>)
    case seen(by: SeatNumber, upTo: UInt64)
    case consentChanged(SeatNumber, ConsentPurpose, given: Bool)
    case noteWritten(by: SeatNumber, text: Erasable<String>)
    case issueReported(by: SeatNumber, IssueCategory, IssueSeverity, description: Erasable<String>)
    /// A command with an id found nothing to do. It is written so that its repeat, which may come when there is something
    /// to do, is known as a repeat.
    case hadNoEffect(by: SeatNumber)
    /// The booking is another one from now on; `nil` where nobody with a seat asked for it.
    case bookingChanged(Booking, by: SeatNumber?)
    /// What the visit came to; the newest counts.
    case summaryWritten(by: SeatNumber, text: Erasable<String>)
    /// When this person's turn in the waiting room is.
    case priorityGiven(SeatNumber, WaitingPriority, by: SeatNumber, reason: Erasable<String>)
    /// `nil` where nobody with a seat asked for it.
    case linkMade(InvitationLink, by: SeatNumber?)
    /// Somebody took a seat by the link of this id.
    case linkUsed(UUID, SeatNumber)
    /// A doctor takes the visit, where several could: those who wait are theirs now.
    case claimed(by: SeatNumber)
    /// Everyone in the room has agreed: picture and sound may be recorded from now on.
    case recordingStarted(by: SeatNumber)
    /// Nothing may be recorded from now on; `nil` where it was nobody's doing.
    case recordingStopped(RecordingEnd, by: SeatNumber?)
    /// How this person's connection was until now, since they came into the room.
    ///
    /// Boxed, as what follows, or all other events would be twice as long in memory.
    indirect case qualitySummarised(SeatNumber, QualitySummary)
    /// The hub itself noticed that somebody has trouble: what their devices reported lately.
    indirect case troubleNoticed(SeatNumber, IssueCategory, IssueSeverity, QualitySummary)
    /// What the client of somebody who reports an issue measured; the issue itself follows, with this `seq`.
    case diagnosticsGiven(by: SeatNumber, issue: UInt64, text: Erasable<String>)
    /// Who looks after the issue with this `seq`; nobody for `nil`.
    case issueAssigned(issue: UInt64, to: PersonID?, by: PersonID)
    case issueResolved(issue: UInt64, by: PersonID, note: Erasable<String>)
    /// Somebody outside of the visit has its content kept, whoever asks for its erasure.
    case legalHoldPlaced(reason: Erasable<String>)
    case legalHoldLifted
    /// The key of the content is destroyed right after this.
    case contentErased(ErasureReason)
    /// Nobody comes in by the link of this id any more; `nil` where nobody with a seat asked for it.
    case linkRevoked(UUID, by: SeatNumber?)

    /// Who sits on a seat.
    package struct Identity: Hashable, Sendable {
        package var person: PersonID
        package var role: Role
        package var name: Erasable<String>

        package init(person: PersonID, role: Role, name: Erasable<String>) {
            self.person = person
            self.role = role
            self.name = name
        }
    }

    /// What a consultation is from its first entry on, until it is changed.
    package struct Booking: Hashable, Sendable {
        package var title: Erasable<String>
        package var start: Timestamp
        package var minutes: Int
        package var provider: MeetingProvider

        package init(title: Erasable<String>, start: Timestamp, minutes: Int, provider: MeetingProvider) {
            self.title = title
            self.start = start
            self.minutes = minutes
            self.provider = provider
        }
    }
}
