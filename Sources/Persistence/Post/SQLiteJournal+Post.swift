package import Core
import GRDB

extension SQLiteJournal: MailQueue {
    package func dueMails(at time: Timestamp, limit: Int) async throws(JournalReadError) -> [MailItem] {
        try await read { _, db in try MailReader.due(at: time, limit: limit, db) }
    }

    package func nextMailDue() async throws(JournalReadError) -> Timestamp? {
        try await read { _, db in try MailReader.nextDue(db) }
    }

    package func mail(_ id: MailID) async throws(JournalReadError) -> MailItem? {
        try await read { _, db in try MailReader.mail(id, db) }
    }

    package func mails(_ query: MailQuery) async throws(JournalReadError) -> MailPage {
        try await read { _, db in try MailReader.page(query, db) }
    }

    package func mailCounts(at time: Timestamp) async throws(JournalReadError) -> MailCounts {
        try await read { _, db in try MailReader.counts(at: time, db) }
    }

    package func waitingLetters() async throws(JournalReadError) -> Int {
        try await read { _, db in try MailReader.waitingLetters(db) }
    }

    package func errand(of letter: MailItem) async throws(JournalReadError) -> Erasable<[UInt8]> {
        try await read { reader, db in
            guard let seq = try MailReader.source(of: letter.id, db),
                let entry = try reader.entries(of: .post, after: seq - 1, limit: 1, db).first,
                case .letterAsked(_, _, let errand) = try PostEvent(entry.content)
            else { throw StorageError.invalid(field: "source") }
            return errand
        }
    }

    package func postEnd() async throws(JournalReadError) -> PostEnd {
        try await read { _, db in try MailReader.end(db) }
    }

    package func postpone(_ mail: MailID, attempts: Int, until due: Timestamp) {
        submit(.postpone(mail, attempts: attempts, until: due))
    }
}
