package import Core

/// A booking of an outside system, as it says that it is.
package struct ImportedBooking: Hashable, Sendable {
    package var id: BookingID
    package var version: UInt64
    package var status: BookingStatus
    package var plan: BookingPlan
    package var text: Erasable<CalendarEvent.ImportedText>

    package init(
        id: BookingID,
        version: UInt64,
        status: BookingStatus,
        plan: BookingPlan,
        text: Erasable<CalendarEvent.ImportedText>
    ) {
        self.id = id
        self.version = version
        self.status = status
        self.plan = plan
        self.text = text
    }
}
