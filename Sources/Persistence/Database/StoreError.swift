import Core
import GRDB

/// Why the hub's files can't be used, in a sentence for the person who runs it.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is: tells the operator, and the exit code of a command, what to do.
    package enum Kind: Hashable, Sendable {
        /// Another process uses the files.
        case inUse
        /// The disk, or the room that was given to the database, is full.
        case full
        /// Reading, writing or syncing failed.
        case inputOutput
        /// The contents are not what this program wrote.
        case damaged
        /// The files were written by a later version of this program.
        case newerSchema
        /// The master key is missing, too short, or not the one that the keys were wrapped with.
        case masterKey
        /// A file is missing, in the way, or of another installation.
        case misplaced
        /// SQLite does not work as the promises need it.
        case unsuited
    }

    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// Puts what SQLite said about a file into a sentence.
    ///
    /// SQLite's own messages are left out: they may quote contents.
    init(_ error: any Error, file: String) {
        switch error {
        case let error as StoreError:
            self = error
        case let error as DatabaseError:
            self.init(error, file)
        case let error as KeyStoreError:
            self.init(error.isFatal ? .inputOutput : .inUse, error.reason)
        case let error as JournalReadError:
            self.init(error.isDamage ? .damaged : .inputOutput, error.reason)
        case is StorageError, is RowDecodingError, is Seal.Broken:
            self.init(.damaged, "\(file) has contents that the hub did not write.")
        default:
            self.init(.inputOutput, "\(file) can't be used.")
        }
    }

    private init(_ error: DatabaseError, _ file: String) {
        let code = error.extendedResultCode.rawValue
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.inUse, "\(file) is locked by another process (SQLite error \(code)).")
        case .SQLITE_FULL:
            self.init(.full, "There is no room left for \(file) (SQLite error \(code)).")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(
                .damaged,
                "\(file) is damaged (SQLite error \(code)). Stop the hub, keep the file, and restore a backup."
            )
        case .SQLITE_CANTOPEN:
            self.init(.misplaced, "\(file) is missing or can't be opened (SQLite error \(code)).")
        case .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
            self.init(.misplaced, "\(file) can't be opened for writing (SQLite error \(code)).")
        default:
            self.init(.inputOutput, "\(file) can't be read or written (SQLite error \(code)).")
        }
    }

    /// Whether the contents can't be trusted, or the disk can't: then the process stops instead of trying again.
    var isFatal: Bool {
        switch kind {
        case .inUse, .full: false
        case .inputOutput, .damaged, .newerSchema, .masterKey, .misplaced, .unsuited: true
        }
    }
}
