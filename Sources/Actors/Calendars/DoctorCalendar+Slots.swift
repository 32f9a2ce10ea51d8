package import Core

/// What is free.
extension DoctorCalendar {
    /// The free slots that start in a range, in order, up to `limit`.
    ///
    /// `own` is a booking that does not count as taken: the one that is to be moved.
    package func freeSlots(
        startingIn range: Range<Timestamp>,
        limit: Int,
        apartFrom own: BookingID? = nil,
        _ zones: any TimeZones
    ) -> [Slot] {
        guard let availability, availability.isAccepting, !range.isEmpty,
            let clock = WallClock(availability.zone, zones)
        else { return [] }
        var free: [Slot] = []
        var date = clock.date(at: range.lowerBound)
        // A clock that is put back may show the day before once more.
        let last = clock.date(at: range.upperBound).adding(days: 1)
        date = date.adding(days: -1)
        while date <= last, free.count < limit {
            for slot in Self.slots(on: date, availability, clock)
            where range.contains(slot.start) && isFree(slot.span, availability, apartFrom: own) {
                free.append(slot)
                if free.count == limit { break }
            }
            date = date.adding(days: 1)
        }
        return free
    }

    /// The slot that starts at a moment, whoever has it; `nil` if none does.
    func slot(at start: Timestamp, _ availability: Availability, _ zones: any TimeZones) -> Slot? {
        guard let clock = WallClock(availability.zone, zones) else { return nil }
        return Self.slots(on: clock.date(at: start), availability, clock).first { $0.start == start }
    }

    /// Whether nobody has anything of a span, and there is the buffer on both of its sides.
    func isFree(_ span: Range<Timestamp>, _ availability: Availability, apartFrom own: BookingID?) -> Bool {
        let buffer: Duration = .seconds(availability.bufferMinutes * 60)
        let wide = (span.lowerBound + (.zero - buffer))..<(span.upperBound + buffer)
        return agenda.overlapping(wide, apartFrom: own).isEmpty
    }

    /// All slots of a day, one after the other from the beginning of each stretch of work.
    private static func slots(on date: LocalDate, _ availability: Availability, _ clock: WallClock) -> [Slot] {
        let length: Duration = .seconds(availability.slotMinutes * 60)
        let step: Duration = .seconds((availability.slotMinutes + availability.bufferMinutes) * 60)
        var slots: [Slot] = []
        for minutes in availability.minutes(on: date) {
            for span in clock.spans(of: minutes, on: date) {
                var start = span.lowerBound
                while start + length <= span.upperBound {
                    slots.append(Slot(start: start, end: start + length))
                    start = start + step
                }
            }
        }
        return slots
    }
}
