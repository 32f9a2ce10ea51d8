import Actors
import Core
import Foundation
import Testing

@Suite struct RefusalTallyTests {
    private static let person = PersonID(uuid: UUID())
    private static let start = Timestamp(milliseconds: 1_800_000_000_000)

    private static func refusal(
        _ operation: String = "get_consultations_id",
        _ code: String = "not_found",
        by person: PersonID? = Self.person,
        about subject: UUID = UUID()
    ) -> AuditRecord {
        AuditRecord(
            door: .rest,
            person: person,
            role: .patient,
            operation: operation,
            subjects: [.init(.consultation, subject)],
            outcome: .refused(code: code)
        )
    }

    @Test func theFirstFewAreRowsAndTheRestIsOne() throws {
        var tally = RefusalTally()
        let subjects = (0..<1000).map { _ in UUID() }
        let verdicts = subjects.enumerated().map { index, subject in
            tally.judge(Self.refusal(about: subject), at: Self.start + .seconds(index))
        }
        let rows = RefusalTally.rowsPerKind
        #expect(verdicts.prefix(rows).allSatisfy { $0 == .row })
        #expect(verdicts.dropFirst(rows).allSatisfy { $0 == .counted })
        let counts = tally.take()
        #expect(counts.count == 1)
        let repeated = try #require(counts.first)
        #expect(repeated.count == UInt64(1000 - rows))
        #expect(repeated.since == Self.start + .seconds(rows))
        #expect(repeated.record.person == Self.person)
        #expect(repeated.record.operation == "get_consultations_id")
        let named = subjects[rows..<rows + RefusalTally.subjectsMax].map { AuditRecord.Subject(.consultation, $0) }
        #expect(repeated.record.subjects == named)
    }

    @Test func whatWasTakenBeginsAnew() {
        var tally = RefusalTally()
        for _ in 0..<10 { _ = tally.judge(Self.refusal(), at: Self.start) }
        #expect(tally.take().count == 1)
        #expect(tally.take().isEmpty)
        #expect(tally.judge(Self.refusal(), at: Self.start) == .row)
    }

    @Test func othersAndOtherThingsHaveTheirOwnCounts() {
        var tally = RefusalTally()
        for _ in 0..<10 { _ = tally.judge(Self.refusal(), at: Self.start) }
        #expect(tally.judge(Self.refusal("get_bookings_id"), at: Self.start) == .row)
        #expect(tally.judge(Self.refusal("get_consultations_id", "over"), at: Self.start) == .row)
        #expect(tally.judge(Self.refusal(by: PersonID(uuid: UUID())), at: Self.start) == .row)
        #expect(tally.take().count == 1)
    }

    /// What was allowed, and what nobody knows of whom, is never counted away.
    @Test func onlyRefusalsOfPeopleAreCounted() {
        var tally = RefusalTally()
        let allowed = AuditRecord(door: .rest, person: Self.person, operation: "get_auth_me")
        for _ in 0..<100 {
            #expect(tally.judge(allowed, at: Self.start) == .row)
            #expect(tally.judge(Self.refusal(by: nil), at: Self.start) == .row)
        }
        #expect(tally.take().isEmpty)
    }

    @Test func kindsAndPeopleBeyondTheLimitAreCountedTogether() throws {
        var tally = RefusalTally()
        var rows = 0
        for number in 0..<1000 {
            for _ in 0..<2 where tally.judge(Self.refusal("operation \(number)"), at: Self.start) == .row { rows += 1 }
        }
        #expect(rows == 2 * RefusalTally.kindsPerPersonMax)
        let others = try #require(tally.take().first)
        #expect(others.record.operation == "other" && others.record.outcome == .refused(code: "other"))
        #expect(others.count == UInt64(2 * (1000 - RefusalTally.kindsPerPersonMax)))

        for _ in 0..<RefusalTally.peopleMax {
            #expect(tally.judge(Self.refusal(by: PersonID(uuid: UUID())), at: Self.start) == .row)
        }
        #expect(tally.judge(Self.refusal(by: PersonID(uuid: UUID())), at: Self.start) == .nameless)
    }

    /// None is lost, and no row is given out anew before its count is written.
    @Test func countsThatAreKeptAreAddedUp() throws {
        var tally = RefusalTally()
        for _ in 0..<10 { _ = tally.judge(Self.refusal(), at: Self.start) }
        let taken = tally.take()
        for _ in 0..<5 { _ = tally.judge(Self.refusal(), at: Self.start + .seconds(60)) }
        tally.keep(taken)
        let repeated = try #require(tally.take().first)
        #expect(repeated.count == UInt64(7 + 2))
        #expect(repeated.since == Self.start)
    }
}
