import Core
import Dispatch
import GRDB
import Synchronization

/// Moves SQLite's write-ahead log into the file beside the writer, on a thread and a connection of its own.
///
/// The writer commits meanwhile, so nobody waits for the megabytes that go to the file. After a failure that says that
/// the disk can't be trusted it moves nothing any more, and its connection is never closed: what is in the log stays
/// there, and the next start reads it.
final class LogMover: Sendable {
    private struct State {
        var isUnderWay = false
        var isFinished = false
        var isEnding = false
        var fault: StoreError?
    }

    private let path: String
    private let onFault: @Sendable (StoreError) -> Void
    private let thread = WriterThread(name: "journal.log")
    /// What the writer asks for, and what it is told; held for one look.
    private let state = Mutex(State())
    /// The end of the thread; only the writer's thread waits for it, once.
    private let ended = DispatchSemaphore(value: 0)

    /// `onFault` is called on the mover's thread, once.
    init(path: String, onFault: @escaping @Sendable (StoreError) -> Void) {
        self.path = path
        self.onFault = onFault
        thread.start(with: { nil }, { self.work(&$0) })
    }

    /// Why nothing may be written any more.
    var fault: StoreError? { state.withLock { $0.fault } }

    /// Moves what is in the log by now.
    ///
    /// Returns `false` while an earlier move is under way.
    func begin() -> Bool {
        let isFree = state.withLock { state in
            guard !state.isUnderWay, state.fault == nil else { return false }
            state.isUnderWay = true
            return true
        }
        if isFree { thread.wake() }
        return isFree
    }

    /// Whether a move has come to its end since the last call.
    func takeFinished() -> Bool {
        state.withLock { state in
            defer { state.isFinished = false }
            return state.isFinished
        }
    }

    /// Waits for what is under way, and ends.
    func end() {
        state.withLock { $0.isEnding = true }
        thread.wake()
        ended.wait()
    }

    /// Ends at once after a failure of the writer: what is under way is of commits that were synced.
    func abandon(_ fault: StoreError) {
        state.withLock { state in
            state.fault = state.fault ?? fault
            state.isEnding = true
        }
        thread.wake()
    }

    // MARK: On its thread

    /// Returns whether there may be more to come.
    private func work(_ connection: inout DatabaseQueue?) -> Bool {
        let state = state.withLock { $0 }
        if state.isUnderWay, state.fault == nil { move(&connection) }
        guard state.isEnding else { return true }
        close(connection)
        ended.signal()
        return false
    }

    private func move(_ connection: inout DatabaseQueue?) {
        do {
            let queue = try connection ?? open()
            connection = queue
            try queue.writeWithoutTransaction { db in _ = try db.checkpoint(.passive) }
        } catch {
            let error = StoreError(error, file: path)
            if error.isFatal {
                state.withLock { $0.fault = $0.fault ?? error }
                onFault(error)
            }
        }
        state.withLock { state in
            state.isUnderWay = false
            state.isFinished = true
        }
    }

    /// The sync of a move is the connection's own affair: it has to be as strict as the writer's.
    private func open() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "laso.journal.log"
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0")
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private func close(_ connection: DatabaseQueue?) {
        guard let connection else { return }
        guard fault == nil else {
            // SQLite might move the log when it closes, as if the disk could be trusted.
            _ = Unmanaged.passRetained(connection)
            return
        }
        try? connection.close()  // Nothing is lost with it: it writes only what is in the log already.
    }
}
