import Core
import GRDB

/// Decides when SQLite's write-ahead log is moved into the file.
///
/// SQLite would do so by itself, but then nobody hears of a failed sync. A ``LogMover`` moves the bulk beside the writer;
/// what has come meanwhile the writer moves itself, so that the log begins anew.
struct LogKeeper {
    /// About how many bytes the log grows before it is moved.
    private static let bytesMax = 4 << 20
    /// What a group costs beside its content: every page that it touches goes to the log whole, and a group touches at
    /// least the ends of the journal, of its index and of the lists.
    private static let bytesPerGroup = 24 << 10
    /// From this length on (64 MiB of 4 KiB pages) the writer waits for readers, so that the log begins anew.
    private static let framesMax = 16_384

    private let mover: LogMover
    private var bytes = 0
    /// Waiting for readers is tried again only when the log is so much longer.
    private var framesWanted = framesMax

    init(_ mover: LogMover) {
        self.mover = mover
    }

    /// Why nothing may be written any more.
    var fault: StoreError? { mover.fault }

    /// Notes what a group wrote, as far as it is content.
    mutating func wrote(_ content: Int) {
        bytes += Self.bytesPerGroup + 2 * content
    }

    /// Has the log moved if it has grown enough.
    ///
    /// Called after each commit, on the writer's thread.
    mutating func move(_ database: JournalDatabase) throws {
        if mover.takeFinished() { try moveRest(database) }
        guard bytes >= Self.bytesMax, mover.begin() else { return }
        bytes = 0
    }

    private mutating func moveRest(_ database: JournalDatabase) throws {
        try database.pool.writeWithoutTransaction { db in
            let (frames, _) = try db.checkpoint(.passive)
            guard frames > framesWanted else {
                if frames < Self.framesMax { framesWanted = Self.framesMax }
                return
            }
            framesWanted = frames + Self.framesMax
            try db.checkpoint(.restart)
        }
    }

    /// Ends the mover, and moves all of the log, so that the next start finds none.
    func end(_ database: JournalDatabase) throws {
        mover.end()
        if let fault = mover.fault { throw fault }
        try empty(database)
    }

    /// The writer has failed: nothing is moved any more.
    func abandon(_ fault: StoreError) { mover.abandon(fault) }

    /// Moves all of the log, which may give room.
    func empty(_ database: JournalDatabase) throws {
        try database.pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
    }

    /// About how many bytes a batch puts into the file.
    static func size(of batch: JournalBatch) -> Int {
        let rowBytes = 256
        return batch.entries.reduce(0) { size, entry in
            let words = SeatWords.isNaming(entry) ? bytesPerName : 0
            return size + rowBytes + words + entry.content.open.count + (entry.content.personal?.count ?? 0)
        }
    }

    /// A name has about eight words and beginnings of words, each on a page of its own; ``wrote(_:)`` counts twice.
    private static let bytesPerName = 16 << 10
}
