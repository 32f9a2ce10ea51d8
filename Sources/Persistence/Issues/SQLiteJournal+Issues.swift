package import Core
import GRDB

extension SQLiteJournal: IssueCatalog {
    package func issues(_ query: IssueQuery) async throws(JournalReadError) -> IssuePage {
        try await readIssues { reader, db in try reader.page(query, db) }
    }

    package func issue(_ id: IssueID) async throws(JournalReadError) -> IssueSummary? {
        try await readIssues { reader, db in try reader.issue(id, db) }
    }

    package func issue(of consultation: ConsultationID, seq: UInt64) async throws(JournalReadError) -> IssueSummary? {
        try await issue(IssueID(consultation, seq: seq))
    }

    private func readIssues<Value: Sendable>(
        _ body: @escaping @Sendable (IssueReader, Database) throws -> Value
    ) async throws(JournalReadError) -> Value {
        try await read { reader, db in
            try body(IssueReader(journal: reader, onTrouble: { self.noteTrouble($0) }), db)
        }
    }
}
