import LoadTestKit
import Testing

@Suite struct StreamCheckTests {
    @Test func numbersInARowAreExpected() {
        var check = StreamCheck()
        for number in 1...3 as ClosedRange<UInt32> { #expect(check.accept(number) == .next) }
    }

    @Test func whatIsJumpedOverIsAGap() {
        var check = StreamCheck()
        #expect(check.accept(1) == .next)
        #expect(check.accept(4) == .gap(2...3))
        #expect(check.accept(5) == .next)
    }

    @Test func whatCameBeforeIsOld() {
        var check = StreamCheck()
        #expect(check.accept(1) == .next)
        #expect(check.accept(1) == .old)
    }

    @Test func whatIsExcusedMayBeMissingButMayAlsoCome() {
        var check = StreamCheck()
        check.excuse(through: 5)
        #expect(check.accept(4) == .next)
        #expect(check.accept(7) == .gap(6...6))
    }

    @Test func whatIsDueIsWhatCameNot() {
        var check = StreamCheck()
        #expect(check.due(of: 0) == nil)
        #expect(check.due(of: 2) == 1...2)
        #expect(check.accept(1) == .next)
        #expect(check.due(of: 2) == 2...2)
        check.excuse(through: 2)
        #expect(check.due(of: 2) == nil)
    }
}
