import Core
import Synchronization

/// Receivers as a test wants them: each address has its own.
final class FakeReceivers: WebhookSender {
    typealias Answer = @Sendable (WebhookDelivery) async -> WebhookResult

    private struct State {
        var answers: [String: Answer] = [:]
        var received: [WebhookDelivery] = []
    }

    private let state = Mutex(State())
    /// One for each that arrived.
    let arrivals: AsyncStream<String>
    private let arrived: AsyncStream<String>.Continuation

    init() {
        (arrivals, arrived) = AsyncStream.makeStream()
    }

    /// What arrived at a host, in order.
    func received(at host: String) -> [WebhookDelivery] {
        state.withLock { $0.received.filter { $0.url.host == host } }
    }

    func answer(at host: String, _ answer: @escaping Answer) {
        state.withLock { $0.answers[host] = answer }
    }

    func send(_ delivery: WebhookDelivery) async -> WebhookResult {
        let answer = state.withLock { $0.answers[delivery.url.host] }
        let result = await answer?(delivery) ?? .answered(status: 200)
        if result.isDelivered { state.withLock { $0.received.append(delivery) } }
        arrived.yield(delivery.url.host)
        return result
    }
}
