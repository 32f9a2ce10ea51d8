import Core
import GRDB

/// The newest mail to somebody about a visit, reminders and summaries apart.
struct LastMail: Hashable, Sendable {
    /// How its recipient stands to the visit after it.
    enum Standing: Hashable, Sendable {
        case told
        /// The visit takes place without them.
        case sentAway
        case calledOff
    }

    let kind: MailKind
    let sequence: UInt64
    /// Whether it calls nothing off but their own part.
    let isPersonal: Bool
    /// When it is to be sent, or tried again; `nil` once it does not wait any more.
    let waitsUntil: Timestamp?

    init(kind: MailKind, sequence: UInt64, isPersonal: Bool = false, waitsUntil: Timestamp? = nil) {
        self.kind = kind
        self.sequence = sequence
        self.isPersonal = isPersonal
        self.waitsUntil = waitsUntil
    }

    var standing: Standing {
        guard kind == .cancellation else { return .told }
        return isPersonal ? .sentAway : .calledOff
    }
}

extension MailKind {
    /// Whether it tells how its recipient stands to a visit, so that everything before it has nothing more to say.
    var isAboutStanding: Bool {
        switch self {
        case .invitation, .change, .cancellation: true
        case .reminder, .summary, .registration, .reset, .welcome, .emailChange, .emailNotice: false
        }
    }
}

extension LastMail {
    static let kinds = MailKind.allCases.filter(\.isAboutStanding).map { "\($0.rawValue)" }.joined(separator: ", ")

    private static let personal = [ConsultationEvent.Kind.denied, .removed].map { "\($0.rawValue)" }
        .joined(separator: ", ")

    /// Whether the entry that a mail follows from, in a join with `journal` and `entity`, is about one person alone.
    static let isPersonal = "entity.kind = \(EntityKind.consultation.rawValue) AND journal.kind IN (\(personal))"

    /// Whether there is a newer mail of ``kinds`` to the same person about the same visit as that of a row of `mail`.
    static let isSuperseded = """
        mail.kind IN (\(kinds), \(MailKind.reminder.rawValue)) AND EXISTS (SELECT 1 FROM mail AS newer
            WHERE newer.subject = mail.subject AND newer.recipient = mail.recipient AND newer.kind IN (\(kinds))
            AND newer.source > mail.source)
        """

    static func read(of subject: BookingID, to person: PersonID, _ db: Database) throws -> LastMail? {
        let select = try db.cachedStatement(
            sql: """
                SELECT mail.kind, mail.sequence, \(isPersonal),
                    CASE WHEN mail.state = \(MailState.waiting.rawValue) THEN mail.due END
                FROM mail JOIN journal ON journal.position = mail.source JOIN entity ON entity.id = journal.entity
                WHERE mail.subject = ? AND mail.recipient = ? AND mail.kind IN (\(kinds))
                ORDER BY mail.number DESC LIMIT 1
                """
        )
        guard let row = try Row.fetchOne(select, arguments: [subject.uuid.blob, person.uuid.blob]) else { return nil }
        guard let kind = MailKind(rawValue: try row.integer(0)) else { throw StorageError.invalid(field: "mail") }
        return LastMail(
            kind: kind,
            sequence: try row.integer(1),
            isPersonal: try row.flag(2),
            waitsUntil: try row.timestampIfPresent(3)
        )
    }
}
