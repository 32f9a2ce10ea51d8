import NIOCore
import NIOPosix
import Synchronization

/// Looks names up off the event loops.
///
/// That blocks a thread for as long as the name's servers like. So it has threads of its own, and a name is looked up once at a
/// time: whoever asks meanwhile gets the same answer. A name that hangs holds one thread, however many wait for it.
final class NameLookup: Sendable {
    private struct Name: Hashable {
        let host: String
        let port: Int
    }

    private typealias Promise = EventLoopPromise<[SocketAddress]?>

    private let resolver: any NameResolver
    private let pool: NIOThreadPool
    /// Who waits for which name; changed by event loops and the pool, held for one copy.
    private let waiting = Mutex<[Name: [Promise]]>([:])

    init(_ resolver: any NameResolver, threads: Int = 8) {
        self.resolver = resolver
        pool = NIOThreadPool(numberOfThreads: threads)
        pool.start()
    }

    deinit {
        pool.shutdownGracefully { _ in }
    }

    /// None for a name that nobody knows; `nil` if it takes too long, or the task was cancelled.
    func addresses(
        of host: String,
        port: Int,
        on loop: any EventLoop,
        until deadline: NIODeadline
    ) async -> [SocketAddress]? {
        let found = loop.makePromise(of: [SocketAddress]?.self)
        let timer = loop.scheduleTask(deadline: deadline) { found.succeed(nil) }
        defer { timer.cancel() }
        find(Name(host: host, port: port), found)
        return await withTaskCancellationHandler {
            // The promise never fails.
            try? await found.futureResult.get()
        } onCancel: {
            found.succeed(nil)
        }
    }

    private func find(_ name: Name, _ found: Promise) {
        let isFirst = waiting.withLock { waiting in
            waiting[name, default: []].append(found)
            return waiting[name]?.count == 1
        }
        guard isFirst else { return }
        pool.submit { [self] state in
            let addresses = state == .active ? resolver.addresses(of: name.host, port: name.port) : []
            let promises = waiting.withLock { $0.removeValue(forKey: name) ?? [] }
            for promise in promises { promise.succeed(addresses) }
        }
    }
}
