import Actors
import Core
import Foundation
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct BookingReactionTests {
    private let doctor = PersonID(uuid: UUID())
    private let patient = PersonID(uuid: UUID())

    private func summary(
        _ id: BookingID,
        at position: UInt64,
        _ kind: BookingKind = .virtual,
        _ status: BookingStatus = .booked,
        text: Erasable<BookingText> = .present(BookingText(title: "Follow-up"))
    ) -> BookingSummary {
        let start = Timestamp(milliseconds: 1_800_003_600_000)
        let plan = BookingPlan(patient: patient, kind: kind, provider: .jitsi, start: start, minutes: 30)
        return BookingSummary(
            doctor: doctor,
            booking: Booking(id: id, plan: plan, status: status, firstStart: start, version: nil),
            text: text,
            reference: nil,
            createdAt: start,
            updatedAt: start,
            position: position
        )
    }

    private func follow(
        _ feed: FakeFeed,
        _ desk: FakeConsultations,
        names: @escaping BookingReaction.NameLookup = { _ in "Ada" },
        _ body: (BookingReaction) async -> Void
    ) async {
        let reaction = BookingReaction(
            feed: feed,
            consultations: { await desk.ask($0, $1) },
            names: names,
            retryPeriod: .milliseconds(1)
        )
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await reaction.run() }
            await body(reaction)
            group.cancelAll()
        }
    }

    @Test func aVirtualBookingGetsItsConsultation() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        let id = BookingID(uuid: UUID())
        feed.add(summary(id, at: 3))
        await follow(feed, desk) { await $0.reach(3, within: .seconds(20)) }
        #expect(desk.requests.map(\.id) == [id.consultation])
        guard case .create(let booking, let people, .hub) = desk.requests.first?.request else {
            Issue.record("nothing was created")
            return
        }
        #expect(booking.title == .present("Follow-up"))
        #expect(booking.provider == .jitsi)
        #expect(people.map(\.person) == [doctor, patient])
        #expect(people.map(\.role) == [.doctor, .patient])
        #expect(feed.position == 3)
    }

    @Test func aBookingInPersonGetsNone() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        feed.add(summary(BookingID(uuid: UUID()), at: 3, .inPerson))
        await follow(feed, desk) { await $0.reach(3, within: .seconds(20)) }
        #expect(desk.requests.isEmpty)
    }

    @Test func whatIsThereAlreadyIsToldOfTheNewTime() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        let id = BookingID(uuid: UUID())
        desk.answers = [.refused(.alreadyExists), .done(seq: 4)]
        feed.add(summary(id, at: 8))
        await follow(feed, desk) { await $0.reach(8, within: .seconds(20)) }
        let start = Timestamp(milliseconds: 1_800_003_600_000)
        #expect(desk.requests.last?.request == .change(ConsultationChange(start: start, minutes: 30), by: .hub))
    }

    @Test func aCancelledBookingCallsItsConsultationOff() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        feed.add(summary(BookingID(uuid: UUID()), at: 2, .virtual, .cancelled))
        await follow(feed, desk) { await $0.reach(2, within: .seconds(20)) }
        #expect(desk.requests.map(\.request) == [.callOff(by: .hub)])
    }

    @Test func whatIsBusyIsTriedAgainAndNothingIsPassedOver() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        desk.answers = [.refused(.busy), .refused(.outcomeUnknown), .done(seq: 3)]
        feed.add(summary(BookingID(uuid: UUID()), at: 5))
        await follow(feed, desk) { await $0.reach(5, within: .seconds(20)) }
        #expect(desk.requests.count == 3)
        #expect(feed.position == 5)
    }

    /// One that can't be done keeps nobody else waiting, and the next start meets it again.
    @Test func aBookingThatIsStuckHoldsUpNoOther() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        let stuck = BookingID(uuid: UUID())
        desk.busy = [stuck.consultation]
        feed.add(summary(stuck, at: 3))
        for position in 4...90 { feed.add(summary(BookingID(uuid: UUID()), at: UInt64(position))) }
        await follow(feed, desk) { reaction in
            #expect(await reaction.reach(90, within: .seconds(20)))
            let isStuckDone = await reaction.reach(3, within: .milliseconds(20))
            #expect(!isStuckDone)
            #expect(feed.position == 2)
            desk.busy = []
            #expect(await reaction.reach(3, within: .seconds(20)))
            #expect(feed.position == 90)
        }
    }

    @Test func whoWaitsTooLongGoesOn() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        await follow(feed, desk) { reaction in
            let isReached = await reaction.reach(5, within: .milliseconds(20))
            #expect(!isReached)
        }
        #expect(desk.requests.isEmpty)
    }

    @Test func itGoesOnWhereItStopped() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        feed.advance(BookingReaction.name, to: 4)
        feed.add(summary(BookingID(uuid: UUID()), at: 4))
        let id = BookingID(uuid: UUID())
        feed.add(summary(id, at: 5))
        await follow(feed, desk) { await $0.reach(5, within: .seconds(20)) }
        #expect(desk.requests.map(\.id) == [id.consultation])
    }

    @Test func newsAreFollowedWhenItIsWoken() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        await follow(feed, desk) { reaction in
            for position in 1...200 {
                feed.add(summary(BookingID(uuid: UUID()), at: UInt64(position)))
                reaction.wake()
            }
            await reaction.reach(200, within: .seconds(20))
        }
        #expect(desk.requests.count == 200)
    }

    private static let nobody: BookingReaction.NameLookup = { _ in nil }

    @Test func whatWasErasedOrHasNobodyIsLeftAlone() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        feed.add(summary(BookingID(uuid: UUID()), at: 1, text: .erased))
        await follow(feed, desk) { await $0.reach(1, within: .seconds(20)) }
        feed.add(summary(BookingID(uuid: UUID()), at: 2))
        await follow(feed, desk, names: Self.nobody) { await $0.reach(2, within: .seconds(20)) }
        #expect(desk.requests.isEmpty)
    }
}

