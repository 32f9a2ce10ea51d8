import Actors
import Core
import Foundation
import TestKit
import Testing

@Suite struct DeliveryWindowTests {
    private typealias Verdict = DeliveryWindow.Verdict

    private let now = Timestamp(milliseconds: 1_800_000_000_000)
    private let visits = (0..<12).map { _ in EntityID(ConsultationID(uuid: UUID())) }

    /// What happens to the visits with these numbers, at the positions from `start` on.
    private func notices(_ numbers: [Int], from start: UInt64 = 1) throws -> [Notice] {
        try numbers.indices.map { index in
            let position = start + UInt64(index)
            let event = ConsultationEvent.statusChanged(.waiting, .requested, by: nil)
            let entry = JournalExamples.entry(event, of: visits[numbers[index]], seq: position)
            return try #require(try Notice(FeedEntry(position: position, entry: entry)))
        }
    }

    private func cancelled(_ id: BookingID) -> JournalEntry {
        JournalEntry(
            entity: EntityID(calendarOf: PersonID(uuid: UUID())),
            seq: 1,
            epoch: 1,
            time: now,
            origin: .hub,
            command: nil,
            audience: Audience(),
            content: CalendarEvent.cancelled(id, reason: .erased).stored()
        )
    }

    private func window(_ numbers: [Int], parallel: Int = 8, open: Int = 256) throws -> DeliveryWindow {
        var pace = DeliveryWindow.Pace()
        (pace.parallelMax, pace.openMax) = (parallel, open)
        var window = DeliveryWindow(DeliveryNote(position: 0), open: [], pace: pace)
        window.take(try notices(numbers), upTo: UInt64(numbers.count))
        return window
    }

    private func all(_ window: inout DeliveryWindow) -> [DeliveryWindow.Attempt] {
        var attempts: [DeliveryWindow.Attempt] = []
        while let attempt = window.next() { attempts.append(attempt) }
        return attempts
    }

    private func next(_ window: inout DeliveryWindow) throws -> DeliveryWindow.Attempt {
        let attempt = window.next()
        return try #require(attempt)
    }

    private func positions(_ attempts: [DeliveryWindow.Attempt]) -> [UInt64] { attempts.map(\.notice.position) }

    @Test func visitsGoBesideEachOtherAndEachInItsOrder() throws {
        var window = try window([0, 0, 1, 0, 1, 2])
        let first = all(&window)
        #expect(positions(first) == [1, 3, 6])
        #expect(window.underWayCount == 3)
        #expect(window.end(first[1], .taken, at: now).isEmpty)
        #expect(positions(all(&window)) == [5])
        #expect(window.done == 0)
        #expect(window.end(first[0], .taken, at: now).isEmpty)
        #expect(window.done == 1)
        #expect(positions(all(&window)) == [2])
    }

    @Test func aBookingAndItsVisitAreOne() throws {
        let id = UUID()
        let booking = try #require(try Notice(FeedEntry(position: 1, entry: cancelled(BookingID(uuid: id)))))
        let entry = JournalExamples.entry(
            .statusChanged(.cancelled, .requested, by: nil),
            of: EntityID(ConsultationID(uuid: id)),
            seq: 1
        )
        let visit = try #require(try Notice(FeedEntry(position: 2, entry: entry)))
        var window = DeliveryWindow(DeliveryNote(position: 0), open: [], pace: DeliveryWindow.Pace())
        window.take([booking, visit], upTo: 2)
        #expect(positions(all(&window)) == [1])
    }

    @Test func onlySoManyAreUnderWay() throws {
        var window = try window(Array(0..<12))
        let first = all(&window)
        #expect(first.count == 8)
        _ = window.end(first[3], .taken, at: now)
        #expect(all(&window).count == 1)
    }

    @Test func onlySoManyAreKnown() throws {
        var window = try window(Array(0..<12), open: 12)
        #expect(window.room == 0)
        let first = all(&window)
        _ = window.end(first[0], .taken, at: now)
        #expect(window.room == 1)
    }

    @Test func oneThatIsRefusedHoldsUpItsOwnVisitOnly() throws {
        var window = try window([0, 0, 1, 2, 1])
        let first = all(&window)
        let rests = window.end(first[0], .refused, at: now)
        #expect(rests.map(\.0) == [.notice(1), .all(1)])
        #expect(rests.map(\.1) == [.seconds(1), .seconds(1)])
        _ = window.end(first[1], .taken, at: now)
        _ = window.end(first[2], .taken, at: now)
        #expect(positions(all(&window)) == [5])
        #expect(window.done == 0)
        #expect(window.failing.map(\.notice.position) == [1])
        window.end(.notice(1))
        #expect(positions(all(&window)) == [1])
    }

    /// However much is new.
    @Test func aRepeatIsNotPutOffByWhatIsNew() throws {
        var window = try window(Array(0..<12), parallel: 1)
        let first = try next(&window)
        let rests = window.end(first, .refused, at: now).map(\.0)
        #expect(rests == [.notice(1), .all(1)])
        window.end(.all(1))
        let second = try next(&window)
        #expect(second.notice.position == 2)
        _ = window.end(second, .taken, at: now)
        #expect(window.room == 256 - 11)
        window.end(.notice(1))
        let third = try next(&window)
        #expect(third.notice.position == 1)
        #expect(third.number == 2)
        _ = window.end(third, .taken, at: now)
        #expect(window.next()?.notice.position == 3)
    }

