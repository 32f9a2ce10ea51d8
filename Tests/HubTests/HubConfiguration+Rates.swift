import Gateway

@testable import Hub

extension HubConfiguration {
    /// For tests that send as fast as they can.
    mutating func liftRates() {
        server.limits.framesPerSocket = .most
        server.limits.commandsPerSocket = .most
        server.limits.commandsPerPerson = .most
        server.limits.commandsPerAddress = .most
        server.limits.requestsPerPerson = .most
    }
}

extension RateLimit {
    /// The highest that can be set.
    static let most = RateLimit(perSecond: 1_000_000, burst: 1_000_000)
}
