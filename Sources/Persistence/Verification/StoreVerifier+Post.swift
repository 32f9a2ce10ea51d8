import Core
import FoundationEssentials
import GRDB

/// The rows of mails.
extension StoreVerifier {
    /// Whether mails stand as the entries of the post say.
    mutating func judgeMails(of entity: EntityID, _ entries: [JournalEntry], _ db: Database) {
        guard entity.kind == .post else { return }
        let isTrue = attempt("The mails") {
            var states: [UUID: MailState] = [:]
            for entry in entries {
                switch try PostEvent(entry.content) {
                case .letterAsked: break
                case .sent(let mail): states[mail.uuid] = .sent
                case .died(let mail, _): states[mail.uuid] = .dead
                case .dropped(let mail, _): states[mail.uuid] = .dropped
                case .revived(let mail) where states[mail.uuid] == .dead: states[mail.uuid] = .waiting
                case .revived: break
                }
            }
            return try Self.endedMails(db) == states.filter { $0.value == .sent || $0.value == .dead }
        }
        if isTrue == false { report.find("The mails show something else than the entries of the post say.") }
    }

    /// Reminders are dropped with their visit, without an entry of their own; so dropped ones are not compared.
    private static func endedMails(_ db: Database) throws -> [UUID: MailState] {
        let sql = "SELECT uuid, state FROM mail WHERE state IN (\(MailState.sent.rawValue), \(MailState.dead.rawValue))"
        var states: [UUID: MailState] = [:]
        for row in try Row.fetchAll(db, sql: sql) {
            states[try row.uuid(0)] = MailState(rawValue: try row.integer(1))
        }
        return states
    }

    mutating func judgeMailLeftovers(_ db: Database, _ last: UInt64) throws {
        let ahead = "SELECT count(*) FROM mail WHERE source > ? OR source < 1"
        if try Int.fetchOne(db, sql: ahead, arguments: [Int64(clamping: last)]) != 0 {
            report.find("There are mails that follow from nothing.")
        }
        let isTrue = attempt("The mails") { try Self.followFromTheirEntries(db) }
        if isTrue == false { report.find("There are mails that say something else than what they follow from.") }
        guard try JournalHeads.row(of: .post, db) == nil else { return }
        if try !Self.endedMails(db).isEmpty { report.find("There are mails that nobody has sent.") }
    }

    /// Whether each mail is the one that follows from its entry: of this kind, to this person, at this time.
    private static func followFromTheirEntries(_ db: Database) throws -> Bool {
        let sql = """
            SELECT mail.uuid, mail.kind, mail.lead, mail.recipient, mail.created, mail.due, mail.attempts, mail.start,
                journal.hash, journal.time, mail.changed
            FROM mail LEFT JOIN journal ON journal.position = mail.source
            """
        let rows = try Row.fetchCursor(db, sql: sql)
        while let row = try rows.next() {
            guard let kind = MailKind(rawValue: try row.integer(1)), let hash = try row.bytesIfPresent(8) else {
                return false
            }
            let lead: Int = try row.integer(2)
            let recipient = try row.uuidIfPresent(3).map(PersonID.init(uuid:))
            let created = try row.timestamp(4)
            let first = try row.timestampIfPresent(7).map { kind == .reminder ? $0 + .seconds(-60 * lead) : created }
            // What was tried, or is tried anew, has another time.
            let attempts: Int = try row.integer(6)
            let isRevived = try row.timestamp(10) != created
            let isPlausible = try attempts > 0 || isRevived || row.timestamp(5) == (first ?? created)
            guard MailProjection.id(of: hash, kind, lead: lead, to: recipient).uuid == (try row.uuid(0)),
                try row.timestamp(9) == created, isPlausible
            else { return false }
        }
        return try Int.fetchOne(db, sql: "SELECT count(*) - coalesce(max(number), 0) FROM mail") == 0
    }
}
