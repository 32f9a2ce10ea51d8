import Auth
import Core
import TestKit
import Testing

@Suite struct SignInThrottleTests {
    private let clocks = TestClocks()
    private let address = ClientAddress(ipv4: 0x0A00_0001)

    private func throttle() -> SignInThrottle { SignInThrottle(clocks: clocks) }

    @Test func afterSomeFailuresTheWaitsDouble() {
        let throttle = throttle()
        for _ in 0..<5 { #expect(throttle.attempt("ada", from: nil) == nil) }
        var waits: [Duration] = []
        for _ in 0..<10 {
            guard let wait = throttle.attempt("ada", from: nil) else { continue }
            waits.append(wait)
            clocks.advance(by: wait)
            #expect(throttle.attempt("ada", from: nil) == nil)
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300].map { .seconds($0) })
        #expect(throttle.attempt("ben", from: nil) == nil)
    }

    @Test func whoWaitsIsNotCounted() {
        let throttle = throttle()
        for _ in 0..<5 { _ = throttle.attempt("ada", from: nil) }
        for _ in 0..<100 { #expect(throttle.attempt("ada", from: nil) == .seconds(1)) }
        clocks.advance(by: .seconds(1))
        #expect(throttle.attempt("ada", from: nil) == nil)
    }

    @Test func successStartsTheAccountAnew() {
        let throttle = throttle()
        for _ in 0..<4 { _ = throttle.attempt("ada", from: nil) }
        throttle.succeeded("ada", from: nil)
        for _ in 0..<5 { #expect(throttle.attempt("ada", from: nil) == nil) }
        #expect(throttle.attempt("ada", from: nil) != nil)
    }

    @Test func anAddressThatTriesManyAccountsWaits() {
        let throttle = throttle()
        for index in 0..<50 { #expect(throttle.attempt("\(index)", from: address) == nil) }
        #expect(throttle.attempt("one more", from: address) != nil)
        #expect(throttle.attempt("one more", from: nil) == nil)
    }

    @Test func oneKnownPasswordDoesNotFreeAGuesser() {
        let throttle = throttle()
        for index in 0..<49 {
            #expect(throttle.attempt("\(index)", from: address) == nil)
            #expect(throttle.attempt("own", from: address) == nil)
            throttle.succeeded("own", from: address)
        }
        _ = throttle.attempt("last", from: address)
        #expect(throttle.attempt("own", from: address) != nil)
    }

    @Test func afterAnHourAllIsForgiven() {
        let throttle = throttle()
        for _ in 0..<5 { _ = throttle.attempt("ada", from: nil) }
        clocks.advance(by: .seconds(3600))
        for _ in 0..<5 { #expect(throttle.attempt("ada", from: nil) == nil) }
    }

    /// People mistype all day; nobody else is to wait for that.
    @Test func aClinicWhereSomebodyMistypesNowAndThenIsNotSlowedDown() {
        let throttle = throttle()
        for index in 0..<2000 {
            #expect(throttle.attempt("\(index)", from: address) == nil)
            clocks.advance(by: .seconds(10))
        }
    }

    @Test func anAddressWaitsHalfAMinuteAtMost() {
        let throttle = throttle()
        for index in 0..<200 {
            guard let wait = throttle.attempt("\(index)", from: address) else { continue }
            #expect(wait <= .seconds(30))
            clocks.advance(by: wait)
        }
    }

    @Test func theOldestMakesRoom() {
        var configuration = SignInThrottle.Configuration()
        configuration.entriesMax = 3
        let throttle = SignInThrottle(configuration, clocks: clocks)
        for _ in 0..<5 { _ = throttle.attempt("ada", from: nil) }
        for name in ["b", "c", "d"] { _ = throttle.attempt(name, from: nil) }
        #expect(throttle.attempt("ada", from: nil) == nil)
    }
}
