/// One notice on its way to one receiver.
package struct WebhookDelivery: Sendable {
    package let webhook: WebhookID
    package let url: WebhookURL
    /// What it is signed with: the newest first, and the one before for as long as it is good.
    package let secrets: [String]
    /// Of the notice: the same at every attempt.
    package let id: String
    /// JSON, the same at every attempt.
    package let body: [UInt8]

    package init(webhook: WebhookID, url: WebhookURL, secrets: [String], id: String, body: [UInt8]) {
        self.webhook = webhook
        self.url = url
        self.secrets = secrets
        self.id = id
        self.body = body
    }
}

/// What came of an attempt.
package enum WebhookResult: Hashable, Sendable {
    /// The receiver answered with this status; only 2xx means that it has the notice.
    case answered(status: Int)
    case failed(WebhookFailure)

    package var isDelivered: Bool {
        if case .answered(let status) = self { (200..<300).contains(status) } else { false }
    }

    /// Whether the receiver says that it wants nothing any more (410 Gone, RFC 9110 section 15.5.11).
    package var isGone: Bool { self == .answered(status: 410) }
}

/// Why a receiver gave no answer.
package enum WebhookFailure: String, Sendable, CaseIterable {
    /// The address is of this machine or of a private network.
    case targetNotAllowed = "target_not_allowed"
    case nameNotFound = "name_not_found"
    case unreachable = "unreachable"
    /// Its certificate is not good, or it speaks no TLS.
    case insecure = "insecure"
    case timeout = "timeout"
    case badAnswer = "bad_answer"
}

/// Sends webhooks.
package protocol WebhookSender: Sendable {
    /// Makes one attempt, within a bound.
    ///
    /// Cancelling the task ends it early, with any result.
    func send(_ delivery: WebhookDelivery) async -> WebhookResult
}
