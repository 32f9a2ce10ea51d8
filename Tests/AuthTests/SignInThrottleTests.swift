import Auth
import Core
import Foundation
import TestKit
import Testing

@Suite struct SignInThrottleTests {
    private let clocks = TestClocks()
    private let address = ClientAddress(ipv4: 0x0A00_0001)
    private let home = ClientAddress(ipv4: 0x0A00_0002)

    private func elsewhere(_ index: Int) -> ClientAddress { ClientAddress(ipv4: 0xC633_0000 + UInt32(index)) }

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

    @Test func whoGuessesFromOneAddressKeepsNobodyOutFromAnother() {
        let throttle = throttle()
        for _ in 0..<30 {
            if let wait = throttle.attempt("ada", from: address) { clocks.advance(by: wait) }
        }
        #expect(throttle.attempt("ada", from: home) == nil)
    }

    @Test func manyAddressesTogetherAreBoundedMoreLoosely() {
        let throttle = throttle()
        for index in 0..<50 { #expect(throttle.attempt("ada", from: elsewhere(index)) == nil) }
        #expect(throttle.attempt("ada", from: elsewhere(50)) == .seconds(1))
        var longest: Duration = .zero
        for index in 50..<70 {
            guard let wait = throttle.attempt("ada", from: elsewhere(index)) else { continue }
            longest = max(longest, wait)
            clocks.advance(by: wait)
            _ = throttle.attempt("ada", from: elsewhere(index))
        }
        #expect(longest == .seconds(60))
        #expect(throttle.attempt("ben", from: elsewhere(0)) == nil)
    }

    @Test func anAddressThatSignedInIsNotHeldByGuessesFromElsewhereForADay() {
        let throttle = throttle()
        #expect(throttle.attempt("ada", from: home) == nil)
        throttle.succeeded("ada", from: home)
        clocks.advance(by: .seconds(24 * 3600 - 1))
        for index in 0..<50 { _ = throttle.attempt("ada", from: elsewhere(index)) }
        #expect(throttle.attempt("ada", from: address) != nil)
        #expect(throttle.attempt("ada", from: home) == nil)
        // Its own wrong guesses still count.
        for _ in 0..<4 { #expect(throttle.attempt("ada", from: home) == nil) }
        #expect(throttle.attempt("ada", from: home) != nil)
        clocks.advance(by: .seconds(2))
        for index in 50..<60 { _ = throttle.attempt("ada", from: elsewhere(index)) }
        #expect(throttle.attempt("ada", from: home) != nil)
    }

    @Test func aSignInFromAKnownAddressForgivesNobodyElse() {
        let throttle = throttle()
        for index in 0..<49 { _ = throttle.attempt("ada", from: elsewhere(index)) }
        for _ in 0..<20 {
            #expect(throttle.attempt("ada", from: home) == nil)
            throttle.succeeded("ada", from: home)
        }
        _ = throttle.attempt("ada", from: elsewhere(49))
        #expect(throttle.attempt("ada", from: elsewhere(50)) != nil)
    }

    @Test func mailsOfOneKindDoNotHoldThoseOfAnother() throws {
        let throttle = throttle()
        let email = try #require(EmailAddress("ada@example.org"))
        for _ in 0..<3 { #expect(throttle.attempt(.registrationMail(email)) == nil) }
        #expect(throttle.attempt(.registrationMail(email)) == .seconds(3600))
        #expect(throttle.attempt(.resetMail(email)) == nil)
        #expect(throttle.attempt("ada@example.org", from: nil) == nil)
    }

    @Test func whatWasTakenBackDoesNotCount() throws {
        let throttle = throttle()
        let email = try #require(EmailAddress("ada@example.org"))
        for _ in 0..<20 {
            #expect(throttle.attempt(.registrationMail(email)) == nil)
            throttle.takeBack(.registrationMail(email))
        }
        for _ in 0..<3 { #expect(throttle.attempt(.registrationMail(email)) == nil) }
        throttle.takeBack(.registrationMail(email))
        #expect(throttle.attempt(.registrationMail(email)) == nil)
        #expect(throttle.attempt(.registrationMail(email)) != nil)
    }

    @Test func inTenDaysMailsOfOneKindToOneAddressAreFew() throws {
        let throttle = throttle()
        let email = try #require(EmailAddress("ada@example.org"))
        var count = 0
        for _ in 0..<(10 * 24 * 60) {
            if throttle.attempt(.resetMail(email)) == nil { count += 1 }
            clocks.advance(by: .seconds(60))
        }
        #expect((50...80).contains(count))
    }

    @Test func changesOfOnesOwnAreTenAnHourInTheLongRun() {
        let throttle = throttle()
        let person = PersonID(uuid: .init())
        for _ in 0..<10 { #expect(throttle.attempt(.identityChange(person)) == nil) }
        #expect(throttle.attempt(.identityChange(person)) == .seconds(360))
        clocks.advance(by: .seconds(3600))
        var count = 0
        for _ in 0..<600 {
            if throttle.attempt(.identityChange(person)) == nil { count += 1 }
            clocks.advance(by: .seconds(60))
        }
        #expect((100...112).contains(count))
    }

    @Test func theOldestMakesRoom() {
        var configuration = SignInThrottle.Configuration()
        configuration.entriesMax = 6
        let throttle = SignInThrottle(configuration, clocks: clocks)
        for _ in 0..<5 { _ = throttle.attempt("ada", from: nil) }
        for name in ["b", "c", "d"] { _ = throttle.attempt(name, from: nil) }
        #expect(throttle.attempt("ada", from: nil) == nil)
    }
}
