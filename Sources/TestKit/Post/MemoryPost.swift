package import Core
import FoundationEssentials
import Synchronization

/// An outbox in memory, and the records of what became of its mails.
package final class MemoryPost: MailQueue, PostLedger {
    private struct State {
        var items: [MailItem] = []
        var errands: [MailID: [UInt8]] = [:]
        var events: [PostEvent] = []
        var isClosed = false
    }

    /// Held for one look or one change.
    private let state = Mutex(State())
    private let clocks: any Clocks

    package init(clocks: any Clocks) {
        self.clocks = clocks
    }

    package var items: [MailItem] { state.withLock { $0.items } }

    /// All that was written down, in order.
    package var events: [PostEvent] { state.withLock { $0.events } }

    package func add(_ item: MailItem) {
        state.withLock { $0.items.append(item) }
    }

    /// Has everything refused that is to be written down, or taken again.
    package func close(_ isClosed: Bool = true) {
        state.withLock { $0.isClosed = isClosed }
    }

    /// Has something newer go in the place of a mail.
    package func supersede(_ mail: MailItem) {
        let now = clocks.now()
        state.withLock { state in Self.change(mail.id, &state) { $0.with(.dropped, .superseded, at: now) } }
    }

    /// Takes away what letters are made of, as when their keys are destroyed.
    package func forget(_ letter: MailItem) {
        state.withLock { $0.errands[letter.id] = nil }
    }

    package func record(_ events: [PostEvent], by origin: Origin) async throws(Refusal) {
        let now = clocks.now()
        let isClosed = state.withLock { state in
            guard !state.isClosed else { return true }
            for event in events { Self.apply(event, at: now, &state) }
            return false
        }
        if isClosed { throw .outcomeUnknown }
    }

    private static func apply(_ event: PostEvent, at now: Timestamp, _ state: inout State) {
        state.events.append(event)
        switch event {
        case .letterAsked(let letter, let kind, let errand):
            let id = MailID(uuid: letter)
            state.errands[id] = errand.value
            state.items.append(
                MailItem(
                    id: id,
                    kind: kind,
                    recipient: nil,
                    subject: letter,
                    visit: nil,
                    sequence: 0,
                    createdAt: now,
                    due: now,
                    changedAt: now
                )
            )
        case .sent(let id): change(id, &state) { $0.with(.sent, nil, at: now) }
        case .died(let id, let failure): change(id, &state) { $0.with(.dead, failure, at: now) }
        case .dropped(let id, let failure): change(id, &state) { $0.with(.dropped, failure, at: now) }
        case .revived(let id): change(id, &state) { $0.with(.waiting, nil, at: now).tried(0, until: now) }
        }
    }

    private static func change(_ id: MailID, _ state: inout State, _ body: (MailItem) -> MailItem) {
        guard let index = state.items.firstIndex(where: { $0.id == id }) else { return }
        state.items[index] = body(state.items[index])
    }

    // MARK: The outbox

    package func dueMails(at time: Timestamp, limit: Int) async throws(JournalReadError) -> [MailItem] {
        Array(items.filter { $0.state == .waiting && $0.due <= time }.sorted { $0.due < $1.due }.prefix(limit))
    }

    package func nextMailDue() async throws(JournalReadError) -> Timestamp? {
        items.filter { $0.state == .waiting }.map(\.due).min()
    }

    package func mail(_ id: MailID) async throws(JournalReadError) -> MailItem? { items.first { $0.id == id } }

    package func mails(_ query: MailQuery) async throws(JournalReadError) -> MailPage {
        let matching = items.reversed().filter { item in
            (query.state ?? item.state) == item.state && (query.kind ?? item.kind) == item.kind
                && (query.recipient == nil || query.recipient == item.recipient)
        }
        return MailPage(total: matching.count, items: Array(matching.dropFirst(query.offset).prefix(query.limit)))
    }

    package func mailCounts(at time: Timestamp) async throws(JournalReadError) -> MailCounts {
        var counts = MailCounts()
        let waiting = items.filter { $0.state == .waiting && ($0.due <= time || $0.attempts > 0) }
        counts.waiting = waiting.count
        counts.dead = items.count { $0.state == .dead }
        counts.oldest = waiting.map(\.createdAt).min()
        return counts
    }

    package func waitingLetters() async throws(JournalReadError) -> Int {
        items.count { $0.state == .waiting && $0.recipient == nil }
    }

    package func errand(of letter: MailItem) async throws(JournalReadError) -> Erasable<[UInt8]> {
        state.withLock { $0.errands[letter.id] }.map { .present($0) } ?? .erased
    }

    package func postEnd() async throws(JournalReadError) -> PostEnd {
        PostEnd(seq: UInt64(events.count), time: clocks.now())
    }

    package func postpone(_ mail: MailID, attempts: Int, until due: Timestamp) {
        state.withLock { state in Self.change(mail, &state) { $0.tried(attempts, until: due) } }
    }
}

extension MailItem {
    fileprivate func with(_ state: MailState, _ failure: MailFailure?, at time: Timestamp) -> MailItem {
        copy(due: due, attempts: attempts, state, failure, changedAt: time)
    }

    fileprivate func tried(_ attempts: Int, until due: Timestamp) -> MailItem {
        copy(due: due, attempts: attempts, state, failure, changedAt: changedAt)
    }

    private func copy(
        due: Timestamp,
        attempts: Int,
        _ state: MailState,
        _ failure: MailFailure?,
        changedAt: Timestamp
    ) -> MailItem {
        MailItem(
            id: id,
            kind: kind,
            recipient: recipient,
            subject: subject,
            visit: visit,
            sequence: sequence,
            isPersonal: isPersonal,
            createdAt: createdAt,
            due: due,
            attempts: attempts,
            state: state,
            failure: failure,
            changedAt: changedAt
        )
    }
}
