import Core
import FoundationEssentials
import GRDB

/// Reads the outbox.
enum MailReader {
    /// Longest page that is given out, whatever was asked for.
    static let pageMax = 500

    private static let columns = """
        uuid, kind, recipient, subject, doctor, patient, place, start, minutes, sequence, created, due, attempts, state,
        failure, changed, kind = \(MailKind.cancellation.rawValue) AND EXISTS (SELECT 1 FROM journal
            JOIN entity ON entity.id = journal.entity WHERE journal.position = mail.source AND \(LastMail.isPersonal))
        """

    /// Of the mails to one person about one visit the oldest that waits goes first; reminders keep nobody waiting.
    private static let inOrder = """
        NOT EXISTS (SELECT 1 FROM mail AS older WHERE older.subject = mail.subject AND older.recipient IS mail.recipient
            AND older.state = \(MailState.waiting.rawValue) AND older.number < mail.number
            AND older.kind != \(MailKind.reminder.rawValue))
        """

    static func due(at time: Timestamp, limit: Int, _ db: Database) throws -> [MailItem] {
        let sql = """
            SELECT \(columns) FROM mail WHERE state = \(MailState.waiting.rawValue) AND due <= ? AND \(inOrder)
            ORDER BY due, number LIMIT ?
            """
        let arguments: StatementArguments = [time.milliseconds, min(max(limit, 0), pageMax)]
        return try Row.fetchAll(db, sql: sql, arguments: arguments).map(item)
    }

    static func nextDue(_ db: Database) throws -> Timestamp? {
        let sql = """
            SELECT due FROM mail WHERE state = \(MailState.waiting.rawValue) AND \(inOrder) ORDER BY due LIMIT 1
            """
        return try Int64.fetchOne(db, sql: sql).map(Timestamp.init(milliseconds:))
    }

    static func mail(_ id: MailID, _ db: Database) throws -> MailItem? {
        let sql = "SELECT \(columns) FROM mail WHERE uuid = ?"
        return try Row.fetchOne(db, sql: sql, arguments: [id.uuid.blob]).map(item)
    }

    static func page(_ query: MailQuery, _ db: Database) throws -> MailPage {
        let (filter, arguments) = filter(query)
        let count = "SELECT count(*) FROM mail\(filter)"
        let total = try Int.fetchOne(db, sql: count, arguments: arguments) ?? 0
        let sql = "SELECT \(columns) FROM mail\(filter) ORDER BY number DESC LIMIT ? OFFSET ?"
        let range: StatementArguments = [min(max(query.limit, 0), pageMax), max(query.offset, 0)]
        let rows = try Row.fetchAll(db, sql: sql, arguments: arguments + range)
        return MailPage(total: total, items: try rows.map(item))
    }

    static func counts(at time: Timestamp, _ db: Database) throws -> MailCounts {
        var counts = MailCounts()
        let waiting = "SELECT count(*) FROM mail WHERE state = \(MailState.waiting.rawValue) AND due <= ?"
        if let row = try Row.fetchOne(db, sql: waiting, arguments: [time.milliseconds]) {
            counts.waiting = try row.integer(0)
        }
        // Attempts move `due`, so the age is that of the mail: from when it was of use.
        let age = "min(CASE kind WHEN \(MailKind.reminder.rawValue) THEN start - lead * 60000 ELSE created END)"
        // Each half has an index of its own, in which the many that wait for their time are not.
        let oldest = """
            SELECT min(age) FROM (
                SELECT \(age) AS age FROM mail WHERE state = \(MailState.waiting.rawValue) AND due <= ?
                UNION ALL
                SELECT \(age) FROM mail INDEXED BY mail_tried
                WHERE state = \(MailState.waiting.rawValue) AND attempts > 0)
            """
        counts.oldest = try Int64.fetchOne(db, sql: oldest, arguments: [time.milliseconds])
            .map(Timestamp.init(milliseconds:))
        let dead = "SELECT count(*) FROM mail WHERE state = \(MailState.dead.rawValue)"
        counts.dead = try Int.fetchOne(db, sql: dead) ?? 0
        return counts
    }

    static func waitingLetters(_ db: Database) throws -> Int {
        let sql = "SELECT count(*) FROM mail WHERE state = \(MailState.waiting.rawValue) AND recipient IS NULL"
        return try Int.fetchOne(db, sql: sql) ?? 0
    }

    /// The `seq` of the entry that asked for a letter.
    static func source(of id: MailID, _ db: Database) throws -> UInt64? {
        let sql = "SELECT journal.seq FROM mail JOIN journal ON journal.position = mail.source WHERE mail.uuid = ?"
        return try Row.fetchOne(db, sql: sql, arguments: [id.uuid.blob]).map { try $0.place(0) }
    }

    static func end(_ db: Database) throws -> PostEnd {
        guard let row = try JournalHeads.row(of: .post, db),
            let last = try Row.fetchOne(
                db,
                sql: "SELECT seq, time FROM journal WHERE entity = ? ORDER BY seq DESC LIMIT 1",
                arguments: [row]
            )
        else { return PostEnd() }
        return PostEnd(seq: try last.place(0), time: try last.timestamp(1))
    }

    private static func filter(_ query: MailQuery) -> (String, StatementArguments) {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        if let state = query.state {
            conditions.append("state = ?")
            arguments += [state.rawValue]
        }
        if let kind = query.kind {
            conditions.append("kind = ?")
            arguments += [kind.rawValue]
        }
        if let recipient = query.recipient {
            conditions.append("recipient = ?")
            arguments += [recipient.uuid.blob]
        }
        return (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "), arguments)
    }

    private static func item(_ row: Row) throws -> MailItem {
        guard let kind = MailKind(rawValue: try row.integer(1)),
            let state = MailState(rawValue: try row.integer(13))
        else { throw StorageError.invalid(field: "mail") }
        return MailItem(
            id: MailID(uuid: try row.uuid(0)),
            kind: kind,
            recipient: try row.uuidIfPresent(2).map(PersonID.init(uuid:)),
            subject: try row.uuid(3),
            visit: try visit(row, from: 4),
            sequence: try row.integer(9),
            isPersonal: try row.flag(16),
            createdAt: try row.timestamp(10),
            due: try row.timestamp(11),
            attempts: try row.integer(12),
            state: state,
            failure: (try row.integerIfPresent(14) as UInt8?).flatMap(MailFailure.init(rawValue:)),
            changedAt: try row.timestamp(15)
        )
    }

    /// The visit in five columns, from this one on.
    static func visit(_ row: Row, from column: Int) throws -> MailedVisit? {
        guard let doctor = try row.uuidIfPresent(column), let patient = try row.uuidIfPresent(column + 1) else {
            return nil
        }
        guard let kind = BookingKind(rawValue: try row.integer(column + 2)) else {
            throw StorageError.invalid(field: "place")
        }
        return MailedVisit(
            doctor: PersonID(uuid: doctor),
            patient: PersonID(uuid: patient),
            kind: kind,
            start: try row.timestamp(column + 3),
            minutes: try row.integer(column + 4)
        )
    }
}
