import Core
import FoundationEssentials
import GRDB

/// Issues, from the projection's rows and, for what people wrote, from the sealed entries.
struct IssueReader: Sendable {
    /// Longest page that is given out, whatever was asked for.
    static let pageMax = 500

    private static let tables = "issue JOIN entity ON entity.id = issue.entity"
    private static let consultationColumn = 11

    let journal: JournalReader
    /// Told why a text can't be read; the issue comes without it then, and all the others as they are.
    let onTrouble: @Sendable (any Error) -> Void

    func issue(_ id: IssueID, _ db: Database) throws -> IssueSummary? {
        try summaries("WHERE issue.uuid = ?", [id.uuid.blob], db).first
    }

    func page(_ query: IssueQuery, _ db: Database) throws -> IssuePage {
        let (filter, arguments) = Self.filter(query)
        let count = "SELECT count(*) FROM \(Self.tables)\(filter)"
        let total = try Int.fetchOne(db, sql: count, arguments: arguments) ?? 0
        let order = query.order == .oldestFirst ? "issue.created, issue.uuid" : "issue.created DESC, issue.uuid"
        let items = try summaries(
            "\(filter) ORDER BY \(order) LIMIT ? OFFSET ?",
            arguments + [min(max(query.limit, 0), Self.pageMax), max(query.offset, 0)],
            db
        )
        return IssuePage(total: total, items: items)
    }

    private static func filter(_ query: IssueQuery) -> (String, StatementArguments) {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        func add(_ condition: String, _ values: StatementArguments) {
            conditions.append(condition)
            arguments += values
        }
        if let reader = query.reader {
            let hosts = Role.allCases.filter { $0.allows(.host) }.map { "\($0.rawValue)" }.joined(separator: ", ")
            add(
                """
                (issue.person = ? OR EXISTS (SELECT 1 FROM seat WHERE seat.person = ?
                    AND seat.consultation = issue.entity AND seat.role IN (\(hosts))))
                """,
                [reader.uuid.blob, reader.uuid.blob]
            )
        }
        if let status = query.status { add("issue.status = ?", [status.rawValue]) }
        if let severity = query.severity { add("issue.severity = ?", [severity.rawValue]) }
        if let category = query.category { add("issue.category = ?", [category.rawValue]) }
        if let consultation = query.consultation { add("entity.uuid = ?", [consultation.uuid.blob]) }
        if let assignee = query.assignee { add("issue.assignee = ?", [assignee.uuid.blob]) }
        return (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "), arguments)
    }

    private func summaries(_ rest: String, _ arguments: StatementArguments, _ db: Database) throws -> [IssueSummary] {
        let sql = "SELECT \(IssueRecord.columns), entity.uuid FROM \(Self.tables) \(rest)"
        return try Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
            let record = try IssueRecord(row)
            return summary(record, ConsultationID(uuid: try row.uuid(Self.consultationColumn)), db)
        }
    }

    private func summary(_ record: IssueRecord, _ consultation: ConsultationID, _ db: Database) -> IssueSummary {
        var summary = IssueSummary(
            id: IssueID(consultation, seq: record.seq),
            consultation: consultation,
            seq: record.seq,
            category: record.category,
            severity: record.severity,
            seat: record.seat,
            person: record.person,
            isNoticed: record.isNoticed,
            status: record.status,
            assignee: record.assignee,
            createdAt: record.createdAt,
            updatedAt: record.updatedAt
        )
        do {
            try addTexts(of: record, EntityID(consultation), to: &summary, db)
        } catch {
            onTrouble(error)
        }
        return summary
    }

    private func addTexts(
        of record: IssueRecord,
        _ entity: EntityID,
        to summary: inout IssueSummary,
        _ db: Database
    ) throws {
        switch try read(record.seq, of: entity, db)?.event {
        case .issueReported(_, _, _, let description): summary.description = description
        case .troubleNoticed(_, _, _, let quality): summary.quality = quality
        default: throw StorageError.invalid(field: "issue")
        }
        if let seq = record.diagnosedBy, case .diagnosticsGiven(_, _, let text)? = try read(seq, of: entity, db)?.event
        {
            summary.diagnostics = text
        }
        guard let seq = record.resolvedBy, let (entry, event) = try read(seq, of: entity, db),
            case .issueResolved(_, let person, let note) = event
        else { return }
        summary.resolution = IssueSummary.Resolution(person: person, time: entry.time, note: note)
    }

    private func read(
        _ seq: UInt64,
        of entity: EntityID,
        _ db: Database
    ) throws -> (entry: JournalEntry, event: ConsultationEvent)? {
        guard seq > 0, let entry = try journal.entries(of: entity, after: seq - 1, limit: 1, db).first else {
            return nil
        }
        return (entry, try ConsultationEvent(entry.content))
    }
}
