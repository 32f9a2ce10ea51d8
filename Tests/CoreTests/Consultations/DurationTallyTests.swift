import Core
import Testing

struct DurationTallyTests {
    @Test(arguments: [0, 1, 15, 16, 17, 31, 32, 59, 60, 61, 599, 600, 1800, 3599, 7200, 86_400, 1_000_000])
    func theMiddleOfAStepIsCloseToWhatIsInIt(seconds: Int) {
        let middle = DurationTally.middle(of: DurationTally.step(of: .seconds(seconds)))
        let distance = abs(Double(middle.components.seconds - Int64(seconds)))
        #expect(distance <= max(1, Double(seconds) / 32))
    }

    @Test func stepsGrowWithDurations() {
        let steps = (0..<5000).map { DurationTally.step(of: .seconds($0)) }
        #expect(steps == steps.sorted())
        #expect(Set(steps).count > 100)
    }

    @Test func quantilesAreThoseOfTheList() {
        var tally = DurationTally()
        #expect(tally.quantile(0.5) == nil)
        for seconds in 1...10 { tally.add(.seconds(seconds)) }
        #expect(tally.total == 10)
        #expect(tally.quantile(0.5) == .seconds(5))
        #expect(tally.quantile(0.95) == .seconds(10))
        #expect(tally.quantile(0) == .seconds(1))
    }

    @Test func longTimesDoNotTrap() {
        var tally = DurationTally()
        tally.add(.seconds(Int64.max))
        tally.add(.seconds(-5))
        #expect(tally.quantile(0) == .zero)
        #expect(tally.quantile(1) != nil)
    }
}
