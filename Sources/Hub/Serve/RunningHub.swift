import Core
package import Logging
import NIOCore
import Persistence
import ServiceLifecycle
package import UnixSignals

/// A hub in this process that serves until it is stopped.
package struct RunningHub: Sendable {
    /// The port that it listens on, also where the configuration left the choice to the system.
    package let port: Int
    let parts: HubParts
    private let group: ServiceGroup
    private let run: Task<Void, any Error>

    /// Returns when both of its sockets listen, or throws what kept the hub from starting.
    ///
    /// A hub with a certificate looks at its files when one of `renewalSignals` comes.
    ///
    /// The services run in a task of their own, because they outlive this call; ``stop()`` ends it.
    package static func start(
        _ configuration: HubConfiguration,
        stoppedBy signals: [UnixSignal] = [],
        renewedBy renewalSignals: [UnixSignal] = [],
        logger: Logger = Logger(label: "laso.hub") { _ in SwiftLogNoOpLogHandler() }
    ) async throws -> RunningHub {
        let tls = try configuration.certificate.map { files throws(CommandFailure) in
            try TLSParts(files, logger: logger)
        }
        let folder = configuration.folder
        try folder.prepare()
        let watch = HubWatch(loopCount: configuration.loopCount)
        let bell = JournalBell()
        let store = try openStore(configuration, watch, bell, logger)
        let (listening, listens) = AsyncStream.makeStream(of: HubParts.Listening.self)
        let parts = try await HubParts(
            configuration,
            tls: tls,
            store: store,
            bell: bell,
            watch: watch,
            logger: logger
        )
        let group = parts.serviceGroup(folder: folder, stoppedBy: signals, renewedBy: renewalSignals) {
            listens.yield($0)
        }
        let run = Task {
            defer { listens.finish() }
            do {
                try await group.run()
            } catch {
                // The loops stay, because the services' own clean-up may still be under way on them.
                await store.close()
                throw error
            }
            await store.close()
            try await parts.eventLoops.shutdownGracefully()
        }
        do {
            let port = try await port(listening, run)
            return RunningHub(port: port, parts: parts, group: group, run: run)
        } catch let error as IOError {
            throw CommandFailure(.unavailable, "\(configuration.host):\(configuration.port) can't be used: \(error)")
        }
    }

    private static func openStore(
        _ configuration: HubConfiguration,
        _ watch: HubWatch,
        _ bell: JournalBell,
        _ logger: Logger
    ) throws(CommandFailure) -> Store {
        let master = try configuration.requiredMasterKey()
        do {
            return try Store.open(
                configuration.storePaths,
                master: master,
                at: SystemClocks().now(),
                mails: configuration.mailRules,
                onTrouble: { trouble in
                    watch.faulted()
                    logger.error("The journal is in trouble", metadata: ["journal.trouble": "\(trouble)"])
                },
                onCommit: { group in
                    watch.committed(group)
                    bell.ring()
                }
            )
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Closes every socket, in order and within the configuration's bound, and waits for that.
    package func stop() async throws {
        await group.triggerGracefulShutdown()
        try await run.value
    }

    /// Waits until a signal or a fault ends the hub; throws the fault.
    package func untilStopped() async throws {
        try await run.value
    }

    /// Waits for both sockets.
    private static func port(
        _ listening: AsyncStream<HubParts.Listening>,
        _ run: Task<Void, any Error>
    ) async throws -> Int {
        var port: Int?
        var isAdministered = false
        for await socket in listening {
            switch socket {
            case .http(let number): port = number
            case .administration: isAdministered = true
            }
            if let port, isAdministered { return port }
        }
        // The stream ends early only when a service failed, or a signal came first.
        try await run.value
        throw CommandFailure(.unavailable, "The hub was stopped before it listened.")
    }
}
