import Core
import Testing

@testable import Gateway

struct RateLimitTests {
    private let limit = RateLimit(perSecond: 10, burst: 3)

    @Test func aBurstPassesAndOneMoreDoesNot() {
        var meter = Meter()
        var passed: [Bool] = []
        for _ in 0..<4 { passed.append(meter.admits(limit, at: .seconds(100))) }
        #expect(passed == [true, true, true, false])
    }

    @Test func timeBringsBackOneByOne() {
        var meter = Meter()
        for _ in 0..<3 { _ = meter.admits(limit, at: .seconds(100)) }
        var passed: [Bool] = []
        for time in [100_099, 100_100, 100_100] { passed.append(meter.admits(limit, at: .milliseconds(time))) }
        #expect(passed == [false, true, false])
    }

    @Test func aLongPauseBringsNoMoreThanTheBurst() {
        var meter = Meter()
        _ = meter.admits(limit, at: .seconds(1))
        var passed: [Bool] = []
        for _ in 0..<4 { passed.append(meter.admits(limit, at: .seconds(1_000_000))) }
        #expect(passed == [true, true, true, false])
    }

    /// What is refused costs nothing, or a flood would never end.
    @Test func refusalsAreNotCounted() {
        var meter = Meter()
        for _ in 0..<1000 { _ = meter.admits(limit, at: .seconds(100)) }
        let passes = meter.admits(limit, at: .milliseconds(100_100))
        #expect(passes)
    }

    /// What is known too late to be refused is made up for.
    @Test func whatIsChargedIsMissingFromTheRate() {
        let meter = SharedMeter()
        #expect(meter.admits(limit, at: .seconds(100)))
        meter.charge(limit, at: .seconds(100), count: 1)
        #expect(meter.admits(limit, at: .seconds(100)))
        meter.charge(limit, at: .seconds(100), count: 10)
        #expect(!meter.admits(limit, at: .milliseconds(101_099)))
        #expect(meter.admits(limit, at: .milliseconds(101_100)))
    }

    @Test func sharedMetersCountEverybodyOnce() async {
        let meter = SharedMeter()
        let limit = RateLimit(perSecond: 1, burst: 1000)
        let passed = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<500).count { _ in meter.admits(limit, at: .seconds(100)) } }
            }
            return await group.reduce(0, +)
        }
        #expect(passed == 1000)
        #expect(!meter.isUnused(at: .seconds(1099)))
        #expect(meter.isUnused(at: .seconds(1100)))
    }
}
