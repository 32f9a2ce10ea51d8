import Core
import DequeModule
import Synchronization

/// A loop of a bench, which has one thread: whoever calls is on it, and the bench turns it.
final class BenchLoop: Loop {
    /// Never contended; the lock is what lets the loop be shared as every loop is.
    private let jobs = Mutex<Deque<@Sendable () -> Void>>([])

    var isCurrent: Bool { true }

    func run(_ work: @escaping @Sendable () -> Void) {
        jobs.withLock { $0.append(work) }
    }

    /// Runs what waits, and what that leaves behind, until nothing does.
    func turn() {
        while let job = jobs.withLock({ $0.popFirst() }) { job() }
    }
}

extension BenchLoop: SerialExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        run { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    func checkIsolated() {}

    func isIsolatingCurrentContext() -> Bool? { true }
}
