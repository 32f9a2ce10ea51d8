import Actors
import Core
import Foundation
import Persistence
import TestKit
import Testing

@Suite struct AuditKeeperTests {
    private let clocks = TestClocks()
    private let record = AuditRecord(door: .rest, person: PersonID(uuid: UUID()), operation: "get_bookings")

    private func keeper(_ journal: some Journal & AuditCatalog) -> AuditKeeper {
        AuditKeeper(journal: journal, audit: journal, clocks: clocks)
    }

    private func events(_ journal: some Journal) async throws -> [AuditEvent] {
        try await journal.entries(of: .audit, after: 0, limit: 10_000).map { try AuditEvent($0.content) }
    }

    @Test func aRecordIsOnDiskWhenItIsAnswered() async throws {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
        try await keeper(journal).record(record)
        let entries = try await journal.entries(of: .audit, after: 0, limit: 10)
        #expect(try entries.map { try AuditEvent($0.content) } == [.accessed(record)])
        #expect(entries.first?.origin == record.person.map(Origin.person))
        #expect(entries.first?.key == AuditEvent.key(at: clocks.now()))
        #expect(entries.first?.audience.isEmpty == true)
    }

    @Test func itGoesOnWhereTheLastStartEnded() async throws {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
        for _ in 0..<3 { try await keeper(journal).record(record) }
        #expect(try await events(journal).count == 3)
    }

    @Test func manyAtOnceAreAllThere() async throws {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
        let keeper = keeper(journal)
        try await withThrowingTaskGroup { group in
            for _ in 0..<500 { group.addTask { try await keeper.record(record) } }
            try await group.waitForAll()
        }
        #expect(try await events(journal).count == 500)
    }

    @Test func whatTheJournalRefusesIsRefusedAndTheNextGoesOn() async throws {
        let journal = ScriptedJournal(historyID: HistoryID(uuid: UUID()))
        let keeper = keeper(journal)
        for (refusal, isStored) in [(true, false), (false, true)] {
            async let outcome = isRecorded(keeper)
            await wait(until: { journal.heldCount == 1 })
            if refusal { journal.refuseNext() } else { journal.loseNext(applied: true) }
            #expect(await !outcome)
            #expect(journal.committedSeq(of: .audit) == (isStored ? 1 : 0))
        }
        async let outcome = isRecorded(keeper)
        await wait(until: { journal.heldCount == 1 })
        journal.commitNext()
        #expect(await outcome)
        #expect(journal.committedSeq(of: .audit) == 2)
    }

    @Test func whatBuildsOnARefusedRecordIsRefusedToo() async throws {
        let journal = ScriptedJournal(historyID: HistoryID(uuid: UUID()))
        let keeper = keeper(journal)
        async let first = isRecorded(keeper)
        await wait(until: { journal.heldCount == 1 })
        async let second = isRecorded(keeper)
        await wait(until: { journal.heldCount == 2 })
        journal.refuseNext()
        journal.commitNext()
        let outcomes = await [first, second]
        #expect(outcomes == [false, false])
        #expect(journal.committedSeq(of: .audit) == 0)
    }

    @Test func refusalsAtTheDoorAreCounted() async throws {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
        let keeper = keeper(journal)
        await keeper.flush()
        for _ in 0..<1000 { keeper.turnedAway("post_auth_login", code: "401") }
        keeper.turnedAway("get_bookings", code: "429")
        await keeper.flush()
        await keeper.flush()
        let refusals = [
            AuditEvent.Refusals(operation: "get_bookings", code: "429", count: 1),
            AuditEvent.Refusals(operation: "post_auth_login", code: "401", count: 1000),
        ]
        #expect(try await events(journal) == [.turnedAway(refusals, since: clocks.now())])
    }

    @Test func howManyKindsOfRefusalsAreToldApartIsBounded() async throws {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
        let keeper = keeper(journal)
        for number in 0..<1000 { keeper.turnedAway("operation \(number)", code: "401") }
        await keeper.flush()
        guard case .turnedAway(let refusals, _)? = try await events(journal).first else {
            Issue.record("nothing was written")
            return
        }
        #expect(refusals.count == AuditKeeper.refusalKindsMax + 1)
        #expect(refusals.reduce(0) { $0 + $1.count } == 1000)
    }

    @Test func whoIsRefusedAgainAndAgainGetsOneRowWithTheCount() async throws {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
        let keeper = keeper(journal)
        let refusal = AuditRecord(
            door: .rest,
            person: PersonID(uuid: UUID()),
            role: .patient,
            operation: "get_bookings",
            outcome: .refused(code: "too_many_requests")
        )
        for _ in 0..<500 { try await keeper.record(refusal) }
        await keeper.flush()
        let rows = RefusalTally.rowsPerKind
        let repeated = AuditEvent.refusedOften(refusal, count: UInt64(500 - rows), since: clocks.now())
        #expect(try await events(journal) == Array(repeating: .accessed(refusal), count: rows) + [repeated])
    }

    /// With more people than it can tell apart it counts without their names, and loses none.
    @Test func refusalsOfACrowdAreCountedLikeThoseOfStrangers() async throws {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
        let keeper = keeper(journal)
        for _ in 0..<RefusalTally.Crowd.clinic.peopleMax + 10 {
            let refusal = AuditRecord(
                door: .rest,
                person: PersonID(uuid: UUID()),
                operation: "get_bookings",
                outcome: .refused(code: "not_permitted")
            )
            try await keeper.record(refusal)
        }
        await keeper.flush()
        let counted = AuditEvent.Refusals(operation: "get_bookings", code: "not_permitted", count: 10)
        let all = try await events(journal)
        #expect(all.count == RefusalTally.Crowd.clinic.peopleMax + 1)
        #expect(all.last == .turnedAway([counted], since: clocks.now()))
    }

    @Test func countsThatCannotBeWrittenAreKept() async throws {
        let journal = ScriptedJournal(historyID: HistoryID(uuid: UUID()))
        let keeper = keeper(journal)
        keeper.turnedAway("get_bookings", code: "429")
        async let failed: Void = keeper.flush()
        await wait(until: { journal.heldCount == 1 })
        journal.refuseNext()
        await failed
        async let written: Void = keeper.flush()
        await wait(until: { journal.heldCount == 1 })
        journal.commitNext()
        await written
        #expect(journal.committedSeq(of: .audit) == 1)
    }

    private func isRecorded(_ keeper: AuditKeeper) async -> Bool {
        do {
            try await keeper.record(record)
            return true
        } catch {
            return false
        }
    }

    /// The keeper hands over on a thread of its own.
    private func wait(until isTrue: () -> Bool) async {
        while !isTrue() { await Task.yield() }
    }
}
