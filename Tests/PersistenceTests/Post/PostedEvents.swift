import Core
import Persistence

/// Entries of the post, for tests of what is stored.
enum PostedEvents {
    static func entries(_ events: [PostEvent], after seq: UInt64) -> [JournalEntry] {
        events.enumerated().map { index, event in
            JournalEntry(
                entity: .post,
                seq: seq + UInt64(index) + 1,
                epoch: 1,
                time: StoreBench.time + .seconds(100),
                origin: .hub,
                command: nil,
                audience: Audience(),
                content: event.stored(),
                key: event.key
            )
        }
    }

    /// Notes that everything was sent that waits, but for reminders.
    static func sendAll(_ store: Store) async throws {
        let waiting = try await store.journal.mails(MailQuery(state: .waiting, limit: 100)).items
        let sent = waiting.filter { $0.kind != .reminder }.map { PostEvent.sent($0.id) }
        guard !sent.isEmpty else { return }
        _ = await store.append(entries(sent, after: try await store.journal.postEnd().seq))
    }
}
