import Core
import GRDB

/// What makes the outbox ready for mails that go in the place of others.
enum MailRulesMigration {
    static let name = "13 mail rules"

    static func run(_ db: Database) throws {
        try db.execute(sql: rules)
        try db.execute(sql: "INSERT INTO mail_rules (since) SELECT coalesce(max(position), 0) FROM journal")
        try db.execute(sql: ahead)
        try db.execute(sql: tried)
        try db.execute(sql: superseded)
    }

    /// One row: up to which position mails followed by other rules.
    private static let rules = "CREATE TABLE mail_rules (since INTEGER NOT NULL) STRICT"

    /// Visits to come are few beside those that were.
    private static let ahead = "CREATE INDEX mail_ahead ON mail (start) WHERE kind IN (1, 2)"

    /// Few at any time, while those that wait for their time are many.
    private static let tried = "CREATE INDEX mail_tried ON mail (number) WHERE state = 1 AND attempts > 0"

    private static let superseded = """
        UPDATE mail SET state = \(MailState.dropped.rawValue), failure = CASE kind
            WHEN \(MailKind.reminder.rawValue) THEN \(MailFailure.outdated.rawValue)
            ELSE \(MailFailure.superseded.rawValue) END
        WHERE state = \(MailState.waiting.rawValue) AND \(LastMail.isSuperseded)
        """
}
