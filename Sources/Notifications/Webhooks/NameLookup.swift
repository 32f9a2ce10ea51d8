import Core
import NIOCore
import NIOPosix
import Synchronization

/// Looks names up off the event loops.
///
/// That blocks a thread for as long as the name's servers like. So it has threads of its own, and looks up one name of a webhook
/// at a time: whoever asks for the same one meanwhile gets the same answer, and its other names wait. A webhook whose names hang
/// holds one thread, however many names and attempts it has.
final class NameLookup: Sendable {
    private struct Name: Hashable {
        let host: String
        let port: Int
    }

    private typealias Promise = EventLoopPromise<[SocketAddress]?>

    private struct Wait {
        let name: Name
        let found: Promise
    }

    private struct State {
        var isStarted = false
        /// Who waits, by webhook: those of which a name is being looked up, also when nobody waits for that any more.
        var waits: [WebhookID: [Wait]] = [:]
    }

    private let resolver: any NameResolver
    private let pool: NIOThreadPool
    /// Changed by event loops and the pool, held for one look at what a webhook waits for.
    private let state = Mutex(State())

    /// The threads begin with the first look-up.
    init(_ resolver: any NameResolver, threads: Int) {
        self.resolver = resolver
        pool = NIOThreadPool(numberOfThreads: threads)
    }

    deinit {
        pool.shutdownGracefully { _ in }
    }

    /// None for a name that nobody knows; `nil` if it takes too long, or the task was cancelled.
    func addresses(
        of host: String,
        port: Int,
        for webhook: WebhookID,
        on loop: any EventLoop,
        until deadline: NIODeadline
    ) async -> [SocketAddress]? {
        let found = loop.makePromise(of: [SocketAddress]?.self)
        let timer = loop.scheduleTask(deadline: deadline) { found.succeed(nil) }
        defer {
            timer.cancel()
            leave(webhook, found)
        }
        find(Wait(name: Name(host: host, port: port), found: found), for: webhook)
        return await withTaskCancellationHandler {
            // The promise never fails.
            try? await found.futureResult.get()
        } onCancel: {
            found.succeed(nil)
        }
    }

    private func find(_ wait: Wait, for webhook: WebhookID) {
        let isFirst = state.withLock { state in
            if !state.isStarted { pool.start() }
            state.isStarted = true
            let isFirst = state.waits[webhook] == nil
            state.waits[webhook, default: []].append(wait)
            return isFirst
        }
        if isFirst { lookUp(wait.name, for: webhook) }
    }

    private func lookUp(_ name: Name, for webhook: WebhookID) {
        pool.submit { [self] state in
            let addresses = state == .active ? resolver.addresses(of: name.host, port: name.port) : []
            let (served, next) = end(name, for: webhook)
            for wait in served { wait.found.succeed(addresses) }
            if let next { lookUp(next, for: webhook) }
        }
    }

    /// Who waited for this, and what the webhook waits for next.
    private func end(_ name: Name, for webhook: WebhookID) -> (served: [Wait], next: Name?) {
        state.withLock { state in
            let waits = state.waits[webhook] ?? []
            let others = waits.filter { $0.name != name }
            state.waits[webhook] = others.isEmpty ? nil : others
            return (waits.filter { $0.name == name }, others.first?.name)
        }
    }

    /// Somebody has an answer, or has given up: a name that nobody waits for is not looked up.
    private func leave(_ webhook: WebhookID, _ found: Promise) {
        state.withLock { state in
            guard let waits = state.waits[webhook] else { return }
            state.waits[webhook] = waits.filter { $0.found.futureResult !== found.futureResult }
        }
    }
}
