import Core
package import NIOCore

/// A NIO event loop as a ``Core/Loop``: sockets are served on it, and actors are pinned to it.
///
/// There is one for each event loop, made by ``LoopGroup``, so that identity of the objects is identity of the threads.
package final class NIOLoop: Loop {
    package let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    package var isCurrent: Bool { eventLoop.inEventLoop }

    package func run(_ work: @escaping @Sendable () -> Void) { eventLoop.execute(work) }
}

extension NIOLoop: SerialExecutor {
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    package func isSameExclusiveExecutionContext(other: NIOLoop) -> Bool { eventLoop === other.eventLoop }

    package func checkIsolated() { eventLoop.preconditionInEventLoop() }

    package func isIsolatingCurrentContext() -> Bool? { eventLoop.inEventLoop }
}
