import Actors
import Core
import Foundation
import Persistence
import TestKit
import Testing

@Suite struct PostRecordsTests {
    private let clocks = TestClocks()

    private func records(_ journal: MemoryJournal) -> (PostRecords, ThreadLoop) {
        let loop = ThreadLoop()
        return (PostRecords(loop: loop, journal: journal, queue: EmptyPost(), clocks: clocks), loop)
    }

    @Test func eventsStandInTheJournalInOrderHoweverManyAskAtOnce() async throws {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
        let (records, _) = records(journal)
        let ids = (0..<50).map { _ in MailID(uuid: UUID()) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in ids { group.addTask { try await records.record([.sent(id), .revived(id)], by: .hub) } }
            try await group.waitForAll()
        }
        let entries = try await journal.entries(of: .post, after: 0, limit: 1000)
        #expect(entries.map(\.seq) == Array(1...100))
        let events = try entries.map { try PostEvent($0.content) }
        for id in ids {
            let index = try #require(events.firstIndex(of: .sent(id)))
            #expect(events[index + 1] == .revived(id))
        }
    }

    @Test func nothingIsWrittenForNothing() async throws {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
        let (records, _) = records(journal)
        try await records.record([], by: .hub)
        #expect(try await journal.entries(of: .post, after: 0, limit: 10).isEmpty)
    }
}

/// Knows of nothing that was written before.
private struct EmptyPost: MailQueue {
    func dueMails(at time: Timestamp, limit: Int) async throws(JournalReadError) -> [MailItem] { [] }
    func nextMailDue() async throws(JournalReadError) -> Timestamp? { nil }
    func mail(_ id: MailID) async throws(JournalReadError) -> MailItem? { nil }
    func mails(_ query: MailQuery) async throws(JournalReadError) -> MailPage { MailPage(total: 0, items: []) }
    func mailCounts(at time: Timestamp) async throws(JournalReadError) -> MailCounts { MailCounts() }
    func waitingLetters() async throws(JournalReadError) -> Int { 0 }
    func errand(of letter: MailItem) async throws(JournalReadError) -> Erasable<[UInt8]> { .erased }
    func postEnd() async throws(JournalReadError) -> PostEnd { PostEnd() }
    func postpone(_ mail: MailID, attempts: Int, until due: Timestamp) {}
}
