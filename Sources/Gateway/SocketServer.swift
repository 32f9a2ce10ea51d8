package import Core
package import HTTPTypes
package import Logging
package import NIOCore
import ServiceLifecycle

/// The WebSocket edge of the hub: it owns the upgraded sockets from the handshake to the last byte.
///
/// ``HubChannel`` brings it sockets, out of the HTTP server. It runs as a service for as long as there may be sockets:
/// on graceful shutdown every socket is told `draining`, upgrades are refused, and ``run()`` returns when the last socket
/// has gone or been cut off at the drain deadline. Cancelling it cuts all of them off at once.
package final class SocketServer: Service {
    let surroundings: Surroundings
    private let loops: LoopGroup
    private let contexts: [NIOLoopBoundBox<LoopContext>]

    /// Makes the gateway of an HTTP server.
    ///
    /// - Parameters:
    ///   - configuration: Its limits.
    ///   - loops: The loops of the HTTP server.
    ///   - gate: The way to the consultations.
    ///   - authenticator: Judges tickets and tokens.
    ///   - clocks: What time it is.
    ///   - boot: Differs at every start of the hub; names connections.
    ///   - logger: Gets ids, codes and durations.
    ///   - onTick: Called on every tick of a loop, there, with the loop's index in `loops`.
    package init(
        configuration: Configuration = Configuration(),
        loops: LoopGroup,
        gate: any ConsultationGate,
        authenticator: any Authenticator,
        clocks: any Clocks,
        boot: UInt64,
        logger: Logger,
        onTick: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        let surroundings = Surroundings(
            configuration: configuration,
            gate: gate,
            authenticator: authenticator,
            clocks: clocks,
            boot: boot,
            logger: logger,
            population: Population(loopCount: loops.loops.count),
            onTick: onTick
        )
        self.surroundings = surroundings
        self.loops = loops
        contexts = loops.loops.enumerated().map { index, loop in
            NIOLoopBoundBox.makeBoxSendingValue(
                LoopContext(index: index, loop: loop, surroundings: surroundings),
                eventLoop: loop.eventLoop
            )
        }
    }

    /// How many sockets are open.
    package var connectionCount: Int { surroundings.population.count }

    /// How many sockets are open on each loop.
    package func connectionCountPerLoop() async throws -> [Int] {
        var counts: [Int] = []
        for context in contexts {
            counts.append(try await context.eventLoop.submit { context.value.connectionCount }.get())
        }
        return counts
    }

    /// Ticks until the gateway has drained.
    package func run() async throws {
        let interval = surroundings.configuration.tickInterval.timeAmount
        let tickers = contexts.map { context in
            context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
                context.value.tick()
            }
        }
        defer { for ticker in tickers { ticker.cancel() } }
        await withGracefulShutdownHandler {
            for await _ in surroundings.population.untilDrained {}
        } onGracefulShutdown: {
            self.startDraining()
        }
        if Task.isCancelled { onEachLoop { $0.cutAll() } }
        surroundings.logger.info(
            "The gateway has stopped.",
            metadata: ["ws.connections": .stringConvertible(connectionCount)]
        )
    }

    /// What each loop does at every tick, at once.
    package func tick() { onEachLoop { $0.tick() } }

    private func startDraining() {
        surroundings.population.startDraining()
        surroundings.logger.info(
            "The gateway tells its sockets that the hub stops.",
            metadata: ["ws.connections": .stringConvertible(connectionCount)]
        )
        onEachLoop { $0.startDraining() }
    }

    private func onEachLoop(_ work: @escaping @Sendable (LoopContext) -> Void) {
        for context in contexts {
            context.eventLoop.execute { work(context.value) }
        }
    }
}

extension SocketServer {
    /// What the gateway keeps for the event loop that the caller is on.
    func context(of eventLoop: any EventLoop) -> LoopContext {
        guard let index = loops.index(of: eventLoop) else {
            preconditionFailure("the server runs on the gateway's loops")
        }
        return contexts[index].value
    }

    /// Whether the gateway takes this request as a WebSocket, or why not.
    func judge(_ request: HTTPRequest, from peer: SocketAddress?) throws(UpgradeRefusal) -> Handshake {
        let edge = surroundings.configuration.edge
        try edge.judgeHost(of: request)
        var handshake = try Handshake(request)
        try edge.judgeOrigin(of: request, from: peer)
        handshake.client = edge.client(of: request, from: peer)
        guard !surroundings.population.isDraining else { throw .draining }
        guard connectionCount < surroundings.configuration.connectionsMax else { throw .full }
        return handshake
    }

    /// The answer to a request for the WebSocket path that reached the HTTP router: why it was not upgraded.
    package func refusal(of request: HTTPRequest, from peer: SocketAddress?) -> UpgradeRefusal {
        do throws(UpgradeRefusal) {
            _ = try judge(request, from: peer)
            return .connectionInUse
        } catch {
            return error
        }
    }
}
