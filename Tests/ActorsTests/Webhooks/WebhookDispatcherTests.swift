import Actors
import Core
import Foundation
import Persistence
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct WebhookDispatcherTests {
    private let history = HistoryID(uuid: UUID())
    private let clocks = TestClocks()
    private let feed = ListedFeed()
    private let receivers = FakeReceivers()
    private let visit = EntityID(ConsultationID(uuid: UUID()))

    private struct Office {
        let webhooks: Webhooks
        let dispatcher: WebhookDispatcher
        let pauses: AsyncStream<WebhookPause>

        func add(_ host: String, _ types: Set<NoticeType>? = nil, start: UInt64 = 0) async throws -> WebhookID {
            let plan = WebhookPlan(url: .present(try #require(WebhookURL("https://\(host)/hook"))), types: types)
            let id = WebhookID(uuid: UUID())
            return try await webhooks.add(id, plan, secret: "secret of \(host)", start: start, by: .hub).id
        }

        func standing(of id: WebhookID) async throws -> DeliveryWindow {
            try await dispatcher.standing(of: try #require(try await webhooks.webhook(id)))
        }

        func failingSince(of id: WebhookID) async throws -> Timestamp? { try await standing(of: id).failingSince }
    }

    private func open(
        _ journal: MemoryJournal? = nil,
        patience: Duration = .seconds(3600),
        retryMin: Duration = .milliseconds(1),
        parallel: Int = 8,
        _ body: (Office) async throws -> Void
    ) async rethrows {
        let (changes, changing) = AsyncStream.makeStream(of: WebhookEvent.self)
        let (pauses, pausing) = AsyncStream.makeStream(of: WebhookPause.self)
        let journal = journal ?? MemoryJournal(historyID: history)
        let webhooks = Webhooks(loop: ThreadLoop(), journal: journal, clocks: clocks) { changing.yield($0) }
        var settings = WebhookSettings()
        settings.patience = patience
        settings.pace.parallelMax = parallel
        settings.pace.retryMin = retryMin
        settings.pace.retryMax = retryMin * 2
        var watch = WebhookWatch()
        watch.paused = { _, reason in pausing.yield(reason) }
        let dispatcher = WebhookDispatcher(
            webhooks,
            changes: changes,
            feed: feed,
            history: history,
            sender: receivers,
            clocks: clocks,
            settings: settings,
            watch: watch
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await dispatcher.run() }
            try await body(Office(webhooks: webhooks, dispatcher: dispatcher, pauses: pauses))
            group.cancelAll()
        }
    }

    /// Something that every webhook without types wants; returns its id as receivers see it.
    @discardableResult
    private func happen(
        _ office: Office,
        _ status: ConsultationStatus = .waiting,
        to entity: EntityID? = nil,
        seq: UInt64 = 1
    ) throws -> String {
        let event = ConsultationEvent.statusChanged(status, .requested, by: nil)
        let entry = JournalExamples.entry(event, of: entity ?? visit, seq: seq)
        let position = feed.add(entry)
        office.dispatcher.wake()
        return try #require(try Notice(FeedEntry(position: position, entry: entry))).id.canonicalText
    }

    /// Waits until so many deliveries have arrived at a host.
    private func wait(for count: Int, at host: String) async {
        guard receivers.received(at: host).count < count else { return }
        for await _ in receivers.arrivals where receivers.received(at: host).count >= count { return }
    }

    @Test func everyoneIsToldWhatTheyWantAndInOrder() async throws {
        try await open { office in
            let all = try await office.add("all.example")
            _ = try await office.add("ends.example", [.consultationEnded])
            var ids: [String] = []
            for seq in 1...40 as ClosedRange<UInt64> {
                ids.append(try happen(office, seq % 10 == 0 ? .ended : .waiting, seq: seq))
            }
            await wait(for: 40, at: "all.example")
            #expect(receivers.received(at: "all.example").map(\.id) == ids)
            await wait(for: 4, at: "ends.example")
            #expect(receivers.received(at: "ends.example").map(\.id) == [9, 19, 29, 39].map { ids[$0] })
            let first = try #require(receivers.received(at: "all.example").first)
            #expect(first.secrets == ["secret of all.example"])
            #expect(first.webhook == all)
            let body = try JSONSerialization.jsonObject(with: Data(first.body)) as? [String: Any]
            #expect(body?["id"] as? String == ids[0])
            #expect(body?["type"] as? String == "consultation.waiting")
        }
    }

    @Test func whatWasBeforeItsBeginningIsNotSent() async throws {
        try await open { office in
            try happen(office, seq: 1)
            try happen(office, seq: 2)
            _ = try await office.add("late.example", start: 1)
            await wait(for: 1, at: "late.example")
            let received = receivers.received(at: "late.example")
            #expect(received.count == 1)
        }
    }

    @Test func aReceiverThatIsDownGetsEverythingOnceItIsUp() async throws {
        let isDown = Mutex(true)
        receivers.answer(at: "down.example") { _ in
            isDown.withLock { $0 } ? .failed(.unreachable) : .answered(status: 204)
        }
        try await open { office in
            let id = try await office.add("down.example")
            let ids = try (1...10 as ClosedRange<UInt64>).map { try happen(office, seq: $0) }
            var arrivals = receivers.arrivals.makeAsyncIterator()
            for _ in 0..<5 { _ = await arrivals.next() }
            let log = await office.dispatcher.log(of: id)
            #expect(log.attempts.allSatisfy { $0.result == .failed(.unreachable) && $0.id.canonicalText == ids[0] })
            #expect(log.attempts.map(\.number) == Array(1...log.attempts.count))
            #expect(try await office.failingSince(of: id) == clocks.now())
            isDown.withLock { $0 = false }
            while receivers.received(at: "down.example").count < 10 { _ = await arrivals.next() }
            #expect(receivers.received(at: "down.example").map(\.id) == ids)
        }
    }

    @Test func oneThatHangsDelaysNobodyElse() async throws {
        receivers.answer(at: "slow.example") { _ in
            await untilCancelled()
            return .failed(.timeout)
        }
        try await open { office in
            _ = try await office.add("slow.example")
            _ = try await office.add("quick.example")
            for seq in 1...20 as ClosedRange<UInt64> { try happen(office, seq: seq) }
            await wait(for: 20, at: "quick.example")
        }
        #expect(receivers.received(at: "slow.example").isEmpty)
    }

    @Test func whatCantBeDeliveredForTooLongIsPausedAndGoesOnWhereItStopped() async throws {
        let isDown = Mutex(true)
        let clocks = clocks
        receivers.answer(at: "down.example") { _ in
            clocks.advance(by: .seconds(60))
            return isDown.withLock { $0 } ? .answered(status: 500) : .answered(status: 200)
        }
        try await open(patience: .seconds(600)) { office in
            let id = try await office.add("down.example")
            let ids = [try happen(office, seq: 1), try happen(office, seq: 2)]
            var pauses = office.pauses.makeAsyncIterator()
            #expect(await pauses.next() == .failing)
            let paused = try #require(try await office.webhooks.webhook(id))
            #expect(paused.pause == .failing)
            #expect(try await office.dispatcher.standing(of: paused).done == 0)
            isDown.withLock { $0 = false }
            var change = Webhook.Change()
            change.isActive = true
            _ = try await office.webhooks.change(id, change, by: .hub)
            await wait(for: 2, at: "down.example")
            #expect(receivers.received(at: "down.example").map(\.id) == ids)
            #expect(try await office.failingSince(of: id) == nil)
        }
    }

    @Test func whoIsGoneIsSentNothingMore() async throws {
        receivers.answer(at: "gone.example") { _ in .answered(status: 410) }
        try await open { office in
            let id = try await office.add("gone.example")
            try happen(office)
            var pauses = office.pauses.makeAsyncIterator()
            #expect(await pauses.next() == .gone)
            #expect(try await office.webhooks.webhook(id)?.pause == .gone)
        }
    }

    @Test func aRedirectIsNoDelivery() async throws {
        let count = Mutex(0)
        receivers.answer(at: "moved.example") { _ in
            count.withLock { $0 += 1 }
            return .answered(status: count.withLock { $0 } < 3 ? 307 : 200)
        }
        try await open { office in
            _ = try await office.add("moved.example")
            try happen(office)
            await wait(for: 1, at: "moved.example")
            #expect(count.withLock { $0 } == 3)
        }
    }

    @Test func aPausedOneIsSentNothingAndANewAddressCounts() async throws {
        try await open { office in
            let id = try await office.add("old.example")
            try happen(office, seq: 1)
            await wait(for: 1, at: "old.example")
            var change = Webhook.Change()
            change.isActive = false
            _ = try await office.webhooks.change(id, change, by: .hub)
            let second = try happen(office, seq: 2)
            change.isActive = true
            change.url = WebhookURL("https://new.example/")
            _ = try await office.webhooks.change(id, change, by: .hub)
            await wait(for: 1, at: "new.example")
            #expect(receivers.received(at: "new.example").map(\.id) == [second])
            #expect(receivers.received(at: "old.example").count == 1)
        }
    }

    @Test func onlySoManyAttemptsAreRemembered() async throws {
        try await open { office in
            let id = try await office.add("busy.example")
            let webhook = try #require(try await office.webhooks.webhook(id))
            for _ in 0..<DeliveryLog.attemptsMax + 5 { _ = await office.dispatcher.test(webhook) }
            #expect(await office.dispatcher.log(of: id).attempts.count == DeliveryLog.attemptsMax)
        }
    }

    @Test func aTestIsSentAlsoToOneThatIsPaused() async throws {
        try await open { office in
            let id = try await office.add("paused.example")
            try await office.webhooks.pause(id, .failing)
            let webhook = try #require(try await office.webhooks.webhook(id))
            let attempt = try #require(await office.dispatcher.test(webhook))
            #expect(attempt.type == "webhook.test")
            #expect(attempt.result.isDelivered)
            #expect(receivers.received(at: "paused.example").count == 1)
        }
    }

    // MARK: Beside each other

    private static func visits(_ count: Int) -> [EntityID] {
        (0..<count).map { _ in EntityID(ConsultationID(uuid: UUID())) }
    }

    @Test func visitsAreSentBesideEachOtherAndEachInItsOrder() async throws {
        let underWay = Mutex(0)
        let most = Mutex(0)
        receivers.answer(at: "busy.example") { _ in
            let count = underWay.withLock { count in
                count += 1
                return count
            }
            most.withLock { $0 = max($0, count) }
            // Others get their chance to come in between.
            for _ in 0..<200 { await Task.yield() }
            underWay.withLock { $0 -= 1 }
            return .answered(status: 200)
        }
        try await open(parallel: 4) { office in
            let visits = Self.visits(10)
            var ids: [[String]] = visits.map { _ in [] }
            for seq in 1...8 as ClosedRange<UInt64> {
                for (index, visit) in visits.enumerated() { ids[index].append(try happen(office, to: visit, seq: seq)) }
            }
            _ = try await office.add("busy.example")
            await wait(for: 80, at: "busy.example")
            let received = receivers.received(at: "busy.example").map(\.id)
            #expect(received.count == 80)
            for own in ids { #expect(received.filter(Set(own).contains) == own) }
        }
        #expect(most.withLock { $0 } == 4)
    }

    /// It is tried again and again, and the others go on meanwhile, also those of later.
    @Test func oneThatIsRefusedHoldsUpItsOwnVisitOnly() async throws {
        let visits = Self.visits(3)
        let refused = Mutex("")
        receivers.answer(at: "picky.example") { delivery in
            .answered(status: refused.withLock { $0 == delivery.id } ? 422 : 200)
        }
        try await open { office in
            let bad = try happen(office, to: visits[0], seq: 1)
            refused.withLock { $0 = bad }
            let id = try await office.add("picky.example")
            let behind = try happen(office, to: visits[0], seq: 2)
            for seq in 1...200 as ClosedRange<UInt64> {
                for visit in visits[1...] { try happen(office, to: visit, seq: seq) }
            }
            await wait(for: 400, at: "picky.example")
            #expect(!receivers.received(at: "picky.example").map(\.id).contains(behind))
            let standing = try await office.standing(of: id)
            #expect(standing.done == 0)
            #expect(standing.failing.map(\.notice.id.canonicalText) == [bad])
            #expect(standing.failingSince == clocks.now())
            refused.withLock { $0 = "" }
            await wait(for: 402, at: "picky.example")
            #expect(receivers.received(at: "picky.example").suffix(2).map(\.id) == [bad, behind])
        }
    }

    /// A single one that is refused for too long is no better than all of them.
    @Test func oneThatIsNeverTakenPausesItsWebhook() async throws {
        let visits = Self.visits(2)
        let clocks = clocks
        receivers.answer(at: "picky.example") { delivery in
            clocks.advance(by: .seconds(60))
            return .answered(status: delivery.id.isEmpty ? 200 : 400)
        }
        try await open(patience: .seconds(600)) { office in
            let id = try await office.add("picky.example")
            try happen(office, to: visits[0])
            var pauses = office.pauses.makeAsyncIterator()
            #expect(await pauses.next() == .failing)
            #expect(try await office.standing(of: id).openCount == 1)
        }
    }

    // MARK: Afterwards

    @Test func whoGoesOnRepeatsNothingAndForgetsNoAttempts() async throws {
        let journal = MemoryJournal(historyID: history)
        let visits = Self.visits(5)
        let refused = Mutex("")
        receivers.answer(at: "picky.example") { delivery in
            .answered(status: refused.withLock { $0 == delivery.id } ? 500 : 200)
        }
        var id = WebhookID(uuid: UUID())
        var bad = ""
        try await open(journal) { office in
            bad = try happen(office, to: visits[0])
            refused.withLock { $0 = bad }
            id = try await office.add("picky.example")
            for visit in visits[1...] { try happen(office, to: visit) }
            await wait(for: 4, at: "picky.example")
            while try await office.standing(of: id).failing.first?.note.attempts ?? 0 < 3 { await Task.yield() }
        }
        try await open(journal) { office in
            let standing = try await office.standing(of: id)
            #expect(standing.failing.first?.note.attempts ?? 0 >= 3)
            #expect(standing.failingSince == clocks.now())
            refused.withLock { $0 = "" }
            await wait(for: 5, at: "picky.example")
            let received = receivers.received(at: "picky.example").map(\.id)
            #expect(received.count == 5)
            #expect(received.last == bad)
            let last = try #require(await office.dispatcher.log(of: id).attempts.last)
            #expect(last.number >= 4)
        }
    }

    /// A restart is no reason to ask at once.
    @Test func aPauseOutlivesARestart() async throws {
        let journal = MemoryJournal(historyID: history)
        let count = Mutex(0)
        receivers.answer(at: "down.example") { _ in
            count.withLock { $0 += 1 }
            return .failed(.unreachable)
        }
        var id = WebhookID(uuid: UUID())
        try await open(journal, retryMin: .seconds(3600)) { office in
            id = try await office.add("down.example")
            try happen(office)
            var arrivals = receivers.arrivals.makeAsyncIterator()
            _ = await arrivals.next()
            while try await office.standing(of: id).failing.isEmpty { await Task.yield() }
        }
        try await open(journal, retryMin: .seconds(3600)) { office in
            _ = try await office.add("other.example")
            await wait(for: 1, at: "other.example")
            #expect(count.withLock { $0 } == 1)
            // Who looks after it has it tried at once.
            receivers.answer(at: "down.example") { _ in .answered(status: 200) }
            var change = Webhook.Change()
            change.types = [.consultationWaiting]
            _ = try await office.webhooks.change(id, change, by: .hub)
            await wait(for: 1, at: "down.example")
        }
    }

    @Test func whatIsRemovedLeavesNoPlaceBehind() async throws {
        try await open { office in
            let id = try await office.add("gone.example")
            try happen(office)
            await wait(for: 1, at: "gone.example")
            while feed.position(of: WebhookDispatcher.cursorName(of: id)) == 0 { await Task.yield() }
            try await office.webhooks.remove(id, by: .hub)
            while feed.position(of: WebhookDispatcher.cursorName(of: id)) != 0 { await Task.yield() }
        }
    }
    /// What was under way to an address that it had before comes to its end later.
    @Test func whatEndsAfterTheRemovalLeavesNoPlaceBehindEither() async throws {
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        let (hanging, hung) = AsyncStream.makeStream(of: Void.self)
        let visits = Self.visits(2)
        let isSlow = Mutex(false)
        receivers.answer(at: "old.example") { _ in
            guard isSlow.withLock({ $0 }) else { return .answered(status: 200) }
            hung.yield()
            // It doesn't care that it is stopped.
            await Task { for await _ in gate {} }.value
            return .answered(status: 200)
        }
        var name = ""
        try await open { office in
            let id = try await office.add("old.example")
            name = WebhookDispatcher.cursorName(of: id)
            try happen(office, to: visits[0])
            while feed.position(of: name) == 0 { await Task.yield() }
            isSlow.withLock { $0 = true }
            try happen(office, to: visits[1])
            for await _ in hanging { break }
            var change = Webhook.Change()
            change.url = WebhookURL("https://new.example/")
            _ = try await office.webhooks.change(id, change, by: .hub)
            // Once this one goes, the change has been seen.
            _ = try await office.add("other.example")
            await wait(for: 1, at: "other.example")
            try await office.webhooks.remove(id, by: .hub)
            while feed.position(of: name) != 0 { await Task.yield() }
            opening.finish()
        }
        #expect(feed.position(of: name) == 0)
    }
}
