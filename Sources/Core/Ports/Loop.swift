/// One thread that runs jobs in the order in which they were given: where actors live and sockets are served.
///
/// Actors are pinned to a loop, so code on the same loop enters them synchronously with `assumeIsolated`, and other
/// threads hand over with ``run(_:)``. Jobs given from one thread run in the order in which that thread gave them.
package protocol Loop: SerialExecutor {
    /// Whether the caller is on this loop.
    var isCurrent: Bool { get }

    /// Runs `work` on the loop, after everything that this thread gave it before. Never runs it before returning.
    func run(_ work: @escaping @Sendable () -> Void)
}
