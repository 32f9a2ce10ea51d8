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
        _ role: Role = .patient,
        about subject: UUID = UUID(),
        session: SessionID? = nil,
        from address: UInt32? = nil
    ) -> AuditRecord {
        AuditRecord(
            door: .rest,
            person: person,
            role: role,
            session: session,
            operation: operation,
            subjects: [.init(.consultation, subject)],
            outcome: .refused(code: code),
            address: address.map { .present(ClientAddress(ipv4: $0)) }
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
        // The first and the newest: what matters can't be hidden behind what does not.
        let half = RefusalTally.subjectsMax / 2
        let named = subjects[rows..<rows + half] + subjects.suffix(half)
        #expect(repeated.record.subjects == named.map { AuditRecord.Subject(.consultation, $0) })
    }

    @Test func whatIsAskedForAgainIsNamedOnce() throws {
        var tally = RefusalTally()
        let subjects = (0..<40).map { _ in UUID() }
        for subject in subjects + subjects { _ = tally.judge(Self.refusal(about: subject), at: Self.start) }
        let named = try #require(tally.take().first).record.subjects
        #expect(named.count == RefusalTally.subjectsMax)
        #expect(Set(named).count == named.count)
        #expect(named.last == .init(.consultation, subjects[39]))
    }

    /// Another sign-in of the same person, or another address, is another thing.
    @Test func aStolenSignInIsNotCountedWithItsOwner() throws {
        let (own, stolen) = (SessionID(uuid: UUID()), SessionID(uuid: UUID()))
        var tally = RefusalTally()
        for _ in 0..<10 { _ = tally.judge(Self.refusal(session: own, from: 1), at: Self.start) }
        for (session, address) in [(stolen, UInt32(1)), (own, 2)] {
            var verdicts: [RefusalTally.Verdict] = []
            for _ in 0..<5 {
                verdicts.append(tally.judge(Self.refusal(session: session, from: address), at: Self.start))
            }
            #expect(verdicts == [.row, .row, .row, .counted, .counted])
        }
        let counts = tally.take()
        #expect(counts.count == 3)
        #expect(counts.contains { $0.record.session == stolen && $0.count == 2 })
        #expect(counts.contains { $0.record.address == .present(ClientAddress(ipv4: 2)) && $0.count == 2 })
    }

    /// A count of what is of several sign-ins is put on none of them.
    @Test func whatIsCountedTogetherNamesNoSignInThatIsNotThatOfAll() throws {
        var tally = RefusalTally()
        for number in 0..<RefusalTally.kindsPerPersonMax {
            _ = tally.judge(Self.refusal("operation \(number)"), at: Self.start)
        }
        let session = SessionID(uuid: UUID())
        _ = tally.judge(Self.refusal("one more", session: session, from: 1), at: Self.start)
        var others = try #require(tally.take().first)
        #expect(others.record.session == session && others.record.address != nil)
        for number in 0..<RefusalTally.kindsPerPersonMax {
            _ = tally.judge(Self.refusal("operation \(number)"), at: Self.start)
        }
        _ = tally.judge(Self.refusal("one more", session: session, from: 1), at: Self.start)
        _ = tally.judge(Self.refusal("one more", session: SessionID(uuid: UUID()), from: 2), at: Self.start)
        others = try #require(tally.take().first)
        #expect(others.count == 2)
        #expect(others.record.session == nil && others.record.address == nil)
    }

    /// A crowd that comes easily takes no room from those inside.
    @Test(arguments: [Role.guest, .patient])
    func aCrowdLeavesRoomForTheOthers(crowd: Role) {
        var tally = RefusalTally()
        var rows = 0
        for _ in 0..<4096 where tally.judge(Self.refusal(by: PersonID(uuid: UUID()), crowd), at: Self.start) == .row {
            rows += 1
        }
        #expect(rows == RefusalTally.Crowd(crowd).peopleMax)
        for role in Role.allCases where role != crowd {
            #expect(tally.judge(Self.refusal(by: PersonID(uuid: UUID()), role), at: Self.start) == .row)
        }
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

        for _ in 0..<RefusalTally.Crowd.patients.peopleMax {
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
