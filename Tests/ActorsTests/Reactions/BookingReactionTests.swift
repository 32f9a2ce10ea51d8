import Actors
import Core
import Foundation
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct BookingReactionTests {
    /// Far more than it takes, also where all tests share a slow machine.
    private static let patience: Duration = .seconds(300)

    private let doctor = PersonID(uuid: UUID())
    private let patient = PersonID(uuid: UUID())

    private func summary(
        _ id: BookingID,
        at position: UInt64,
        _ kind: BookingKind = .virtual,
        _ status: BookingStatus = .booked,
        text: Erasable<BookingText> = .present(BookingText(title: "Follow-up")),
        isUnreadable: Bool = false
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
            position: position,
            isTextUnreadable: isUnreadable
        )
    }

    private func follow(
        _ feed: FakeFeed,
        _ desk: FakeConsultations,
        names: @escaping BookingReaction.NameLookup = { _ in "Ada" },
        putBack: @escaping BookingReaction.Return = { _ in nil },
        clocks: TestClocks = TestClocks(),
        postponedMax: Int = 4096,
        report: @escaping @Sendable (BookingReaction.Trouble) -> Void = { _ in },
        _ body: (BookingReaction) async -> Void
    ) async {
        let reaction = BookingReaction(
            feed: feed,
            consultations: { await desk.ask($0, $1) },
            names: names,
            putBack: putBack,
            clocks: clocks,
            retryPeriod: .milliseconds(1),
            postponedMax: postponedMax,
            report: report
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
        await follow(feed, desk) { await $0.reach(3, within: Self.patience) }
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
        await follow(feed, desk) { await $0.reach(3, within: Self.patience) }
        #expect(desk.requests.isEmpty)
    }

    @Test func whatIsThereAlreadyIsToldOfTheNewTime() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        let id = BookingID(uuid: UUID())
        desk.answers = [.refused(.alreadyExists), .done(seq: 4)]
        feed.add(summary(id, at: 8))
        await follow(feed, desk) { await $0.reach(8, within: Self.patience) }
        let start = Timestamp(milliseconds: 1_800_003_600_000)
        #expect(desk.requests.last?.request == .change(ConsultationChange(start: start, minutes: 30), by: .hub))
    }

    @Test func aCancelledBookingCallsItsConsultationOff() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        feed.add(summary(BookingID(uuid: UUID()), at: 2, .virtual, .cancelled))
        await follow(feed, desk) { await $0.reach(2, within: Self.patience) }
        #expect(desk.requests.map(\.request) == [.callOff(by: .hub)])
    }

    @Test func whatIsBusyIsTriedAgainAndNothingIsPassedOver() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        desk.answers = [.refused(.busy), .refused(.outcomeUnknown), .done(seq: 3)]
        feed.add(summary(BookingID(uuid: UUID()), at: 5))
        await follow(feed, desk) { await $0.reach(5, within: Self.patience) }
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
            #expect(await reaction.reach(90, within: Self.patience))
            let isStuckDone = await reaction.reach(3, within: .milliseconds(20))
            #expect(!isStuckDone)
            #expect(feed.position == 2)
            desk.busy = []
            #expect(await reaction.reach(3, within: Self.patience))
            #expect(feed.position == 90)
        }
    }

    /// However many wait to be tried again, what is new is followed.
    @Test func manyThatAreStuckHoldUpNothingNew() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        let stuck = (0..<200).map { _ in BookingID(uuid: UUID()) }
        desk.busy = Set(stuck.map(\.consultation))
        for (index, id) in stuck.enumerated() { feed.add(summary(id, at: UInt64(index + 1))) }
        let new = BookingID(uuid: UUID())
        feed.add(summary(new, at: 201))
        await follow(feed, desk) { reaction in
            #expect(await reaction.reach(201, within: Self.patience))
            #expect(desk.requests.map(\.id) == [new.consultation])
            desk.busy = []
            for position in 1...200 { #expect(await reaction.reach(UInt64(position), within: Self.patience)) }
            #expect(feed.position == 201)
        }
    }

    @Test func whenTooManyAreStuckNothingNewIsBegun() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        let ids = (0..<4).map { _ in BookingID(uuid: UUID()) }
        desk.busy = Set(ids.prefix(3).map(\.consultation))
        for (index, id) in ids.enumerated() { feed.add(summary(id, at: UInt64(index + 1))) }
        await follow(feed, desk, postponedMax: 3) { reaction in
            let isReached = await reaction.reach(4, within: .milliseconds(50))
            #expect(!isReached)
            #expect(desk.requests.isEmpty)
            desk.busy = [ids[1].consultation]
            #expect(await reaction.reach(4, within: Self.patience))
            #expect(await reaction.reach(1, within: Self.patience))
            #expect(feed.position == 1)
        }
    }

    /// Nobody takes what can't be read now for erased, and no other waits for it.
    @Test func aTextThatCantBeReadHoldsUpThatBookingOnly() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        let (unreadable, other) = (BookingID(uuid: UUID()), BookingID(uuid: UUID()))
        feed.add(summary(unreadable, at: 1, text: .erased, isUnreadable: true))
        feed.add(summary(other, at: 2))
        await follow(feed, desk) { reaction in
            #expect(await reaction.reach(2, within: Self.patience))
            #expect(desk.requests.map(\.id) == [other.consultation])
            #expect(await reaction.follow(at: 1) == .postponed)
            feed.replace(with: summary(unreadable, at: 1))
            #expect(await reaction.reach(1, within: Self.patience))
        }
        #expect(desk.requests.map(\.id).last == unreadable.consultation)
    }

    /// A booking that lies ahead, whose visit is over: somebody has to look at it.
    @Test(arguments: [(-1, 1), (0, 0)]) func aVisitThatIsOverBeforeItsTimeIsReported(seconds: Int, count: Int) async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        let id = BookingID(uuid: UUID())
        desk.answers = [.refused(.alreadyExists), .refused(.over)]
        feed.add(summary(id, at: 1))
        let clocks = TestClocks(now: Timestamp(milliseconds: 1_800_003_600_000) + .seconds(seconds))
        let troubles = Mutex<[BookingReaction.Trouble]>([])
        let report: @Sendable (BookingReaction.Trouble) -> Void = { trouble in
            troubles.withLock { $0.append(trouble) }
        }
        await follow(feed, desk, clocks: clocks, report: report) { await $0.reach(1, within: Self.patience) }
        #expect(troubles.withLock { $0 } == Array(repeating: .refused(id, .over), count: count))
    }

    /// The visit began while its booking was being moved.
    @Test(arguments: [Refusal.wrongStatus, .over]) func aBookingWhoseVisitWentFirstIsPutBack(refusal: Refusal) async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        let id = BookingID(uuid: UUID())
        desk.answers = [.refused(.alreadyExists), .refused(refusal), .refused(.alreadyExists), .refused(refusal)]
        feed.add(summary(id, at: 1))
        let outcomes = Mutex<[BookingReaction.Outcome]>([.postponed, .done])
        let reports = Mutex(0)
        await follow(
            feed,
            desk,
            putBack: { _ in outcomes.withLock { $0.removeFirst() } },
            report: { _ in reports.withLock { $0 += 1 } },
            { await $0.reach(1, within: Self.patience) }
        )
        #expect(outcomes.withLock { $0.isEmpty })
        #expect(reports.withLock { $0 } == 1)
        #expect(feed.position == 1)
    }

    @Test func whoMissesAConsultationIsToldWhatStandsAgainstIt() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        feed.add(summary(BookingID(uuid: UUID()), at: 1))
        feed.add(summary(BookingID(uuid: UUID()), at: 2, text: .erased))
        await follow(feed, desk) { reaction in
            await reaction.reach(2, within: Self.patience)
            desk.answers = [.refused(.invalid)]
            #expect(await reaction.follow(at: 1) == .refused(.invalid))
            #expect(await reaction.follow(at: 1) == .done)
            #expect(await reaction.follow(at: 2) == .erased)
            #expect(await reaction.follow(at: 3) == .postponed)
        }
        await follow(feed, desk, names: Self.nobody) { #expect(await $0.follow(at: 1) == .nobody) }
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
        await follow(feed, desk) { await $0.reach(5, within: Self.patience) }
        #expect(desk.requests.map(\.id) == [id.consultation])
    }

    @Test func newsAreFollowedWhenItIsWoken() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        await follow(feed, desk) { reaction in
            for position in 1...200 {
                feed.add(summary(BookingID(uuid: UUID()), at: UInt64(position)))
                reaction.wake()
            }
            await reaction.reach(200, within: Self.patience)
        }
        #expect(desk.requests.count == 200)
    }

    private static let nobody: BookingReaction.NameLookup = { _ in nil }

    @Test func whatWasErasedOrHasNobodyIsLeftAlone() async {
        let (feed, desk) = (FakeFeed(), FakeConsultations())
        feed.add(summary(BookingID(uuid: UUID()), at: 1, text: .erased))
        await follow(feed, desk) { await $0.reach(1, within: Self.patience) }
        feed.add(summary(BookingID(uuid: UUID()), at: 2))
        await follow(feed, desk, names: Self.nobody) { await $0.reach(2, within: Self.patience) }
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

    func replace(with change: BookingSummary) {
        state.withLock { state in
            state.changes = state.changes.map { $0.booking.id == change.booking.id ? change : $0 }
        }
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
