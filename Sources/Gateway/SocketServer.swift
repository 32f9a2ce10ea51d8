package import Core
import HTTPTypes
package import Logging
import NIOCore
import ServiceLifecycle
package import Telemetry
package import Wire

/// The WebSocket edge of the hub: it owns the upgraded sockets from the handshake to the last byte.
///
/// ``HubChannel`` brings it sockets, out of the HTTP server. It runs as a service for as long as there may be sockets:
/// on graceful shutdown upgrades are refused, every socket is told `draining`, in waves, and ``run()`` returns when the
/// last socket has gone or been cut off. Cancelling it cuts all of them off at once. A ``LoopTicker`` has to run beside it.
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
    ///   - audit: Where it is recorded who comes.
    ///   - clocks: What time it is.
    ///   - boot: Differs at every start of the hub; names connections.
    ///   - logger: Gets ids, codes and durations.
    ///   - metrics: Counts what happens.
    ///   - onTick: Called on every tick of a loop, there, with the loop's index in `loops`.
    package init(
        configuration: Configuration = Configuration(),
        loops: LoopGroup,
        gate: any ConsultationGate,
        authenticator: any Authenticator,
        audit: (any AuditTrail)? = nil,
        clocks: any Clocks,
        boot: UInt64,
        logger: Logger,
        metrics: HubMetrics = .unobserved,
        onTick: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        let surroundings = Surroundings(
            configuration: configuration,
            gate: gate,
            authenticator: authenticator,
            audit: audit,
            clocks: clocks,
            boot: boot,
            logger: logger,
            population: Population(loopCount: loops.loops.count),
            metrics: metrics,
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
    package var connectionCount: Int { surroundings.population.socketCount }

    /// How many connections are open, of any kind.
    package var openConnectionCount: Int { surroundings.population.connectionCount }

    /// Whether the hub stops.
    package var isDraining: Bool { surroundings.population.isDraining }

    /// How many sockets are open on each loop.
    package func connectionCountPerLoop() async throws -> [Int] {
        var counts: [Int] = []
        for context in contexts {
            counts.append(try await context.eventLoop.submit { context.value.connectionCount }.get())
        }
        return counts
    }

    /// Returns when the gateway has drained.
    package func run() async throws {
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

    /// Closes this person's sockets whose sign-in has ended, on every loop.
    ///
    /// Note that it ended before, where the authenticator looks: a socket that comes meanwhile is turned away by that.
    package func closeEnded(of person: PersonID, _ code: CloseCode) {
        onEachLoop { $0.closeEnded(of: person, code) }
    }

    /// What each loop does at every tick, at once.
    package func tick() { onEachLoop { $0.tick() } }

    /// For the tasks of the HTTP server: on one loop, whichever it is.
    var taskExecutor: LoopTaskExecutor { LoopTaskExecutor(loops.loops[0].eventLoop) }

    func startTicking() -> [RepeatedTask] {
        let interval = surroundings.configuration.tickInterval.timeAmount
        return contexts.map { context in
            context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
                context.value.tick()
            }
        }
    }

    private func startDraining() {
        surroundings.logger.info(
            "The gateway tells its sockets that the hub stops.",
            metadata: ["ws.connections": .stringConvertible(connectionCount)]
        )
        // Each loop also tells those who come after it has begun; the flag only spares them the way.
        onEachLoop { $0.startDraining() }
        surroundings.population.startDraining()
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
}
