package import Core

/// What a wish leads to. Nothing here changes the state; an empty list means that nothing is to be done.
extension DoctorCalendar {
    /// New working hours.
    ///
    /// Bookings that were made under the old ones stay.
    package func decideAvailability(
        _ availability: Availability,
        _ circumstances: CalendarCircumstances
    ) throws(CalendarRefusal) -> [CalendarEvent] {
        guard circumstances.zones.isKnown(availability.zone) else { throw .invalid }
        return availability == self.availability ? [] : opening + [.availabilitySet(availability)]
    }

    package func decideBooking(
        _ id: BookingID,
        _ plan: BookingPlan,
        _ text: BookingText,
        _ circumstances: CalendarCircumstances
    ) throws(CalendarRefusal) -> [CalendarEvent] {
        if let known = bookings[id] {
            guard known.isRepeated(by: plan) else { throw .idReused }
            return []
        }
        let slot = try judge(plan.start, apartFrom: nil, circumstances)
        try judgeRoom(circumstances)
        if circumstances.party == .patient { try judgeRoom(for: plan.patient, circumstances) }
        var plan = plan
        plan.minutes = slot.minutes
        return opening + [.booked(id, plan, .present(text))]
    }

    package func decideMove(
        of id: BookingID,
        to start: Timestamp,
        _ circumstances: CalendarCircumstances
    ) throws(CalendarRefusal) -> [CalendarEvent] {
        let booking = try changeable(id)
        guard booking.status == .booked else { throw .cancelled }
        guard booking.plan.start != start else { return [] }
        try judgeChange(of: booking, circumstances)
        try judgeMoves(by: booking.plan.patient, circumstances)
        let slot = try judge(start, apartFrom: id, circumstances)
        return [.rescheduled(id, start: start, minutes: slot.minutes)]
    }

    package func decideCancellation(
        of id: BookingID,
        reason: String,
        _ circumstances: CalendarCircumstances
    ) throws(CalendarRefusal) -> [CalendarEvent] {
        let booking = try changeable(id)
        guard booking.status == .booked else { return [] }
        try judgeChange(of: booking, circumstances)
        return [.cancelled(id, reason: .present(reason))]
    }

    /// The visit has begun, so its time is the booking's, whatever else is booked then.
    package func decideReturn(
        of id: BookingID,
        to start: Timestamp,
        minutes: Int
    ) throws(CalendarRefusal) -> [CalendarEvent] {
        let booking = try changeable(id)
        guard booking.status == .booked else { throw .cancelled }
        guard BookingPlan.minutes.contains(minutes) else { throw .invalid }
        guard booking.plan.start != start || booking.plan.minutes != minutes else { return [] }
        return [.rescheduled(id, start: start, minutes: minutes)]
    }

    /// An outside system is right about its own bookings, whatever else is booked then.
    ///
    /// What is not newer than what is known changes nothing. So messages may come twice, late, and in any order.
    package func decideImport(
        _ imported: ImportedBooking,
        _ circumstances: CalendarCircumstances
    ) throws(CalendarRefusal) -> [CalendarEvent] {
        if let known = bookings[imported.id] {
            guard let version = known.version else { throw .idReused }
            guard imported.version > version else { return [] }
            guard known.plan.patient == imported.plan.patient else { throw .otherPatient }
            guard known.status == .booked || imported.status == .cancelled else { throw .cancelled }
            guard known.plan.kind == imported.plan.kind || known.plan.kind == .inPerson else { throw .kindFixed }
        }
        let isUpcoming = imported.status == .booked && imported.plan.start >= circumstances.now
        if isUpcoming, !isToCome(imported.id, circumstances.now) { try judgeRoom(circumstances) }
        return opening + [
            .imported(imported.id, version: imported.version, imported.status, imported.plan, imported.text)
        ]
    }

    /// The bookings that are at the same time as this one.
    package func overlapping(_ id: BookingID) -> [BookingID] {
        guard let booking = bookings[id], booking.status == .booked else { return [] }
        return agenda.overlapping(booking.plan.span, apartFrom: id)
    }

    private var opening: [CalendarEvent] { seq == 0 ? [.opened] : [] }

    private func changeable(_ id: BookingID) throws(CalendarRefusal) -> Booking {
        guard let booking = bookings[id] else { throw .notFound }
        guard booking.version == nil else { throw .managedElsewhere }
        return booking
    }

