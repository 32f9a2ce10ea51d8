import Actors
import Core
import Foundation
import Persistence
import Synchronization
import TestKit
import Testing

@Suite struct CalendarShardTests {
    private let clocks = TestClocks(now: Timestamp(rfc3339: "2027-01-15T12:00:00Z") ?? Timestamp(milliseconds: 0))
    private let doctor = PersonID(uuid: UUID())

    private func registry(
        _ journal: any Journal,
        _ loop: any Loop,
        limits: CalendarLimits = CalendarLimits()
    ) -> (
        CalendarRegistry, CalendarShard
    ) {
        let context = CalendarContext(limits: limits, clocks: clocks, journal: journal, zones: TestTimeZones())
        let shard = CalendarShard(loop: loop, context: context)
        return (CalendarRegistry(shards: [shard]), shard)
    }

    private func memory() -> MemoryJournal { MemoryJournal(historyID: HistoryID(uuid: UUID())) }

    private func booking(
        _ start: String,
        id: BookingID = BookingID(uuid: UUID()),
        _ patient: PersonID = PersonID(uuid: UUID())
    )
        throws -> CalendarRequest
    {
        let plan = BookingPlan(
            patient: patient,
            kind: .virtual,
            provider: .direct,
            start: try CalendarExample.time(start),
            minutes: 1
        )
        return .book(id, plan, BookingText(title: "T"), .patient, by: .person(patient))
    }

    private func open(_ registry: CalendarRegistry) async throws {
        let reply = await registry.ask(doctor, .setAvailability(try CalendarExample.availability(), by: .hub))
        #expect(reply == .done(CalendarChange(isNew: true)))
    }

