import Core
import Dispatch
import Foundation
import Synchronization

/// A loop with a thread of its own, for tests of what happens between threads.
///
/// Call ``stop()`` at the end: the thread keeps the loop alive until then.
package final class ThreadLoop: Loop {
    private enum Job: Sendable {
        case closure(@Sendable () -> Void)
        case actor(UnownedJob)
    }

    private struct State: Sendable {
        var jobs: [Job] = []
        var thread: ObjectIdentifier?
        var isStopped = false
    }

    /// Jobs come from any thread; held for one push, or one exchange of the array.
    private let state = Mutex(State())
    /// Wakes the loop's own thread, which is the only one that ever waits.
    private let signal = DispatchSemaphore(value: 0)

    package init(name: String = "loop") {
        let thread = Thread { self.serve() }
        thread.name = name
        thread.start()
    }

    package var isCurrent: Bool {
        let thread = ObjectIdentifier(Thread.current)
        return state.withLock { $0.thread == thread }
    }

    package func run(_ work: @escaping @Sendable () -> Void) {
        push(.closure(work))
    }

    /// Ends the thread after the jobs that wait.
    ///
    /// Jobs that come later never run.
    package func stop() {
        state.withLock { $0.isStopped = true }
        signal.signal()
    }

    private func push(_ job: Job) {
        let isFirst = state.withLock { state in
            guard !state.isStopped || !state.jobs.isEmpty else { return false }
            state.jobs.append(job)
            return state.jobs.count == 1
        }
        if isFirst { signal.signal() }
    }

    private func serve() {
        let thread = ObjectIdentifier(Thread.current)
        state.withLock { $0.thread = thread }
        while true {
            signal.wait()
            let (jobs, isStopped) = state.withLock { state in
                defer { state.jobs = [] }
                return (state.jobs, state.isStopped)
            }
            for job in jobs { perform(job) }
            if isStopped { return }
        }
    }

    private func perform(_ job: Job) {
        switch job {
        case .closure(let work): work()
        case .actor(let job): job.runSynchronously(on: asUnownedSerialExecutor())
        }
    }
}

extension ThreadLoop: SerialExecutor {
    package func enqueue(_ job: consuming ExecutorJob) {
        push(.actor(UnownedJob(job)))
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    package func checkIsolated() {
        precondition(isCurrent, "the caller is not on the loop's thread")
    }

    package func isIsolatingCurrentContext() -> Bool? { isCurrent }
}
