import Core
import FoundationEssentials
import GRDB

/// The rows of mails: how they stand, and that each is the one that follows from its entry.
///
/// Those about visits are worked out once more in `+VisitMails`.
extension StoreVerifier {
    /// Notes what the entries of the post say of mails.
    mutating func judgeMails(of entity: EntityID, _ entries: [JournalEntry]) {
        guard entity.kind == .post else { return }
        let said = attempt("The entries of the post") {
            var (states, revived): ([UUID: MailState], Set<UUID>) = ([:], [])
            for entry in entries {
                let event = try PostEvent(entry.content)
                Self.note(event, &states)
                if case .revived(let mail) = event { revived.insert(mail.uuid) }
            }
            return (states, revived)
        }
        (mailsSaid, mailsRevived) = said ?? ([:], [])
    }

    private static func note(_ event: PostEvent, _ states: inout [UUID: MailState]) {
        switch event {
        case .letterAsked: break
        case .sent(let mail): states[mail.uuid] = .sent
        case .died(let mail, _) where states[mail.uuid] != .sent: states[mail.uuid] = .dead
        case .dropped(let mail, _) where states[mail.uuid] != .sent: states[mail.uuid] = .dropped
        case .revived(let mail) where states[mail.uuid] == .dead: states[mail.uuid] = .waiting
        case .died, .dropped, .revived: break
        }
    }

    mutating func judgeMailLeftovers(_ db: Database, _ last: UInt64) throws {
        let ahead = "SELECT count(*) FROM mail WHERE source > ? OR source < 1"
        if try Int.fetchOne(db, sql: ahead, arguments: [Int64(clamping: last)]) != 0 {
            report.find("There are mails that follow from nothing.")
        }
        let revived = mailsRevived
        let isTrue = attempt("The mails") { try Self.followFromTheirEntries(db, revived) }
        if isTrue == false { report.find("There are mails that say something else than what they follow from.") }
        let (said, judged) = (mailsSaid, judgedMailCount)
        let stand = attempt("The mails") { try Self.standAsSaid(said, db) }
        if stand == false { report.find("The mails show something else than the entries of the post say.") }
        let aboutVisits = "SELECT count(*) FROM mail WHERE recipient IS NOT NULL"
        if try Int.fetchOne(db, sql: aboutVisits) != judged { report.find("There are mails about no visit.") }
        let rules = try UInt64.fetchAll(db, sql: "SELECT max(since, 0) FROM mail_rules")
        if rules.count != 1 || rules[0] > last {
            report.find("It is not known since when the present rules of mails hold.")
        }
    }

    // MARK: Entries

    /// Whether each mail is the one that follows from its entry: of this kind, to this person, at this time.
    private static func followFromTheirEntries(_ db: Database, _ revived: Set<UUID>) throws -> Bool {
        let sql = """
            SELECT mail.uuid, mail.kind, mail.lead, mail.recipient, mail.created, mail.due, mail.attempts, mail.start,
                journal.hash, journal.time, mail.subject, journal.kind, journal.version, journal.open,
                coalesce(mail.doctor, mail.patient, mail.place, mail.minutes) IS NULL
            FROM mail LEFT JOIN journal ON journal.position = mail.source
            """
        let rows = try Row.fetchCursor(db, sql: sql)
        while let row = try rows.next() {
            guard let kind = MailKind(rawValue: try row.integer(1)), let hash = try row.bytesIfPresent(8) else {
                return false
            }
            let lead: Int = try row.integer(2)
            let recipient = try row.uuidIfPresent(3).map(PersonID.init(uuid:))
            guard MailProjection.id(of: hash, kind, lead: lead, to: recipient).uuid == (try row.uuid(0)),
                try row.timestamp(9) == row.timestamp(4), try revived.contains(row.uuid(0)) || isDue(kind, lead, row)
            else { return false }
            guard try recipient != nil || isLetter(kind, row) else { return false }
        }
        return try Int.fetchOne(db, sql: "SELECT count(*) - coalesce(max(number), 0) FROM mail") == 0
    }

    /// Whether it is sent when it has to be; what was tried has another time.
    private static func isDue(_ kind: MailKind, _ lead: Int, _ row: Row) throws -> Bool {
        let (created, due) = (try row.timestamp(4), try row.timestamp(5))
        let attempts: Int = try row.integer(6)
        if attempts > 0 { return true }
        switch kind {
        case .reminder: return try row.timestampIfPresent(7).map { due == $0 + .seconds(-60 * lead) } ?? false
        case .change: return (created...created + MailRules.changeDelayMax).contains(due)
        case .invitation, .cancellation, .summary, .registration, .reset, .welcome, .emailChange, .emailNotice:
            return due == created
        }
    }

    private static func isLetter(_ kind: MailKind, _ row: Row) throws -> Bool {
        let content = StoredContent(
            kind: try row.integer(11),
            version: try row.integer(12),
            open: try row.bytes(13),
            personal: nil
        )
        guard case .letterAsked(let letter, kind, _) = try PostEvent(content) else { return false }
        return try row.uuid(10) == letter && row.flag(14)
    }

    // MARK: States

    /// Whether each stands as the entries of the post say, and gave way to a newer one where there is one.
    private static func standAsSaid(_ said: [UUID: MailState], _ db: Database) throws -> Bool {
        let alone = [ConsultationEvent.Kind.denied, .removed, .admitted].map { "\($0.rawValue)" }.joined(
            separator: ", "
        )
        let sql = """
            SELECT mail.uuid, mail.state, mail.kind, \(LastMail.isSuperseded),
                entity.kind = \(EntityKind.consultation.rawValue) AND journal.kind IN (\(alone))
            FROM mail JOIN journal ON journal.position = mail.source JOIN entity ON entity.id = journal.entity
            """
        var left = said
        let rows = try Row.fetchCursor(db, sql: sql)
        while let row = try rows.next() {
            guard let state = MailState(rawValue: try row.integer(1)) else { return false }
            let isSuperseded = try row.flag(3)
            // A reminder goes with its visit; who was sent away from what has begun is not told.
            let mayBeDropped = try row.integer(2) == MailKind.reminder.rawValue || row.flag(4)
            guard isRight(state, left.removeValue(forKey: try row.uuid(0)), isSuperseded, mayBeDropped) else {
                return false
            }
        }
        return left.isEmpty
    }

    private static func isRight(
        _ state: MailState,
        _ said: MailState?,
        _ isSuperseded: Bool,
        _ mayBeDropped: Bool
    ) -> Bool {
        switch said {
        case .sent, .dropped: state == said
        case .dead: state == .dead || (state == .dropped && isSuperseded)
        case .waiting, nil: isSuperseded ? state == .dropped : state == .waiting || (state == .dropped && mayBeDropped)
        }
    }
}
