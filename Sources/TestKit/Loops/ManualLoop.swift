import Core
import DequeModule
import Foundation
import Synchronization

/// A loop without a thread: its jobs wait until the test runs them, in order, on the thread of the test.
///
/// The test thread is on the loop while it is inside ``runUntilIdle()`` or ``enter(_:)``, so `assumeIsolated` holds there
/// for the actors that are pinned to it.
package final class ManualLoop: Loop {
    private enum Job: Sendable {
        case closure(@Sendable () -> Void)
        case actor(UnownedJob)
    }

    private struct State: Sendable {
        var jobs: Deque<Job> = []
        /// The thread that is inside; the test's own, so there is one at a time.
        var owner: ObjectIdentifier?
    }

    /// Jobs may come from any thread; held for one push or pop, never while a job runs.
    private let state = Mutex(State())

    package init() {}

    package var isCurrent: Bool {
        let thread = ObjectIdentifier(Thread.current)
        return state.withLock { $0.owner == thread }
    }

    /// Whether no job waits.
    package var isIdle: Bool { state.withLock { $0.jobs.isEmpty } }

    package func run(_ work: @escaping @Sendable () -> Void) {
        state.withLock { $0.jobs.append(.closure(work)) }
    }

    /// Runs what waits, and what that leaves behind, until nothing does.
    ///
    /// Returns how many jobs ran.
    @discardableResult
    package func runUntilIdle() -> Int {
        enter {
            var count = 0
            while let job = state.withLock({ $0.jobs.popFirst() }) {
                switch job {
                case .closure(let work): work()
                case .actor(let job): job.runSynchronously(on: asUnownedSerialExecutor())
                }
                count += 1
            }
            return count
        }
    }

    /// Runs several loops until none of them has a job left.
    package static func runUntilIdle(_ loops: [ManualLoop]) {
        while loops.reduce(0, { $0 + $1.runUntilIdle() }) > 0 {}
    }

    /// Does something on the loop at once, as its next job would.
    ///
    /// May be nested.
    package func enter<Value, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
        let thread = ObjectIdentifier(Thread.current)
        let before = state.withLock { state in
            precondition(state.owner == nil || state.owner == thread, "a loop is one thread at a time")
            defer { state.owner = thread }
            return state.owner
        }
        defer { state.withLock { $0.owner = before } }
        return try body()
    }
}

extension ManualLoop: SerialExecutor {
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(.actor(job)) }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    package func checkIsolated() {
        precondition(isCurrent, "the caller is not on the manual loop")
    }

    package func isIsolatingCurrentContext() -> Bool? { isCurrent }
}
