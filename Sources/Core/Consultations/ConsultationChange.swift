/// What is to be different about a booking; `nil` for what stays.
package struct ConsultationChange: Hashable, Sendable {
    package var title: String?
    package var start: Timestamp?
    package var minutes: Int?
    package var provider: MeetingProvider?

    package init(
        title: String? = nil,
        start: Timestamp? = nil,
        minutes: Int? = nil,
        provider: MeetingProvider? = nil
    ) {
        self.title = title
        self.start = start
        self.minutes = minutes
        self.provider = provider
    }

    /// The booking with this change.
    package func applied(to booking: ConsultationEvent.Booking) -> ConsultationEvent.Booking {
        ConsultationEvent.Booking(
            title: title.map(Erasable.present) ?? booking.title,
            start: start ?? booking.start,
            minutes: minutes ?? booking.minutes,
            provider: provider ?? booking.provider
        )
    }
}
