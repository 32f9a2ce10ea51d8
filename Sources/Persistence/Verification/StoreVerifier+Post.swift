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
                case .revived(let mail): states[mail.uuid] = .waiting
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
        guard try JournalHeads.row(of: .post, db) == nil else { return }
        if try !Self.endedMails(db).isEmpty { report.find("There are mails that nobody has sent.") }
    }
}
