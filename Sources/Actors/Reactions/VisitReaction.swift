package import Core

/// Sees to it that a booking follows its visit where the visit goes first: it is called off by itself, or begins while the booking
/// is being moved.
///
/// Everything it does may come twice: what is cancelled or put back already, a calendar knows.
package struct VisitReaction: Sendable {
    package typealias BookingLookup = @Sendable (BookingID) async throws(JournalReadError) -> BookingSummary?
    package typealias VisitLookup = @Sendable (ConsultationID) async throws(JournalReadError) -> ConsultationSummary?
    package typealias CalendarAsking = @Sendable (PersonID, CalendarRequest) async -> CalendarReply

    /// What can't be done, for the log.
    package enum Trouble: Hashable, Sendable {
        /// The journal can't be read; it is tried again.
        case unreadable
        /// It is tried again.
        case postponed(BookingID)
        /// The calendar refused, and would again.
        case refused(BookingID, CalendarRefusal)
    }

    /// The name of the cursor.
    package static let name = "consultations to bookings"
    /// What it follows.
    package static let interest = FeedInterest([
        .consultation: [ConsultationEvent.Kind.statusChanged.rawValue]
    ])

    private let booking: BookingLookup
    private let visit: VisitLookup
    private let calendars: CalendarAsking
    private let report: @Sendable (Trouble) -> Void

    package init(
        booking: @escaping BookingLookup,
        visit: @escaping VisitLookup,
        calendars: @escaping CalendarAsking,
        report: @escaping @Sendable (Trouble) -> Void = { _ in }
    ) {
        self.booking = booking
        self.visit = visit
        self.calendars = calendars
        self.report = report
    }

    /// Gives the time of a visit back that was called off.
    package func follow(_ found: FeedEntry) async -> JournalFollower.Outcome {
        let entry = found.entry
        guard isCallingOff(entry) else { return .done }
        let id = BookingID(uuid: entry.entity.uuid)
        do throws(JournalReadError) {
            guard let known = try await booking(id), known.booking.status == .booked else { return .done }
            // Without a reason nothing is sealed, also where the visit's key is gone.
            let isDone = await ask(known, .cancel(id, reason: "", .clinic, by: entry.origin))
            return isDone ? .done : .postponed
        } catch {
            report(.unreadable)
            return .postponed
        }
    }

    /// Gives a booking the time of its visit, which has begun or is over and so did not take the booking's; `nil` if there is
    /// nothing to be put back.
    ///
    /// An outside system is right about its own bookings.
    package func putBack(_ known: BookingSummary) async -> BookingReaction.Outcome? {
        let booking = known.booking
        guard booking.version == nil, booking.status == .booked else { return nil }
        do throws(JournalReadError) {
            guard let visit = try await visit(booking.id.consultation), Self.hasHadItsTime(visit.status),
                visit.booking.start != booking.plan.start || visit.booking.minutes != booking.plan.minutes
            else { return nil }
            let (start, minutes) = (visit.booking.start, visit.booking.minutes)
            let isDone = await ask(known, .putBack(booking.id, to: start, minutes: minutes, by: .hub))
            return isDone ? .done : .postponed
        } catch {
            report(.unreadable)
            return .postponed
        }
    }

    private func isCallingOff(_ entry: JournalEntry) -> Bool {
        guard entry.entity.kind == .consultation,
            entry.content.kind == ConsultationEvent.Kind.statusChanged.rawValue
        else { return false }
        // What can't be read has called nothing off: no consultation could fold it.
        guard case .statusChanged(.cancelled, _, _)? = try? ConsultationEvent(entry.content) else { return false }
        return true
    }

    /// What was called off has its own way, and what has not begun takes the booking's time.
    private static func hasHadItsTime(_ status: ConsultationStatus) -> Bool {
        switch status {
        case .active, .onHold, .ended, .noShow: true
        case .scheduled, .waiting, .cancelled: false
        }
    }

    /// Returns `false` if it has to be tried again.
    private func ask(_ known: BookingSummary, _ request: CalendarRequest) async -> Bool {
        switch await calendars(known.doctor, request) {
        case .done, .availability, .slots:
            return true
        case .refused(.busy), .refused(.outcomeUnknown):
            report(.postponed(known.booking.id))
            return false
        // Its time has come, so nobody else could have it; or it is cancelled, so there is nothing to move.
        case .refused(.tooLate), .refused(.cancelled):
            return true
        case .refused(let refusal):
            report(.refused(known.booking.id, refusal))
            return true
        }
    }
}