    /// However often the one is refused, what is new goes at once.
    @Test func aSingleNoticeThatIsNeverTakenSlowsNobodyDown() throws {
        var window = try window([0])
        for number in 1...20 {
            let attempt = try next(&window)
            #expect(attempt.number == number)
            for (rest, _) in window.end(attempt, .refused, at: now) { window.end(rest) }
        }
        let last = try next(&window)
        let rests = window.end(last, .refused, at: now)
        #expect(rests.map(\.0) == [.notice(1)])
        #expect(rests.map(\.1) == [.seconds(15 * 60)])
        window.take(try notices([1, 2], from: 2), upTo: 3)
        let next = try self.next(&window)
        #expect(next.notice.position == 2)
        #expect(window.next() == nil)
        _ = window.end(next, .taken, at: now)
        #expect(window.next()?.notice.position == 3)
    }

    @Test func aReceiverThatTakesNothingIsAskedOnceInAPause() throws {
        var window = try window(Array(0..<12))
        let first = all(&window)
        // What fails together counts once.
        var pauses: [Duration] = []
        for attempt in first {
            for case (.all, let pause) in window.end(attempt, .refused, at: now) { pauses.append(pause) }
        }
        #expect(window.next() == nil)
        for round in 1...12 as ClosedRange<UInt64> {
            window.end(.all(round))
            // Each time another one, and one only.
            let attempts = all(&window)
            #expect(positions(attempts) == (round <= 4 ? [8 + round] : []))
            for attempt in attempts {
                for case (.all, let pause) in window.end(attempt, .refused, at: now) { pauses.append(pause) }
            }
        }
        #expect(pauses == [1, 2, 4, 8, 16].map { .seconds($0) })
        for position in 1...12 as ClosedRange<UInt64> { window.end(.notice(position)) }
        let chance = try next(&window)
        #expect(window.next() == nil)
        _ = window.end(chance, .taken, at: now)
        #expect(all(&window).count == 8)
    }

    @Test func aPauseThatHasBecomePointlessEndsNothing() throws {
        var window = try window([0, 1, 2])
        let first = all(&window)
        _ = window.end(first[0], .refused, at: now)
        _ = window.end(first[1], .taken, at: now)
        // The first pause was over with that; the next one is not.
        window.take(try notices([3], from: 4), upTo: 4)
        let second = try next(&window)
        _ = window.end(second, .refused, at: now)
        _ = window.end(first[2], .brokenOff, at: now)
        window.end(.all(1))
        window.end(.notice(1))
        #expect(window.next() == nil)
        window.end(.all(2))
        #expect(window.next() != nil)
    }

    @Test func whatIsBrokenOffSaysNothing() throws {
        var window = try window([0])
        let attempt = try next(&window)
        let rests = window.end(attempt, .brokenOff, at: now)
        #expect(rests.map(\.0) == [.notice(1)])
        #expect(window.failingSince == nil)
        window.end(.notice(1))
        #expect(window.next()?.number == 1)
    }

    @Test func whatFailedLongestCounts() throws {
        var window = try window([0, 1])
        let first = all(&window)
        _ = window.end(first[1], .refused, at: now + .seconds(5))
        _ = window.end(first[0], .refused, at: now + .seconds(7))
        #expect(window.failingSince == now + .seconds(5))
        for case (.notice(let position), _) in window.rests(at: now) { window.end(.notice(position)) }
        window.end(.all(1))
        let again = try next(&window)
        _ = window.end(again, .taken, at: now + .seconds(9))
        #expect(again.notice.position == 1)
        #expect(window.failingSince == now + .seconds(5))
    }

    @Test func whoGoesOnForgetsNeitherAttemptsNorPauses() throws {
        var before = try window([0, 1, 2, 0])
        let first = all(&before)
        _ = before.end(first[0], .refused, at: now)
        _ = before.end(first[1], .taken, at: now)
        _ = before.end(first[2], .refused, at: now)
        let note = before.note
        #expect(note.position == 4)
        #expect(note.open.map(\.position) == [1, 3, 4])
        let known = try notices([0, 1, 2, 0])
        var after = DeliveryWindow(note, open: [known[0], known[2], known[3]], pace: DeliveryWindow.Pace())
        #expect(after.done == 0)
        #expect(after.next() == nil)
        let rests = after.rests(at: now + .milliseconds(400))
        #expect(rests.map(\.0) == [.notice(1), .notice(3)])
        #expect(rests.allSatisfy { $0.1 == .milliseconds(600) })
        for (rest, _) in rests { after.end(rest) }
        let next = try self.next(&after)
        #expect(next.notice.position == 1)
        #expect(next.number == 2)
    }

    /// A clock that was turned back makes nobody wait for ever.
    @Test func noPauseIsLongerThanTheLongest() throws {
        var before = try window([0])
        let attempt = try next(&before)
        _ = before.end(attempt, .refused, at: now)
        let after = DeliveryWindow(before.note, open: try notices([0]), pace: DeliveryWindow.Pace())
        let rests = after.rests(at: Timestamp(milliseconds: 0))
        #expect(rests.allSatisfy { $0.1 == .seconds(15 * 60) })
    }
}