    private func judgeChange(of booking: Booking, _ circumstances: CalendarCircumstances) throws(CalendarRefusal) {
        var latest = booking.plan.start
        if circumstances.party == .patient, let availability {
            latest = latest + .seconds(-availability.noticeMinutes * 60)
        }
        guard circumstances.now < latest else { throw .tooLate }
    }

    /// The free slot at a moment; throws if there is none for this party.
    private func judge(
        _ start: Timestamp,
        apartFrom own: BookingID?,
        _ circumstances: CalendarCircumstances
    ) throws(CalendarRefusal) -> Slot {
        let now = circumstances.now
        guard start > now else { throw .inThePast }
        guard let availability, availability.isAccepting else { throw .notAccepting }
        let bookable = bookable(availability, circumstances)
        guard start >= bookable.lowerBound else { throw .tooSoon }
        guard start < bookable.upperBound else { throw .tooFar }
        guard let slot = slot(at: start, availability, circumstances.zones) else {
            throw .notASlot(next: nextSlots(from: start, bookable, apartFrom: own, circumstances.zones))
        }
        guard isFree(slot.span, availability, apartFrom: own) else {
            throw .slotTaken(next: nextSlots(from: start, bookable, apartFrom: own, circumstances.zones))
        }
        return slot
    }

    /// When slots may start for this party.
    package func bookable(_ availability: Availability, _ circumstances: CalendarCircumstances) -> Range<Timestamp> {
        let lead = circumstances.party == .patient ? availability.leadMinutes : 0
        let first = circumstances.now + .seconds(lead * 60) + (lead == 0 ? .milliseconds(1) : .zero)
        return first..<max(first, circumstances.now + .seconds(availability.horizonDays * 86_400))
    }

    private func nextSlots(
        from start: Timestamp,
        _ bookable: Range<Timestamp>,
        apartFrom own: BookingID?,
        _ zones: any TimeZones
    ) -> [Slot] {
        let range = start..<(start + .seconds(CalendarLimits.nextSlotDays * 86_400))
        return freeSlots(
            startingIn: range.clamped(to: bookable),
            limit: CalendarLimits.nextSlotsMax,
            apartFrom: own,
            zones
        )
    }

    // MARK: Room

    /// Whether one more visit to come has room; what is past or cancelled takes none.
    private func judgeRoom(_ circumstances: CalendarCircumstances) throws(CalendarRefusal) {
        let count = agenda.upcomingCount(after: circumstances.now)
        guard count < circumstances.limits.bookingsMax else { throw .tooManyBookings }
    }

    /// One patient must not empty a calendar, nor fill it with what they cancel again.
    private func judgeRoom(
        for patient: PersonID,
        _ circumstances: CalendarCircumstances
    ) throws(CalendarRefusal) {
        let (now, limits) = (circumstances.now, circumstances.limits)
        let count = agenda.upcoming(after: now).count { bookings[$0]?.plan.patient == patient }
        guard count < limits.bookingsPerPatientMax else { throw .tooManyBookings }
        let cancelled = ownChanges(by: patient, now).count { !$0.isMove }
        guard count + cancelled < limits.bookingsPerPatientADayMax else { throw .tooManyBookings }
    }

    /// Each move is told to both sides, so one patient must not move without end.
    private func judgeMoves(
        by patient: PersonID,
        _ circumstances: CalendarCircumstances
    ) throws(CalendarRefusal) {
        guard circumstances.party == .patient else { return }
        let moved = ownChanges(by: patient, circumstances.now).count(where: \.isMove)
        guard moved < circumstances.limits.movesPerPatientADayMax else { throw .tooManyMoves }
    }

    private func ownChanges(by patient: PersonID, _ now: Timestamp) -> [OwnChange] {
        let start = now + (.zero - CalendarLimits.ownChangesPeriod)
        return ownChanges.filter { $0.patient == patient && $0.time > start }
    }

    private func isToCome(_ id: BookingID, _ now: Timestamp) -> Bool {
        guard let booking = bookings[id] else { return false }
        return booking.status == .booked && booking.plan.start >= now
    }
}

extension Booking {
    /// Whether a request for this plan is the one that made the booking.
    fileprivate func isRepeated(by plan: BookingPlan) -> Bool {
        version == nil && self.plan.patient == plan.patient && self.plan.kind == plan.kind
            && self.plan.provider == plan.provider && firstStart == plan.start
    }
}

extension Slot {
    fileprivate var minutes: Int { Int((end - start).components.seconds / 60) }
}
