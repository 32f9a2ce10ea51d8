import Gateway

@testable import Hub

extension HubConfiguration {
    /// For tests that send as fast as they can.
    mutating func liftRates() {
        let most = RateLimit(perSecond: 1_000_000, burst: 1_000_000)
        edge.limits.framesPerSocket = most
        edge.limits.commandsPerSocket = most
        edge.limits.commandsPerPerson = most
        edge.limits.commandsPerAddress = most
    }
}