/// Bookings that the test puts in.
private final class FakeFeed: BookingFeed {
    private struct State {
        var changes: [BookingSummary] = []
        var position: UInt64 = 0
    }

    private let state = Mutex(State())

    var position: UInt64 { state.withLock { $0.position } }

    func add(_ change: BookingSummary) {
        state.withLock { $0.changes.append(change) }
    }

    func changes(after position: UInt64, limit: Int) async throws(JournalReadError) -> [BookingSummary] {
        state.withLock { Array($0.changes.filter { $0.position > position }.prefix(limit)) }
    }

    func cursor(of follower: String) async throws(JournalReadError) -> UInt64 { position }

    func advance(_ follower: String, to position: UInt64) {
        state.withLock { $0.position = position }
    }
}

/// Answers what the test says, and remembers what it was asked.
private final class FakeConsultations: Sendable {
    private struct State {
        var requests: [(id: ConsultationID, request: ConsultationRequest)] = []
        var answers: [ConsultationReply] = []
        var busy: Set<ConsultationID> = []
    }

    private let state = Mutex(State())

    var requests: [(id: ConsultationID, request: ConsultationRequest)] { state.withLock { $0.requests } }

    var answers: [ConsultationReply] {
        get { state.withLock { $0.answers } }
        set { state.withLock { $0.answers = newValue } }
    }

    /// Those that can't be reached.
    var busy: Set<ConsultationID> {
        get { state.withLock { $0.busy } }
        set { state.withLock { $0.busy = newValue } }
    }

    func ask(_ id: ConsultationID, _ request: ConsultationRequest) async -> ConsultationReply {
        state.withLock { state in
            guard !state.busy.contains(id) else { return .refused(.busy) }
            state.requests.append((id, request))
            return state.answers.isEmpty ? .done(seq: 1) : state.answers.removeFirst()
        }
    }
}
