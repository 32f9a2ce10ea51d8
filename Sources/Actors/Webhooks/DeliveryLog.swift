package import Core
package import FoundationEssentials

/// A webhook's newest attempts, since the hub started.
package struct DeliveryLog: Hashable, Sendable {
    package static let attemptsMax = 100

    /// One attempt.
    package struct Attempt: Hashable, Sendable {
        /// Of the notice.
        package let id: UUID
        package let type: String
        /// Which attempt it was with this notice, from 1.
        package let number: Int
        package let time: Timestamp
        package let duration: Duration
        package let result: WebhookResult
    }

    /// The newest last.
    package private(set) var attempts: [Attempt] = []

    package init() {}

    mutating func note(_ attempt: Attempt) {
        if attempts.count >= Self.attemptsMax { attempts.removeFirst() }
        attempts.append(attempt)
    }
}
