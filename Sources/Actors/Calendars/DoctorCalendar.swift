package import Core

/// The state of one doctor's calendar: when they can be booked, and who has booked what.
///
/// `+Decisions` says what a wish leads to, `+Slots` what is free, `+Snapshot` how it is kept. Deciding never changes, folding
/// never judges.
package struct DoctorCalendar: Hashable, Sendable {
    package let doctor: PersonID
    package private(set) var seq: UInt64 = 0
    /// Of the newest event.
    package private(set) var time = Timestamp(milliseconds: .min)
    package private(set) var availability: Availability?
    package private(set) var bookings: [BookingID: Booking] = [:]
    /// What is booked and not cancelled.
    private(set) var agenda = Agenda()
    /// What patients cancelled or moved themselves within a day before the newest such event.
    package private(set) var ownChanges: [OwnChange] = []

    /// A booking that its patient took back, or moved.
    package struct OwnChange: Hashable, Sendable {
        package let patient: PersonID
        package let time: Timestamp
        package let isMove: Bool
    }

    package init(doctor: PersonID) {
        self.doctor = doctor
    }

    package var entity: EntityID { EntityID(calendarOf: doctor) }

    /// Takes in one entry of the journal.
    package mutating func fold(_ entry: JournalEntry) throws(StorageError) {
        fold(try CalendarEvent(entry.content), entry)
    }

    /// Turns events into entries, and takes them in.
    package mutating func write(
        _ events: [CalendarEvent],
        by origin: Origin,
        at now: Timestamp,
        epoch: UInt32
    ) -> [JournalEntry] {
        events.map { event in
            let entry = JournalEntry(
                entity: entity,
                seq: seq + 1,
                epoch: epoch,
                time: max(now, time),
                origin: origin,
                command: nil,
                audience: Audience(),
                content: event.stored(),
                key: event.key(in: entity)
            )
            fold(event, entry)
            return entry
        }
    }

    private mutating func fold(_ event: CalendarEvent, _ entry: JournalEntry) {
        seq = entry.seq
        time = entry.time
        switch event {
        case .opened:
            break
        case .availabilitySet(let availability):
            self.availability = availability
        case .booked(let id, let plan, _):
            put(Booking(id: id, plan: plan, status: .booked, firstStart: plan.start, version: nil))
        case .rescheduled(let id, let start, let minutes):
            guard var booking = bookings[id] else { return }
            noteChange(of: booking, by: entry.origin, isMove: true)
            booking.plan.start = start
            booking.plan.minutes = minutes
            put(booking)
        case .cancelled(let id, _):
            guard var booking = bookings[id] else { return }
            noteChange(of: booking, by: entry.origin, isMove: false)
            booking.status = .cancelled
            put(booking)
        case .imported(let id, let version, let status, let plan, _):
            put(Booking(id: id, plan: plan, status: status, firstStart: plan.start, version: version))
        }
    }

    private mutating func noteChange(of booking: Booking, by origin: Origin, isMove: Bool) {
        guard origin == .person(booking.plan.patient) else { return }
        let start = time + (.zero - CalendarLimits.ownChangesPeriod)
        ownChanges.removeAll { $0.time <= start }
        ownChanges.append(OwnChange(patient: booking.plan.patient, time: time, isMove: isMove))
    }

    private mutating func put(_ booking: Booking) {
        if let known = bookings.updateValue(booking, forKey: booking.id), known.status == .booked {
            agenda.remove(known.plan.span, of: known.id)
        }
        if booking.status == .booked { agenda.insert(booking.plan.span, of: booking.id) }
    }

    /// A calendar as a snapshot has it.
    init(
        doctor: PersonID,
        seq: UInt64,
        time: Timestamp,
        availability: Availability?,
        bookings: [Booking],
        ownChanges: [OwnChange]
    ) {
        self.doctor = doctor
        self.seq = seq
        self.time = time
        self.availability = availability
        self.ownChanges = ownChanges
        for booking in bookings { put(booking) }
    }
}
