import Actors
import Core
import Foundation
import Persistence
import Synchronization
import TestKit
import Testing

@Suite struct WebhooksTests {
    private let clocks = TestClocks()
    private let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
    private let admin = Origin.person(PersonID(uuid: UUID()))
    private let id = WebhookID(uuid: UUID())

    private func webhooks(_ onChange: @escaping @Sendable (WebhookEvent) -> Void = { _ in }) -> Webhooks {
        Webhooks(loop: ThreadLoop(), journal: journal, clocks: clocks, onChange: onChange)
    }

    private func plan(_ types: Set<NoticeType>? = nil) throws -> WebhookPlan {
        WebhookPlan(url: .present(try #require(WebhookURL("https://example.org/hook"))), types: types)
    }

    private func add(_ webhooks: Webhooks, _ id: WebhookID? = nil) async throws -> Webhook {
        try await webhooks.add(id ?? self.id, plan(), secret: "first", start: 7, by: admin)
    }

    @Test func whatIsAddedIsThereAfterARestart() async throws {
        let added = try await add(webhooks())
        #expect(added.isActive)
        #expect(added.start == 7)
        #expect(added.secrets(at: clocks.now()) == ["first"])
        #expect(try await webhooks().all() == [added])
        #expect(try await webhooks().webhook(WebhookID(uuid: UUID())) == nil)
    }

    @Test func aRepeatAddsNothing() async throws {
        let webhooks = webhooks()
        let added = try await add(webhooks)
        let again = try await webhooks.add(id, plan([.bookingMade]), secret: "other", start: 9, by: admin)
        #expect(again == added)
        #expect(try await journal.entries(of: .webhooks, after: 0, limit: 9).count == 1)
    }

    @Test func changesAreToldAndWhatIsAsWantedWritesNothing() async throws {
        let told = Mutex<[WebhookEvent]>([])
        let webhooks = webhooks { event in told.withLock { $0.append(event) } }
        _ = try await add(webhooks)
        var change = Webhook.Change()
        change.types = [.consultationEnded]
        change.isActive = false
        let changed = try await webhooks.change(id, change, by: admin)
        #expect(changed.wants(.consultationEnded))
        #expect(!changed.wants(.bookingMade))
        #expect(changed.pause == .requested)
        #expect(try await webhooks.change(id, change, by: admin) == changed)
        change.isActive = true
        #expect(try await webhooks.change(id, change, by: admin).isActive)
        #expect(told.withLock { $0.count } == 4)
    }

    @Test func theSecretBeforeIsGoodForAWhile() async throws {
        let webhooks = webhooks()
        _ = try await add(webhooks)
        let rotated = try await webhooks.rotate(id, to: "second", overlap: .seconds(60), by: admin)
        #expect(rotated.secrets(at: clocks.now()) == ["second", "first"])
        #expect(rotated.secrets(at: clocks.now() + .seconds(60)) == ["second"])
    }

    @Test func theHubPausesOnlyWhatIsActive() async throws {
        let webhooks = webhooks()
        _ = try await add(webhooks)
        try await webhooks.pause(id, .gone)
        try await webhooks.pause(id, .failing)
        #expect(try await webhooks.webhook(id)?.pause == .gone)
        try await webhooks.pause(WebhookID(uuid: UUID()), .failing)
        #expect(try await journal.entries(of: .webhooks, after: 0, limit: 9).count == 2)
    }

    @Test func whatIsRemovedIsGone() async throws {
        let webhooks = webhooks()
        _ = try await add(webhooks)
        try await webhooks.remove(id, by: admin)
        #expect(try await webhooks.all() == [])
        await #expect(throws: Refusal.notFound) { try await webhooks.remove(id, by: admin) }
        await #expect(throws: Refusal.notFound) { try await webhooks.change(id, Webhook.Change(), by: admin) }
        await #expect(throws: Refusal.notFound) {
            try await webhooks.rotate(id, to: "x", overlap: .zero, by: admin)
        }
        #expect(try await self.webhooks().all() == [])
    }

    @Test func thereAreOnlySoMany() async throws {
        let webhooks = webhooks()
        for _ in 0..<Webhooks.webhooksMax { _ = try await add(webhooks, WebhookID(uuid: UUID())) }
        await #expect(throws: Refusal.tooMany) { try await add(webhooks) }
    }

    @Test func manyChangesAtOnceAreOneAfterTheOther() async throws {
        let webhooks = webhooks()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<30 {
                group.addTask { _ = try? await add(webhooks, WebhookID(uuid: UUID())) }
            }
        }
        #expect(try await webhooks.all().count == 30)
        #expect(try await self.webhooks().all().count == 30)
    }

    @Test func aJournalThatTakesNothingLeavesThingsAsTheyWere() async throws {
        let webhooks = webhooks()
        _ = try await add(webhooks)
        await journal.stop()
        await #expect(throws: Refusal.outcomeUnknown) { try await webhooks.remove(id, by: admin) }
        await #expect(throws: Refusal.busy) { try await webhooks.all() }
    }

    @Test func aHistoryThatCantBeIsNoHistory() async throws {
        _ = try await add(webhooks())
        let entries = try await journal.entries(of: .webhooks, after: 0, limit: 9)
        try Webhooks.replay(entries)
        #expect(throws: StorageError.self) { try Webhooks.replay(entries + entries) }
    }
}
