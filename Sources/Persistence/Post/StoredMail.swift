import Core
import GRDB

/// A row of the outbox about a visit, as far as it follows from its entry.
struct StoredMail: Hashable, Sendable {
    let source: UInt64
    let kind: MailKind
    let recipient: PersonID
    let visit: MailedVisit?
    let sequence: UInt64
    let created: Timestamp
    /// Whether it calls nothing off but its recipient's part.
    let isPersonal: Bool

    /// All about a visit, in the order in which they came.
    static func read(of subject: BookingID, _ db: Database) throws -> [StoredMail] {
        let select = try db.cachedStatement(
            sql: """
                SELECT mail.source, mail.kind, mail.recipient, mail.doctor, mail.patient, mail.place, mail.start, mail.minutes,
                    mail.sequence, mail.created, \(LastMail.isPersonal)
                FROM mail JOIN journal ON journal.position = mail.source JOIN entity ON entity.id = journal.entity
                WHERE mail.subject = ? AND mail.recipient IS NOT NULL ORDER BY mail.number
                """
        )
        return try Row.fetchAll(select, arguments: [subject.uuid.blob]).map(StoredMail.init)
    }

    private init(_ row: Row) throws {
        guard let kind = MailKind(rawValue: try row.integer(1)) else { throw StorageError.invalid(field: "mail") }
        self.kind = kind
        source = try row.place(0)
        recipient = PersonID(uuid: try row.uuid(2))
        visit = try MailReader.visit(row, from: 3)
        sequence = try row.integer(8)
        created = try row.timestamp(9)
        isPersonal = try row.flag(10)
    }
}
