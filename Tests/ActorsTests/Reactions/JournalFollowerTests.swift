import Actors
import Core
import Foundation
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct JournalFollowerTests {
    private static let patience: Duration = .seconds(120)
    private static let name = "test"

    private let feed = ListedFeed()
    private let visit = EntityID(ConsultationID(uuid: UUID()))
    private let seen = SeenPositions()

    private var positions: [UInt64] { seen.all }

    private var quick: JournalFollower.Pace {
        var pace = JournalFollower.Pace()
        pace.lull = .milliseconds(1)
        pace.retryMin = .milliseconds(1)
        pace.retryMax = .milliseconds(4)
        return pace
    }

    private func add(_ count: Int, of entity: EntityID? = nil) {
        for _ in 0..<count {
            let event = ConsultationEvent.seen(by: SeatNumber(index: 0), upTo: 1)
            feed.add(JournalExamples.entry(event, of: entity ?? visit, seq: 1))
        }
    }

    private func follow(
        after start: UInt64 = 0,
        _ interest: FeedInterest = [.consultation],
        pace: JournalFollower.Pace? = nil,
        report: @escaping @Sendable (JournalFollower.Trouble) -> Void = { _ in },
        handler: JournalFollower.Handler? = nil,
        _ body: (JournalFollower) async -> Void
    ) async {
        let follower = JournalFollower(
            Self.name,
            feed: feed,
            of: interest,
            after: start,
            pace: pace ?? quick,
            report: report
        ) { entry in
            guard await handler?(entry) ?? .done == .done else { return .postponed }
            seen.add(entry.position)
            return .done
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await follower.run() }
            await body(follower)
            group.cancelAll()
        }
    }

    @Test func everyEntryOfInterestComesOnceAndInOrder() async {
        for _ in 0..<50 {
            add(3)
            add(1, of: .directory)
        }
        await follow { #expect(await $0.reach(200, within: Self.patience)) }
        let expected = (1...200 as ClosedRange<UInt64>).filter { !$0.isMultiple(of: 4) }
        #expect(positions == expected)
        #expect(feed.position(of: Self.name) == 200)
    }

    @Test func whatIsNewIsFollowedWhenItIsWoken() async {
        await follow { follower in
            for position in 1...300 {
                add(1)
                follower.wake()
                if position % 100 == 0 { #expect(await follower.reach(UInt64(position), within: Self.patience)) }
            }
        }
        #expect(positions == Array(1...300))
    }

    @Test func whatIsPostponedStopsAllThatComesAfterIt() async {
        add(5)
        let isBlocked = Mutex(true)
        let handler: JournalFollower.Handler = { entry in
            entry.position == 3 && isBlocked.withLock { $0 } ? .postponed : .done
        }
        let (troubles, reported) = AsyncStream.makeStream(of: JournalFollower.Trouble.self)
        let report: @Sendable (JournalFollower.Trouble) -> Void = { reported.yield($0) }
        await follow(report: report, handler: handler) { follower in
            var iterator = troubles.makeAsyncIterator()
            // Not only once.
            for _ in 0..<3 { #expect(await iterator.next() == .postponed(position: 3)) }
            #expect(positions == [1, 2])
            #expect(feed.position(of: Self.name) == 2)
            isBlocked.withLock { $0 = false }
            #expect(await follower.reach(5, within: Self.patience))
        }
        #expect(positions == [1, 2, 3, 4, 5])
    }

    @Test func aJournalThatCantBeReadIsTriedAgain() async {
        feed.setUnreadable(true)
        add(2)
        let (troubles, reported) = AsyncStream.makeStream(of: JournalFollower.Trouble.self)
        let report: @Sendable (JournalFollower.Trouble) -> Void = { reported.yield($0) }
        await follow(report: report) { follower in
            var iterator = troubles.makeAsyncIterator()
            #expect(await iterator.next() == .unreadable)
            feed.setUnreadable(false)
            #expect(await follower.reach(2, within: Self.patience))
        }
        #expect(positions == [1, 2])
    }

    @Test func itGoesOnWhereItStopped() async {
        add(4)
        feed.advance(Self.name, to: 3)
        await follow { await $0.reach(4, within: Self.patience) }
        #expect(positions == [4])
    }

    @Test func oneThatNeverBeganBeginsWhereItIsTold() async {
        add(4)
        await follow(after: 2) { await $0.reach(4, within: Self.patience) }
        #expect(positions == [3, 4])
    }

    @Test func oneThatIsStoppedBetweenTwoEntriesKeepsItsPlace() async {
        add(10)
        let (starts, started) = AsyncStream.makeStream(of: UInt64.self)
        let handler: JournalFollower.Handler = { entry in
            started.yield(entry.position)
            guard entry.position > 4 else { return .done }
            await untilCancelled()
            return .postponed
        }
        await follow(handler: handler) { _ in
            for await position in starts where position == 5 { break }
        }
        #expect(positions == [1, 2, 3, 4])
        #expect(feed.position(of: Self.name) == 4)
    }

    @Test func onlyEventsOfInterestAreHandedOver() async {
        add(2)
        let status = ConsultationEvent.statusChanged(.waiting, .arrival, by: nil)
        feed.add(JournalExamples.entry(status, of: visit, seq: 3))
        let interest = FeedInterest([.consultation: [ConsultationEvent.Kind.statusChanged.rawValue]])
        await follow(interest) { await $0.reach(3, within: Self.patience) }
        #expect(positions == [3])
    }

    /// A note is a write to the disk: one for each entry that nobody wants would be too many.
    @Test func passingEntriesAreNotedNowAndThen() async {
        add(30, of: .directory)
        var pace = quick
        pace.pageMax = 5
        pace.unnotedMax = 20
        await follow(pace: pace) { follower in
            #expect(await follower.reach(30, within: Self.patience))
            #expect(feed.position(of: Self.name) == 20)
        }
        #expect(feed.position(of: Self.name) == 30)
    }

    @Test func whoWaitsTooLongGoesOn() async {
        await follow { follower in
            let isReached = await follower.reach(5, within: .milliseconds(20))
            #expect(!isReached)
        }
    }
}

/// What a follower's handler was given, in order.
private final class SeenPositions: Sendable {
    private let positions = Mutex<[UInt64]>([])

    var all: [UInt64] { positions.withLock { $0 } }

    func add(_ position: UInt64) {
        positions.withLock { $0.append(position) }
    }
}
