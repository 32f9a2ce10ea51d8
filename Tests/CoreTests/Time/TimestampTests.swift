import Core
import Testing

struct TimestampTests {
    @Test func addingCountsInMilliseconds() {
        let sum = Timestamp(milliseconds: 1000) + .seconds(2) + .milliseconds(-500)
        #expect(sum == Timestamp(milliseconds: 2500))
    }

    @Test func addingSaturatesAtBothEndsOfTime() {
        let last = Timestamp(milliseconds: .max)
        let first = Timestamp(milliseconds: .min)
        #expect(last + .milliseconds(1) == last)
        #expect(first + .milliseconds(-1) == first)
        #expect(Timestamp(milliseconds: 0) + .seconds(Int64.max) == last)
        #expect(Timestamp(milliseconds: -2) + .seconds(Int64.min) == first)
    }

    @Test(arguments: [
        (Duration.zero, 0 as Int64), (.milliseconds(1), 1), (.microseconds(1999), 1), (.microseconds(-1999), -1),
        (.seconds(3), 3000), (.seconds(Int64.max), .max), (.seconds(Int64.min), .min),
        (.seconds(Int64.max / 1000) + .milliseconds(807), .max), (.nanoseconds(999_999), 0),
    ])
    func wholeMillisecondsAreRoundedTowardsZeroAndSaturate(_ duration: Duration, milliseconds: Int64) {
        #expect(duration.wholeMilliseconds == milliseconds)
    }

    @Test func systemClocksGoForward() {
        let clocks = SystemClocks()
        let before = clocks.uptime()
        #expect(clocks.uptime() >= before)
        #expect(clocks.now() > Timestamp(milliseconds: 1_700_000_000_000))
    }
}
