import Actors
import Core
import Foundation
import Persistence
import REST
import Synchronization
import TestKit

/// Real webhooks over a journal in memory, and a receiver that says what a test wants.
struct WebhookOffice {
    let history = HistoryID(uuid: UUID())
    let feed = ListedFeed()
    let sender = SayingSender()
    let services: WebhookServices

    init(clocks: any Clocks) {
        let (changes, changing) = AsyncStream.makeStream(of: WebhookEvent.self)
        let journal = MemoryJournal(historyID: history)
        let webhooks = Webhooks(loop: ThreadLoop(), journal: journal, clocks: clocks) { changing.yield($0) }
        let feed = feed
        services = WebhookServices(
            webhooks: webhooks,
            dispatcher: WebhookDispatcher(
                webhooks,
                changes: changes,
                feed: feed,
                history: history,
                sender: sender,
                clocks: clocks
            ),
            feed: feed,
            history: history,
            settings: WebhookSettings(),
            end: { () throws(JournalReadError) in
                try await feed.entries(after: 0, of: [], limit: .max).position
            },
            problem: { $0.isSecure ? nil : "Must be an https address." }
        )
    }
}

/// Answers what the test wants.
final class SayingSender: WebhookSender {
    private let result = Mutex(WebhookResult.answered(status: 200))

    func say(_ result: WebhookResult) {
        self.result.withLock { $0 = result }
    }

    func send(_ delivery: WebhookDelivery) async -> WebhookResult { result.withLock { $0 } }
}

extension Clinic {
    /// With webhooks and a feed.
    static func withWebhooks() async throws -> (Clinic, WebhookOffice) {
        var clinic = try await Clinic()
        let office = WebhookOffice(clocks: clinic.clocks)
        clinic.dependencies.webhooks = office.services
        return (clinic, office)
    }
}
