import Actors
import Core
import Foundation
import Synchronization
import TestKit
import Testing

/// What becomes of a booking when its visit goes first.
@Suite struct VisitReactionTests {
    private static let id = BookingID(uuid: UUID())
    private static let doctor = PersonID(uuid: UUID())
    private static let host = Origin.person(PersonID(uuid: UUID()))
    private static let start = Timestamp(milliseconds: 1_800_003_600_000)
    private static let later = start + .seconds(3600)

    private static func booking(
        _ status: BookingStatus = .booked,
        at start: Timestamp = start,
        version: UInt64? = nil
    ) -> BookingSummary {
        let plan = BookingPlan(
            patient: PersonID(uuid: UUID()),
            kind: .virtual,
            provider: .direct,
            start: start,
            minutes: 30
        )
        return BookingSummary(
            doctor: doctor,
            booking: Booking(id: id, plan: plan, status: status, firstStart: Self.start, version: version),
            text: .erased,
            reference: nil,
            createdAt: start,
            updatedAt: start,
            position: 7
        )
    }

    private static func visit(_ status: ConsultationStatus) -> ConsultationSummary {
        ConsultationSummary(
            id: id.consultation,
            booking: ConsultationEvent.Booking(title: .erased, start: start, minutes: 30, provider: .direct),
            status: status,
            seats: [],
            seq: 3,
            createdAt: start,
            updatedAt: start
        )
    }

    private static func entry(_ event: ConsultationEvent, by origin: Origin = host) -> FeedEntry {
        let entry = JournalEntry(
            entity: EntityID(id.consultation),
            seq: 4,
            epoch: 1,
            time: start,
            origin: origin,
            command: nil,
            audience: Audience(),
            content: event.stored()
        )
        return FeedEntry(position: 9, entry: entry)
    }

    private static let calledOff = entry(.statusChanged(.cancelled, .requested, by: SeatNumber(index: 0)))

    private func reaction(
        _ booking: BookingSummary?,
        _ calendar: AskedCalendar,
        visit: ConsultationSummary? = nil,
        report: @escaping @Sendable (VisitReaction.Trouble) -> Void = { _ in }
    ) -> VisitReaction {
        VisitReaction(
            booking: { _ in booking },
            visit: { _ in visit },
            calendars: { calendar.ask($0, $1) },
            report: report
        )
    }

    @Test func aVisitThatIsCalledOffGivesItsTimeBack() async {
        let calendar = AskedCalendar()
        let outcome = await reaction(Self.booking(), calendar).follow(Self.calledOff)
        #expect(outcome == .done)
        #expect(calendar.asked == [.cancel(Self.id, reason: "", .clinic, by: Self.host)])
        #expect(calendar.doctors == [Self.doctor])
    }

    @Test(arguments: [
        ConsultationEvent.statusChanged(.active, .requested, by: nil), .statusChanged(.ended, .requested, by: nil),
        .statusChanged(.noShow, .deserted, by: nil), .roomEntered(SeatNumber(index: 0)),
    ])
    func nothingElseDoes(event: ConsultationEvent) async {
        let calendar = AskedCalendar()
        let outcome = await reaction(Self.booking(), calendar).follow(Self.entry(event))
        #expect(outcome == .done)
        #expect(calendar.asked.isEmpty)
    }

    @Test func whatHasNoBookingOrACancelledOneIsLeftAlone() async {
        let calendar = AskedCalendar()
        let outcome = await reaction(nil, calendar).follow(Self.calledOff)
        #expect(outcome == .done)
        let second = await reaction(Self.booking(.cancelled), calendar).follow(Self.calledOff)
        #expect(second == .done)
        #expect(calendar.asked.isEmpty)
    }

    @Test(arguments: [CalendarRefusal.busy, .outcomeUnknown])
    func whatIsBusyIsTriedAgain(refusal: CalendarRefusal) async {
        let calendar = AskedCalendar(.refused(refusal))
        let outcome = await reaction(Self.booking(), calendar).follow(Self.calledOff)
        #expect(outcome == .postponed)
    }

    @Test(arguments: [(CalendarRefusal.tooLate, 0), (.cancelled, 0), (.managedElsewhere, 1), (.notFound, 1)])
    func whatACalendarWillNeverDoHoldsNothingUp(refusal: CalendarRefusal, reports: Int) async {
        let calendar = AskedCalendar(.refused(refusal))
        let troubles = Mutex<[VisitReaction.Trouble]>([])
        let reaction = reaction(Self.booking(), calendar) { trouble in troubles.withLock { $0.append(trouble) } }
        let outcome = await reaction.follow(Self.calledOff)
        #expect(outcome == .done)
        #expect(troubles.withLock { $0.count } == reports)
    }

    @Test func whatCantBeReadIsTriedAgain() async {
        let broken = VisitReaction(
            booking: { _ throws(JournalReadError) in throw JournalReadError(reason: "gone") },
            visit: { _ throws(JournalReadError) in throw JournalReadError(reason: "gone") },
            calendars: { _, _ in .refused(.notFound) }
        )
        let outcome = await broken.follow(Self.calledOff)
        #expect(outcome == .postponed)
        let second = await broken.putBack(Self.booking())
        #expect(second == .postponed)
    }

    @Test(arguments: [ConsultationStatus.active, .onHold, .ended, .noShow])
    func aBookingThatWasMovedAsItsVisitBeganGetsTheVisitsTime(status: ConsultationStatus) async {
        let calendar = AskedCalendar()
        let moved = Self.booking(at: Self.later)
        let outcome = await reaction(moved, calendar, visit: Self.visit(status)).putBack(moved)
        #expect(outcome == .done)
        #expect(calendar.asked == [.putBack(Self.id, to: Self.start, minutes: 30, by: .hub)])
    }

    @Test(arguments: [ConsultationStatus.scheduled, .waiting, .cancelled])
    func oneWhoseVisitHasNotBegunIsNotPutBack(status: ConsultationStatus) async {
        let calendar = AskedCalendar()
        let moved = Self.booking(at: Self.later)
        let outcome = await reaction(moved, calendar, visit: Self.visit(status)).putBack(moved)
        #expect(outcome == nil)
        #expect(calendar.asked.isEmpty)
    }

    @Test func oneThatStandsWhereItsVisitDoesStaysThere() async {
        let calendar = AskedCalendar()
        let active = Self.visit(.active)
        for booking in [
            Self.booking(), Self.booking(.cancelled, at: Self.later), Self.booking(at: Self.later, version: 2),
        ] {
            let outcome = await reaction(booking, calendar, visit: active).putBack(booking)
            #expect(outcome == nil)
        }
        #expect(calendar.asked.isEmpty)
    }
}

/// Answers always the same, and remembers what it was asked.
private final class AskedCalendar: Sendable {
    private let reply: CalendarReply
    private let requests = Mutex<[(doctor: PersonID, request: CalendarRequest)]>([])

    init(_ reply: CalendarReply = .done(CalendarChange(isNew: true))) {
        self.reply = reply
    }

    var asked: [CalendarRequest] { requests.withLock { $0.map(\.request) } }
    var doctors: [PersonID] { requests.withLock { $0.map(\.doctor) } }

    func ask(_ doctor: PersonID, _ request: CalendarRequest) -> CalendarReply {
        requests.withLock { $0.append((doctor, request)) }
        return reply
    }
}
