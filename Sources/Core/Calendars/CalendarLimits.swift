/// The bounds of one doctor's calendar.
package struct CalendarLimits: Hashable, Sendable {
    package static let slotMinutes = 5...480
    package static let bufferMinutes = 0...240
    /// Thirty days.
    package static let aheadMinutes = 0...30 * 24 * 60
    package static let horizonDays = 1...366
    package static let specialtiesMax = 20
    package static let specialtyBytes = 1...100
    package static let weeklyMax = 50
    package static let exceptionsMax = 400
    package static let exceptionDaysMax = 366
    package static let labelBytesMax = 200
    /// Slots in one answer.
    package static let slotsMax = 1000
    /// Free slots that come with a refusal.
    package static let nextSlotsMax = 5
    /// Days in which they are looked for.
    package static let nextSlotDays = 30
    /// The time for which what a patient cancelled or moved counts.
    package static let ownChangesPeriod: Duration = .seconds(86_400)

    /// Visits to come that a patient may have booked with one doctor.
    package var bookingsPerPatientMax = 10
    /// Visits to come of a patient with one doctor, and what they themselves cancelled there within a day: beyond it they can't book.
    package var bookingsPerPatientADayMax = 30
    /// How often a patient may move their visits with one doctor within a day.
    package var movesPerPatientADayMax = 10
    /// Visits to come that one calendar holds.
    package var bookingsMax = 100_000
    /// UTF-8 bytes of the reason and of the notes of a booking.
    package var textBytesMax = 4096
    /// UTF-8 bytes of a title.
    package var titleBytesMax = 256
    /// Events that a calendar may have under way to the disk; beyond it people get "busy".
    package var undurableMax = 256
    /// Answers of a calendar that may wait for the disk, or for it to be loaded; beyond it people get "busy".
    package var heldAnswersMax = 4096
    /// Calendars of one loop that stay in memory; beyond it the one that was used longest ago goes.
    package var residentsMax = 256
    /// Events after which a new snapshot is kept.
    package var snapshotEvery: UInt64 = 256

    package init() {}
}
