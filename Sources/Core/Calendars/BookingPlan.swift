/// What is agreed: who comes, when, for how long, and where they meet.
package struct BookingPlan: Hashable, Sendable {
    /// Minutes that a booking may have, whoever makes it.
    package static let minutes = 1...24 * 60

    package var patient: PersonID
    package var kind: BookingKind
    /// Who provides the picture and sound of a virtual visit.
    package var provider: MeetingProvider
    package var start: Timestamp
    package var minutes: Int

    package init(patient: PersonID, kind: BookingKind, provider: MeetingProvider, start: Timestamp, minutes: Int) {
        self.patient = patient
        self.kind = kind
        self.provider = provider
        self.start = start
        self.minutes = minutes
    }

    package var end: Timestamp { start + .seconds(minutes * 60) }

    package var span: Range<Timestamp> { start..<max(start, end) }
}
