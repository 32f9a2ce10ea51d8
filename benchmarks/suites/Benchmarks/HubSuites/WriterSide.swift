import Core

/// A loop without a thread: its jobs run at once, on the thread that brings them, which is the journal's writer or reader.
///
/// So the time until an answer has no hop to another thread in it.
final class WriterSide: Loop {
    var isCurrent: Bool { false }

    func run(_ work: @escaping @Sendable () -> Void) { work() }
}

extension WriterSide: SerialExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        job.runSynchronously(on: asUnownedSerialExecutor())
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}
