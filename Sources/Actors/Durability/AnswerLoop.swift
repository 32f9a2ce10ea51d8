import Core

/// A loop that is no thread: what it is given runs at once, where it is given.
///
/// For those who await the journal in a task and need no thread of their own for its answer: a hop to one costs more than resuming the
/// task. What it runs must do no more than that, since it runs on the journal's own thread. No actor lives on it.
final class AnswerLoop: Loop {
    var isCurrent: Bool { false }

    func run(_ work: @escaping @Sendable () -> Void) { work() }

    func enqueue(_ job: consuming ExecutorJob) {
        preconditionFailure("no actor lives on a loop that is no thread")
    }
}
