import GRDB

/// The tables of a file, as numbered steps that only go forward.
protocol Schema {
    /// What the file is, for messages.
    static var name: String { get }
    static var migrator: DatabaseMigrator { get }
}

extension Schema {
    /// Brings a file up to date, and refuses one that a later version wrote.
    static func migrate(_ writer: some DatabaseWriter, file: String) throws {
        let isNewer = try writer.read { try migrator.hasBeenSuperseded($0) }
        guard !isNewer else {
            throw StoreError(
                .newerSchema,
                "\(file) was written by a later version of the hub. Run that version, or restore a backup of this one."
            )
        }
        try migrator.migrate(writer)
    }

    /// Refuses a file whose tables are not exactly those of this version.
    static func check(_ db: Database, file: String) throws {
        if try migrator.hasBeenSuperseded(db) {
            throw StoreError(.newerSchema, "\(file) was written by a later version of the hub.")
        }
        guard try migrator.hasCompletedMigrations(db) else {
            throw StoreError(.unsuited, "\(file) was written by an earlier version of the hub; start this one once.")
        }
    }
}

/// `hub.sqlite`: the journal, and what is derived from it.
enum JournalSchema: Schema {
    static let name = "journal"

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 journal") { db in
            for table in [installation, entity, journal, journalIndex, snapshot, timer] { try db.execute(sql: table) }
        }
        migrator.registerMigration("2 consultations") { db in
            for table in [consultation, consultationStart, seat, seatIndex, projection] { try db.execute(sql: table) }
        }
        migrator.registerMigration("3 people") { db in
            for table in [person, personIndexes, personWord, account] { try db.execute(sql: table) }
        }
        migrator.registerMigration("4 bookings") { db in
            for table in [doctor, booking] + bookingIndices + [follower] { try db.execute(sql: table) }
        }
        migrator.registerMigration(VisitsMigration.name) { db in try VisitsMigration.run(db) }
        migrator.registerMigration(NamesMigration.name) { db in try NamesMigration.run(db) }
        migrator.registerMigration(AuditMigration.name) { db in try AuditMigration.run(db) }
        migrator.registerMigration(MailMigration.name) { db in try MailMigration.run(db) }
        migrator.registerMigration(QualityMigration.name) { db in try QualityMigration.run(db) }
        migrator.registerMigration(ErasureMigration.name) { db in try ErasureMigration.run(db) }
        migrator.registerMigration(MailRulesMigration.name) { db in try MailRulesMigration.run(db) }
        migrator.registerMigration(Follower.notesMigration) { db in try db.execute(sql: Follower.notes) }
        return migrator
    }

    /// One row: whose journal this is, which history it continues, and how often it was opened.
    ///
    /// `parent` is the history from whose backup this one was restored. `code` proves that the row was written by somebody with the master key.
    private static let installation = """
        CREATE TABLE installation (
            id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
            installation BLOB NOT NULL,
            history BLOB NOT NULL,
            parent BLOB,
            epoch INTEGER NOT NULL,
            code BLOB NOT NULL
        ) STRICT
        """

    /// Short numbers for entities, so that the journal's look-up stays small.
    private static let entity = """
        CREATE TABLE entity (
            id INTEGER NOT NULL PRIMARY KEY,
            kind INTEGER NOT NULL,
            uuid BLOB NOT NULL,
            UNIQUE (kind, uuid)
        ) STRICT
        """

    /// Appended to by position, and never changed.
    private static let journal = """
        CREATE TABLE journal (
            position INTEGER NOT NULL PRIMARY KEY,
            entity INTEGER NOT NULL REFERENCES entity (id),
            seq INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            version INTEGER NOT NULL,
            time INTEGER NOT NULL,
            origin BLOB,
            command BLOB,
            audience BLOB NOT NULL,
            key_owner INTEGER NOT NULL,
            key BLOB,
            open BLOB NOT NULL,
            sealed BLOB,
            wake INTEGER,
            hash BLOB NOT NULL,
            total BLOB NOT NULL
        ) STRICT
        """

    private static let journalIndex = "CREATE UNIQUE INDEX journal_entity ON journal (entity, seq)"

    private static let snapshot = """
        CREATE TABLE snapshot (
            entity INTEGER NOT NULL PRIMARY KEY REFERENCES entity (id),
            seq INTEGER NOT NULL,
            sealed BLOB NOT NULL
        ) STRICT
        """

    private static let timer = """
        CREATE TABLE timer (
            entity INTEGER NOT NULL PRIMARY KEY REFERENCES entity (id),
            due INTEGER NOT NULL
        ) STRICT
        """

    /// Lists: status, times and ids.
    ///
    /// Names and titles are read from the journal's sealed entries.
    private static let consultation = """
        CREATE TABLE consultation (
            entity INTEGER NOT NULL PRIMARY KEY REFERENCES entity (id),
            uuid BLOB NOT NULL,
            status INTEGER NOT NULL,
            start INTEGER NOT NULL,
            minutes INTEGER NOT NULL,
            provider INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL
        ) STRICT
        """

    private static let consultationStart = "CREATE INDEX consultation_start ON consultation (start, uuid)"

    /// `named_by` is the `seq` of the entry that has the person's name.
    private static let seat = """
        CREATE TABLE seat (
            consultation INTEGER NOT NULL REFERENCES consultation (entity),
            number INTEGER NOT NULL,
            person BLOB NOT NULL,
            role INTEGER NOT NULL,
            named_by INTEGER NOT NULL,
            PRIMARY KEY (consultation, number)
        ) STRICT, WITHOUT ROWID
        """

    private static let seatIndex = "CREATE UNIQUE INDEX seat_person ON seat (person, consultation)"

    /// People: role, standing and times.
    ///
    /// Names and addresses are read from the journal's sealed entries: `added_by`, `named_by` and `known_by` are the `seq` of
    /// the person's first entry, of the one that has the name, and of the newest. `address` and the words stand for what they
    /// say by a keyed code, so that the database alone does not tell them.
    private static let person = """
        CREATE TABLE person (
            uuid BLOB NOT NULL PRIMARY KEY,
            role INTEGER NOT NULL,
            disabled INTEGER NOT NULL,
            address BLOB,
            added_by INTEGER NOT NULL,
            named_by INTEGER NOT NULL,
            known_by INTEGER NOT NULL,
            created INTEGER NOT NULL,
            changed INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """

    private static let personIndexes = """
        CREATE INDEX person_address ON person (address);
        CREATE INDEX person_known ON person (known_by);
        CREATE INDEX person_created ON person (created, uuid);
        CREATE INDEX person_role ON person (role, created, uuid);
        CREATE INDEX person_changed ON person (changed)
        """

    private static let personWord = """
        CREATE TABLE person_word (
            word BLOB NOT NULL,
            person BLOB NOT NULL,
            PRIMARY KEY (word, person)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX person_word_person ON person_word (person)
        """

    /// `ended` is when a sign-in of the account was ended last.
    private static let account = """
        CREATE TABLE account (
            entity INTEGER NOT NULL PRIMARY KEY REFERENCES entity (id),
            ended INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX account_ended ON account (ended)
        """

    /// The position up to which each projection has applied the journal.
    private static let projection = """
        CREATE TABLE projection (
            name TEXT NOT NULL PRIMARY KEY,
            position INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """

    /// Who can be booked; names are the directory's.
    private static let doctor = """
        CREATE TABLE doctor (
            entity INTEGER NOT NULL PRIMARY KEY REFERENCES entity (id),
            uuid BLOB NOT NULL UNIQUE,
            specialties BLOB NOT NULL,
            zone BLOB NOT NULL,
            slot_minutes INTEGER NOT NULL,
            accepting INTEGER NOT NULL
        ) STRICT
        """

    /// `text_seq` is the `seq` of the entry with what people wrote, `position` that of the newest entry about the booking in
    /// the whole journal: who follows bookings goes by it.
    private static let booking = """
        CREATE TABLE booking (
            entity INTEGER NOT NULL REFERENCES entity (id),
            uuid BLOB NOT NULL,
            patient BLOB NOT NULL,
            kind INTEGER NOT NULL,
            provider INTEGER NOT NULL,
            start INTEGER NOT NULL,
            minutes INTEGER NOT NULL,
            status INTEGER NOT NULL,
            first_start INTEGER NOT NULL,
            version INTEGER,
            text_seq INTEGER NOT NULL,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (entity, uuid)
        ) STRICT, WITHOUT ROWID
        """

    private static let bookingIndices = [
        "CREATE INDEX booking_uuid ON booking (uuid)",
        "CREATE INDEX booking_start ON booking (start, uuid)",
        "CREATE INDEX booking_doctor ON booking (entity, start, uuid)",
        "CREATE INDEX booking_patient ON booking (patient, start, uuid)",
        "CREATE INDEX booking_position ON booking (position)",
    ]

    /// How far each reaction has followed the journal.
    private static let follower = """
        CREATE TABLE follower (
            name TEXT NOT NULL PRIMARY KEY,
            position INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """
}

/// `keys.sqlite`: the keys, wrapped, and which of them were destroyed.
enum KeySchema: Schema {
    static let name = "key file"

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 keys") { db in
            for table in [installation, key, secret, erasure] { try db.execute(sql: table) }
        }
        return migrator
    }

    private static let installation = """
        CREATE TABLE installation (
            id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
            installation BLOB NOT NULL,
            code BLOB NOT NULL
        ) STRICT
        """

    private static let key = """
        CREATE TABLE key (
            owner INTEGER NOT NULL,
            uuid BLOB NOT NULL,
            wrapped BLOB NOT NULL,
            PRIMARY KEY (owner, uuid)
        ) STRICT, WITHOUT ROWID
        """

    private static let secret = """
        CREATE TABLE secret (
            name TEXT NOT NULL PRIMARY KEY,
            wrapped BLOB NOT NULL
        ) STRICT, WITHOUT ROWID
        """

    private static let erasure = """
        CREATE TABLE erasure (
            owner INTEGER NOT NULL,
            uuid BLOB NOT NULL,
            time INTEGER NOT NULL,
            code BLOB NOT NULL,
            PRIMARY KEY (owner, uuid)
        ) STRICT, WITHOUT ROWID
        """
}
