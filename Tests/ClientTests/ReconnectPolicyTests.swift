import Client
import Testing

@Suite struct ReconnectPolicyTests {
    @Test func pausesDoubleUpToTheLongest() {
        var policy = ReconnectPolicy()
        policy.chance = { 0 }
        let delays = [0, 1, 2, 1000].map { policy.delay(attempt: $0, retryAfter: .zero) }
        #expect(delays == [.milliseconds(200), .milliseconds(400), .milliseconds(800), .seconds(10)])
    }

    @Test func theHubsWishIsTheLeastPause() {
        var policy = ReconnectPolicy()
        policy.chance = { 0 }
        #expect(policy.delay(attempt: 0, retryAfter: .seconds(1)) == .seconds(1))
    }

    @Test func chanceAddsUpToAsMuchAgain() {
        var policy = ReconnectPolicy()
        policy.chance = { 1 }
        #expect(policy.delay(attempt: 0, retryAfter: .seconds(1)) == .seconds(2))
    }
}
