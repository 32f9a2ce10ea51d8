package import Core
package import FoundationEssentials

/// How a webhook's deliveries went lately, since the hub started.
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
    /// Since when nothing arrives; `nil` while things do.
    package private(set) var failingSince: Timestamp?

    package init() {}

    /// Which attempt the next one with this notice is.
    func number(of id: UUID) -> Int {
        (attempts.last { $0.type != NoticeBody.testType }).map { $0.id == id ? $0.number + 1 : 1 } ?? 1
    }

    mutating func note(_ attempt: Attempt) {
        if attempts.count >= Self.attemptsMax { attempts.removeFirst() }
        attempts.append(attempt)
        guard attempt.type != NoticeBody.testType else { return }
        failingSince = attempt.result.isDelivered ? nil : failingSince ?? attempt.time
    }

    /// Somebody has looked after it: what failed before counts no more.
    mutating func forgive() { failingSince = nil }
}
