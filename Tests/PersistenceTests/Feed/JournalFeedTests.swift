import Core
import Foundation
import TestKit
import Testing

@testable import Persistence

@Suite struct JournalFeedTests {
    private static let everything: FeedInterest = [.consultation, .directory, .account, .calendar, .webhook]

    private func fill(_ store: Store, visits: Int = 2, entries: UInt64 = 5) async -> [EntityID] {
        var examples = JournalExamples()
        let visits = (0..<visits).map { _ in examples.entity() }
        // Side by side, as live visits write.
        for seq in 1...entries {
            for visit in visits {
                let outcome = await store.journal.append(JournalExamples.batch(visit, seq...seq))
                guard case .accepted = outcome else {
                    Issue.record("an entry was not stored")
                    return visits
                }
            }
        }
        return visits
    }

    @Test func allEntitiesAreOneSequence() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                let visits = await fill(store)
                let page = try await store.journal.entries(after: 0, of: Self.everything, limit: 100)
                #expect(page.position == 10)
                #expect(page.entries.map(\.position) == Array(1...10))
                #expect(page.entries.map(\.entry.entity) == (0..<10).map { visits[$0 % 2] })
                #expect(page.entries.map(\.entry.seq) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
                let own = try await store.journal.entries(of: visits[0], after: 0, limit: 100)
                #expect(page.entries.map(\.entry).filter { $0.entity == visits[0] } == own)
                #expect(try await store.journal.end() == 10)
            }
        }
    }

    @Test func itIsReadInParts() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                _ = await fill(store)
                var positions: [UInt64] = []
                var after: UInt64 = 0
                while true {
                    let page = try await store.journal.entries(after: after, of: Self.everything, limit: 3)
                    guard page.position > after else { break }
                    after = page.position
                    positions += page.entries.map(\.position)
                }
                #expect(positions == Array(1...10))
                let end = try await store.journal.entries(after: 10, of: Self.everything, limit: 3)
                #expect(end == FeedPage(entries: [], position: 10))
                let none = try await store.journal.entries(after: .max, of: Self.everything, limit: 3)
                #expect(none.entries.isEmpty)
            }
        }
    }

    /// Who follows little still comes on.
    @Test func whatNobodyFollowsIsPassedOver() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                _ = await fill(store)
                let none = try await store.journal.entries(after: 0, of: [.calendar], limit: 4)
                #expect(none == FeedPage(entries: [], position: 4))
                let created = FeedInterest([.consultation: [ConsultationEvent.Kind.created.rawValue]])
                let page = try await store.journal.entries(after: 0, of: created, limit: 100)
                #expect(page.entries.map(\.position) == [1, 2])
                #expect(page.position == 10)
            }
        }
    }

    @Test func whatWasErasedComesWithoutItsPersonalPart() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                let visits = await fill(store)
                _ = try store.keys.destroy(KeyID(visits[0]), at: StoreBench.time)
                let page = try await store.journal.entries(after: 0, of: Self.everything, limit: 2)
                #expect(page.entries[0].entry.content.personal == nil)
                #expect(page.entries[1].entry.content.personal != nil)
            }
        }
    }

    @Test func anAlteredEntryIsNotGivenOut() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in _ = await fill(store) }
            try bench.change(bench.paths.journal, "UPDATE journal SET time = time + 1 WHERE position = 4")
            try await bench.withStore { store in
                let good = try await store.journal.entries(after: 0, of: Self.everything, limit: 3)
                #expect(good.entries.count == 3)
                await #expect(throws: JournalReadError.self) {
                    try await store.journal.entries(after: 3, of: Self.everything, limit: 1)
                }
            }
        }
    }

    @Test func cursorsAreKeptByName() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                _ = await fill(store)
                store.journal.advance("one", to: 4)
                store.journal.advance("other", to: 7)
                store.journal.advance("one", to: 6)
            }
            try await bench.withStore { store in
                var cursors: [UInt64] = []
                for name in ["one", "other", "nobody"] { cursors.append(try await store.journal.cursor(of: name)) }
                #expect(cursors == [6, 7, 0])
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func notesAreKeptWithTheirPlacesUntilTheyAreForgotten() async throws {
        try await StoreBench.run { bench in
            var note = DeliveryNote(position: 9)
            note.open = [DeliveryNote.Open(position: 6)]
            let place = FollowerPlace(position: 5, note: note.stored())
            try await bench.withStore { store in
                _ = await fill(store)
                store.journal.note("one", at: FollowerPlace(position: 3, note: [9]))
                store.journal.note("one", at: place)
                store.journal.note("gone", at: place)
                store.journal.forget("gone")
            }
            try await bench.withStore { store in
                let noted = try await store.journal.place(of: "one")
                #expect(noted == place)
                let cursor = try await store.journal.cursor(of: "one")
                #expect(cursor == 5)
                let gone = try await store.journal.place(of: "gone")
                #expect(gone == FollowerPlace(position: 0))
            }
            #expect(try bench.findings() == [])
            try await bench.withStore { store in
                store.journal.advance("one", to: 7)
            }
            try await bench.withStore { store in
                let moved = try await store.journal.place(of: "one")
                #expect(moved == FollowerPlace(position: 7, note: place.note))
            }
            // What is open would be passed over.
            #expect(try bench.findings() == ["A webhook's place in the journal can't be."])
        }
    }

    /// Other entries of the kind are read by who has no kind of it at all.
    @Test func webhooksAreStoredAndVerified() async throws {
        try await StoreBench.run { bench in
            let id = WebhookID(uuid: UUID())
            try await bench.withStore { store in
                let url = try #require(WebhookURL("https://example.org/secret-path"))
                let plan = WebhookPlan(url: .present(url), types: nil)
                let event = WebhookEvent.added(id, plan, secret: .present("whsec_very_secret"), start: 0)
                let entry = JournalEntry(
                    entity: .webhooks,
                    seq: 1,
                    epoch: 1,
                    time: StoreBench.time,
                    origin: .hub,
                    command: nil,
                    audience: Audience(),
                    content: event.stored(),
                    key: event.key
                )
                guard case .accepted = await store.append([entry]) else {
                    Issue.record("the webhook was not stored")
                    return
                }
                #expect(try await store.load(.webhooks).tail == [entry])
                _ = try store.keys.destroy(event.key, at: StoreBench.time)
                #expect(try await store.load(.webhooks).tail.first?.content.personal == nil)
            }
            let bytes = try Data(contentsOf: URL(filePath: bench.paths.journal))
            #expect(bytes.firstRange(of: Data("whsec_very_secret".utf8)) == nil)
            #expect(bytes.firstRange(of: Data("secret-path".utf8)) == nil)
            #expect(try bench.findings() == [])
        }
    }
}
