import GRDB

/// The outbox: which mails follow from the journal, and how each stands.
///
/// It says who gets a mail about what, and never what it says. A journal from before has no rows of its past: mails about
/// what happened long ago are of no use.
enum MailMigration {
    static let name = "8 mail"

    static func run(_ db: Database) throws {
        for statement in [mail] + indices { try db.execute(sql: statement) }
    }

    /// `source` is where the entry stands that the mail follows from, `lead` how many minutes before its visit a reminder
    /// is sent.
    ///
    /// What `due` and `attempts` say of a mail that waits may be older than the last attempt.
    private static let mail = """
        CREATE TABLE mail (
            number INTEGER NOT NULL PRIMARY KEY,
            uuid BLOB NOT NULL UNIQUE,
            source INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            lead INTEGER NOT NULL,
            recipient BLOB,
            subject BLOB NOT NULL,
            doctor BLOB,
            patient BLOB,
            place INTEGER,
            start INTEGER,
            minutes INTEGER,
            sequence INTEGER NOT NULL,
            created INTEGER NOT NULL,
            due INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            state INTEGER NOT NULL,
            failure INTEGER,
            changed INTEGER NOT NULL
        ) STRICT
        """

    private static let indices = [
        "CREATE INDEX mail_due ON mail (due) WHERE state = 1",
        "CREATE INDEX mail_letter ON mail (number) WHERE state = 1 AND recipient IS NULL",
        "CREATE INDEX mail_subject ON mail (subject, recipient)",
        "CREATE INDEX mail_state ON mail (state, number)",
        "CREATE INDEX mail_recipient ON mail (recipient, number)",
    ]
}
