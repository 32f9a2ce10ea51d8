import Core
import Foundation
import Testing

@testable import REST

/// How long somebody may still have to wait.
struct WaitEstimateTests {
    private static let now = Timestamp(milliseconds: 1_800_000_000_000)
    private static let own = ConsultationID(uuid: UUID())

    private static func visit(
        _ minute: Int,
        _ status: ConsultationStatus,
        begun: Int? = nil,
        minutes: Int = 20
    ) -> WaitEstimate.Visit {
        WaitEstimate.Visit(
            id: ConsultationID(uuid: UUID()),
            start: now + .seconds(minute * 60),
            minutes: minutes,
            status: status,
            begun: begun.map { now + .seconds($0 * 60) }
        )
    }

    private static func estimate(
        start: Int = 0,
        _ visits: [WaitEstimate.Visit],
        lasting: [Int] = []
    ) -> ClosedRange<Int> {
        var durations = DurationTally()
        for minutes in lasting { durations.add(.seconds(minutes * 60)) }
        let estimate = WaitEstimate(
            for: own,
            start: now + .seconds(start * 60),
            behind: visits,
            durations: durations,
            at: now
        )
        return estimate.fromMinutes...estimate.toMinutes
    }

    @Test func withNobodyAheadItIsTheTimeToTheStart() {
        #expect(Self.estimate([]) == 0...0)
        #expect(Self.estimate(start: 10, []) == 0...10)
        #expect(Self.estimate(start: -10, []) == 0...0)
    }

    @Test func thePlanCountsUntilEnoughWasLearned() {
        #expect(Self.estimate([Self.visit(-5, .waiting)]) == 15...25)
        #expect(Self.estimate([Self.visit(-5, .waiting)], lasting: [60, 60]) == 15...25)
    }

    @Test func realDurationsCountThen() {
        let range = Self.estimate([Self.visit(-5, .waiting)], lasting: [10, 10, 10, 40, 40, 40])
        #expect((9...10).contains(range.lowerBound) && (39...41).contains(range.upperBound))
    }

    @Test func whatGoesOnTakesItsRest() {
        #expect(Self.estimate([Self.visit(-10, .active, begun: -10)]) == 5...15)
    }

    @Test func aVisitThatRunsOverMayEndAtAnyMoment() {
        #expect(Self.estimate([Self.visit(-60, .active, begun: -50)]) == 0...0)
    }

    @Test func aDayThatRunsLateShowsInBothEnds() {
        let late = [Self.visit(-40, .active, begun: -5), Self.visit(-20, .waiting), Self.visit(-10, .waiting)]
        #expect(Self.estimate(start: -5, late) == 40...70)
    }

    @Test func whoHasNotComeYetCountsOnlyForTheLongEnd() {
        #expect(Self.estimate(start: 20, [Self.visit(0, .scheduled)]) == 0...25)
    }

    @Test func nobodyIsSeenBeforeTheirTime() {
        #expect(Self.estimate(start: 60, [Self.visit(40, .scheduled)]) == 0...65)
    }

    @Test func whatIsOverOrComesLaterPlaysNoPart() {
        let others: [WaitEstimate.Visit] = [
            Self.visit(-60, .ended), Self.visit(-30, .cancelled), Self.visit(-20, .noShow), Self.visit(5, .waiting),
        ]
        #expect(Self.estimate(others) == 0...0)
    }

    @Test func itNeverBecomesAbsurd() {
        let endless = (0..<200).map { Self.visit(-$0 - 1, .waiting, minutes: 1440) }
        #expect(Self.estimate(endless) == WaitEstimate.minutesMax...WaitEstimate.minutesMax)
    }
}
