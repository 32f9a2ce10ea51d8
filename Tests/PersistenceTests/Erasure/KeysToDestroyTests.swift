import Core
import Foundation
import TestKit
import Testing

@testable import Persistence

/// What the journal says is gone is gone, also where the key could not be destroyed when it said so.
@Suite struct KeysToDestroyTests {
    private static let later = StoreBench.time + .seconds(60)

    private func entry(_ entity: EntityID, _ seq: UInt64, _ content: StoredContent, _ key: KeyID) -> JournalEntry {
        JournalEntry(
            entity: entity,
            seq: seq,
            epoch: 1,
            time: StoreBench.time,
            origin: .hub,
            command: nil,
            audience: Audience(),
            content: content,
            key: key
        )
    }

    private func append(_ events: [PostEvent], after seq: UInt64 = 0, _ store: Store) async {
        let entries = events.enumerated().map { entry(.post, seq + UInt64($0) + 1, $1.stored(), $1.key) }
        _ = await store.append(entries)
    }

    private func append(_ events: [WebhookEvent], _ store: Store) async {
        let entries = events.enumerated().map { entry(.webhooks, UInt64($0) + 1, $1.stored(), $1.key) }
        _ = await store.append(entries)
    }

    private func isThere(_ key: KeyID, _ store: Store) throws -> Bool {
        if case .present = try store.keys.state(of: key) { true } else { false }
    }

    @Test func theKeysOfRemovedWebhooksGo() async throws {
        try await StoreBench.run { bench in
            let (gone, kept) = (WebhookID(uuid: UUID()), WebhookID(uuid: UUID()))
            let plan = WebhookPlan(url: .present(try #require(WebhookURL("https://example.org/hook"))), types: nil)
            try await bench.withStore { store in
                await append(
                    [
                        .added(gone, plan, secret: .present("s"), start: 0),
                        .added(kept, plan, secret: .present("s"), start: 0), .removed(gone),
                    ],
                    store
                )
                let found1 = try isThere(KeyID(gone), store)
                #expect(found1)
                let found2 = try await store.finishErasures(at: Self.later)
                #expect(found2 == 1)
                let found3 = try store.keys.state(of: KeyID(gone))
                #expect(found3 == .destroyed(Self.later))
                let found4 = try isThere(KeyID(kept), store)
                #expect(found4)
                let found5 = try await store.finishErasures(at: Self.later)
                #expect(found5 == 0)
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func theKeysOfLettersGoThatWaitNoMore() async throws {
        try await StoreBench.run { bench in
            let letters = (0..<4).map { _ in UUID() }
            try await bench.withStore { store in
                await append(letters.map { .letterAsked($0, .reset, .present([1])) }, store)
                let mails = try await store.journal.mails(MailQuery(limit: 9)).items
                func id(_ index: Int) throws -> MailID {
                    try #require(mails.first { $0.subject == letters[index] }).id
                }
                let ends = [PostEvent.sent(try id(0)), .died(try id(1), .refused), .dropped(try id(2), .nobody)]
                await append(ends, after: 4, store)
                let found6 = try await store.finishErasures(at: Self.later)
                #expect(found6 == 3)
                for (index, letter) in letters.enumerated() {
                    let found7 = try isThere(KeyID(letter: letter), store)
                    #expect(found7 == (index == 3))
                }
            }
            #expect(try bench.findings() == [])
        }
    }

    /// Its key is made a moment before its entry is stored.
    @Test func theKeyOfALetterThatIsJustBeingStoredStays() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                let key = KeyID(letter: UUID())
                _ = try store.keys.provide([key])
                let found8 = try await store.finishErasures(at: Self.later)
                #expect(found8 == 0)
                let found9 = try isThere(key, store)
                #expect(found9)
            }
        }
    }

    @Test func aConsultationThatIsNotedAsErasedGoesWhileTheHubRuns() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples(seed: 9)
            let visit = StoredVisit(&examples)
            try await bench.withStore { store in
                _ = await store.append(visit.entries(epoch: 1, isOver: true))
                let noted = ConsultationEvent.contentErased(.requested).stored()
                _ = await store.append([entry(visit.entity, 7, noted, KeyID(visit.entity))])
                store.journal.save(StoreBench.snapshot(7), of: visit.entity)
                let found10 = try await store.load(visit.entity, .fromSnapshot(before: 0)).snapshot
                #expect(found10 != nil)
                let found11 = try await store.finishErasures(at: Self.later)
                #expect(found11 == 1)
                let found12 = try store.keys.state(of: KeyID(visit.entity))
                #expect(found12 == .destroyed(Self.later))
                let found13 = try await store.load(visit.entity, .fromSnapshot(before: 0)).snapshot
                #expect(found13 == nil)
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func theNextStartDoesAllOfIt() async throws {
        try await StoreBench.run { bench in
            let (webhook, letter) = (WebhookID(uuid: UUID()), UUID())
            let plan = WebhookPlan(url: .present(try #require(WebhookURL("https://example.org/hook"))), types: nil)
            try await bench.withStore { store in
                await append([.added(webhook, plan, secret: .present("s"), start: 0), .removed(webhook)], store)
                await append([.letterAsked(letter, .reset, .present([1]))], store)
                let mail = try #require(try await store.journal.mails(MailQuery()).items.first)
                await append([.sent(mail.id)], after: 1, store)
            }
            try await bench.withStore { store in
                for key in [KeyID(webhook), KeyID(letter: letter)] {
                    let found14 = try store.keys.state(of: key)
                    #expect(found14 == .destroyed(StoreBench.time))
                }
            }
            #expect(try bench.findings() == [])
        }
    }
}