    @Test func ofHundredsWhoRaceForASlotExactlyOneGetsIt() async throws {
        let loop = ThreadLoop()
        defer { loop.stop() }
        let (registry, _) = registry(memory(), loop)
        try await open(registry)
        let requests = try (0..<500).map { _ in try booking("2027-01-18T08:30:00Z") }
        let replies = await withTaskGroup(of: CalendarReply.self) { group in
            for request in requests { group.addTask { await registry.ask(doctor, request) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(replies.count { $0 == .done(CalendarChange(isNew: true)) } == 1)
        let taken = replies.count { if case .refused(.slotTaken(let next)) = $0 { next.count == 5 } else { false } }
        #expect(taken == 499)
    }

    /// Everybody takes what they are offered next, until all of it is gone.
    @Test func whoTakesTheNextFreeSlotGetsOneInTheEnd() async throws {
        let loop = ThreadLoop()
        defer { loop.stop() }
        let journal = memory()
        let (registry, _) = registry(journal, loop)
        try await open(registry)
        let first = try CalendarExample.time("2027-01-18T08:00:00Z")
        let starts = await withTaskGroup(of: Timestamp?.self) { group in
            for _ in 0..<100 { group.addTask { await self.bookNext(registry, first) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(starts).count == 100)
        #expect(!starts.contains(nil))
        var calendar = DoctorCalendar(doctor: doctor)
        for entry in try await journal.entries(of: EntityID(calendarOf: doctor), after: 0, limit: .max) {
            try calendar.fold(entry)
        }
        #expect(Set(calendar.bookings.values.map(\.plan.start)) == Set(starts.compactMap { $0 }))
    }

    private func bookNext(_ registry: CalendarRegistry, _ start: Timestamp) async -> Timestamp? {
        var start = start
        let patient = PersonID(uuid: UUID())
        while true {
            let plan = BookingPlan(patient: patient, kind: .virtual, provider: .direct, start: start, minutes: 1)
            let request = CalendarRequest.book(
                BookingID(uuid: UUID()),
                plan,
                BookingText(title: "T"),
                .patient,
                by: .person(patient)
            )
            switch await registry.ask(doctor, request) {
            case .done: return start
            case .refused(.slotTaken(let next)):
                guard let slot = next.first else { return nil }
                start = slot.start
            case .refused, .availability, .slots: return nil
            }
        }
    }

    @Test func whatWasBookedIsThereAfterARestart() async throws {
        let loop = ThreadLoop()
        defer { loop.stop() }
        let journal = memory()
        let (before, _) = registry(journal, loop)
        try await open(before)
        let request = try booking("2027-01-18T08:30:00Z")
        #expect(await before.ask(doctor, request) == .done(CalendarChange(isNew: true)))
        let (after, _) = registry(journal, loop)
        #expect(await after.ask(doctor, request) == .done(CalendarChange(isNew: false)))
        guard case .refused(.slotTaken) = await after.ask(doctor, try booking("2027-01-18T08:30:00Z")) else {
            Issue.record("the slot was sold twice")
            return
        }
    }

    @Test func snapshotsAreKeptAndReadAgain() async throws {
        let loop = ThreadLoop()
        defer { loop.stop() }
        let journal = memory()
        var limits = CalendarLimits()
        limits.snapshotEvery = 2
        let (before, _) = registry(journal, loop, limits: limits)
        try await open(before)
        let request = try booking("2027-01-18T08:30:00Z")
        #expect(await before.ask(doctor, request) == .done(CalendarChange(isNew: true)))
        let stored = try await journal.load(EntityID(calendarOf: doctor), .fromSnapshot(before: 0))
        #expect(stored.snapshot != nil)
        #expect(try DoctorCalendar(doctor: doctor, stored: stored).bookings.count == 1)
    }

    @Test func theCalendarThatWasUsedLongestAgoMakesRoom() async throws {
        let loop = ThreadLoop()
        defer { loop.stop() }
        var limits = CalendarLimits()
        limits.residentsMax = 2
        let (registry, shard) = registry(memory(), loop, limits: limits)
        let availability = try CalendarExample.availability()
        let doctors = (0..<5).map { _ in PersonID(uuid: UUID()) }
        for doctor in doctors {
            #expect(
                await registry.ask(doctor, .setAvailability(availability, by: .hub))
                    == .done(CalendarChange(isNew: true))
            )
        }
        #expect(await shard.residentCount == 2)
        for doctor in doctors { #expect(await registry.ask(doctor, .availability) == .availability(availability)) }
    }

    @Test func aDoctorWithoutACalendarIsNotKept() async throws {
        let loop = ThreadLoop()
        defer { loop.stop() }
        let (registry, shard) = registry(memory(), loop)
        #expect(await registry.ask(doctor, .availability) == .availability(nil))
        #expect(await shard.residentCount == 0)
    }

    /// Nothing is told before it is stored: neither the booking, nor that its slot is gone.
    @Test func answersWaitForTheDisk() throws {
        let bench = try ScriptedCalendar()
        bench.ask(try booking("2027-01-18T08:30:00Z"))
        bench.ask(try booking("2027-01-18T08:30:00Z"))
        #expect(bench.replies.isEmpty)
        bench.journal.commitNext()
        bench.loop.runUntilIdle()
        #expect(bench.replies.count == 2)
        #expect(bench.replies.first == .done(CalendarChange(isNew: true)))
    }

    @Test func aCalendarThatIsTooBusySaysSo() throws {
        let bench = try ScriptedCalendar()
        let day = try CalendarExample.time("2027-01-18T08:00:00Z")
        for number in 0...CalendarLimits().undurableMax {
            // Four slots of each working day, which are there in winter and in summer.
            let days = 7 * (number / 20) + number / 4 % 5
            let start = day + .seconds(86_400 * days + 1800 * (number % 4))
            bench.ask(try booking(start.rfc3339))
        }
        #expect(bench.replies.isEmpty)
        bench.journal.commitAll()
        bench.loop.runUntilIdle()
        #expect(bench.replies.count == CalendarLimits().undurableMax + 1)
        #expect(bench.replies.last == .refused(.busy))
    }

    @Test func aRefusedWriteIsAnOutcomeThatNobodyKnows() throws {
        let bench = try ScriptedCalendar()
        bench.ask(try booking("2027-01-18T08:30:00Z"))
        bench.ask(try booking("2027-01-18T09:00:00Z"))
        bench.journal.refuseNext()
        bench.loop.runUntilIdle()
        #expect(bench.replies == [.refused(.outcomeUnknown), .refused(.outcomeUnknown)])
        bench.journal.refuseNext(.outOfSequence)
        bench.loop.runUntilIdle()
        // Built again from the journal, the slot is free.
        bench.ask(try booking("2027-01-18T08:30:00Z"))
        bench.journal.commitAll()
        bench.loop.runUntilIdle()
        #expect(bench.replies.last == .done(CalendarChange(isNew: true)))
    }

    @Test func aLostAnswerIsFoundByTheRepeat() throws {
        let bench = try ScriptedCalendar()
        let request = try booking("2027-01-18T08:30:00Z")
        bench.ask(request)
        bench.journal.loseNext(applied: true)
        bench.loop.runUntilIdle()
        #expect(bench.replies == [.refused(.outcomeUnknown)])
        bench.ask(request)
        bench.loop.runUntilIdle()
        #expect(bench.replies.last == .done(CalendarChange(isNew: false)))
    }
}

/// A calendar whose disk is the test.
private final class ScriptedCalendar {
    let loop = ManualLoop()
    let journal: ScriptedJournal
    private let shard: CalendarShard
    private let doctor = PersonID(uuid: UUID())
    private let answers = Answers()

    private final class Answers: Sendable {
        let all = Mutex<[CalendarReply]>([])
    }

    var replies: [CalendarReply] { answers.all.withLock { $0 } }

    init() throws {
        journal = ScriptedJournal(historyID: HistoryID(uuid: UUID()))
        let now = try CalendarExample.time("2027-01-15T12:00:00Z")
        let context = CalendarContext(clocks: TestClocks(now: now), journal: journal, zones: TestTimeZones())
        shard = CalendarShard(loop: loop, context: context)
        var availability = try CalendarExample.availability()
        availability.horizonDays = 366
        ask(.setAvailability(availability, by: .hub))
        journal.commitAll()
        loop.runUntilIdle()
        answers.all.withLock { $0.removeAll() }
    }

    func ask(_ request: CalendarRequest) {
        shard.ask(doctor, request) { [answers] reply in answers.all.withLock { $0.append(reply) } }
        loop.runUntilIdle()
    }
}
