import Core
import GRDB

/// Decides when SQLite's write-ahead log is moved into the file.
///
/// SQLite would do so by itself, but then nobody hears of a failed sync.
struct LogKeeper {
    /// About how many bytes of content are written before the log is moved: some MiB of pages.
    private static let contentMax = 1 << 20
    /// From this length on (64 MiB of 4 KiB pages) the writer waits for readers, so that the log begins anew.
    private static let framesMax = 16_384

    private var content = 0

    /// Called after each commit, on the writer's thread.
    mutating func wrote(_ requests: [JournalInbox.Request], _ database: JournalDatabase) throws {
        content += requests.reduce(0) { $0 + Self.size(of: $1) }
        guard content >= Self.contentMax else { return }
        content = 0
        try database.pool.writeWithoutTransaction { db in
            let (frames, _) = try db.checkpoint(.passive)
            if frames > Self.framesMax { try db.checkpoint(.restart) }
        }
    }

    /// Moves all of the log, so that the next start finds none.
    func empty(_ database: JournalDatabase) throws {
        try database.pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
    }

    private static func size(of request: JournalInbox.Request) -> Int {
        let rowBytes = 256
        switch request {
        case .append(let batch, _, _):
            return batch.entries.reduce(0) {
                $0 + rowBytes + $1.content.open.count + ($1.content.personal?.count ?? 0)
            }
        case .save(let snapshot, _): return snapshot.bytes.count
        case .refuse, .load, .failLoad, .close: return 0
        }
    }
}
