import Actors
import Auth
import Gateway
import Hummingbird
import Logging
import NIOCore
import REST
import ServiceLifecycle
import UnixSignals

extension HubParts {
    /// A socket that has begun to listen.
    enum Listening: Sendable {
        case http(port: Int)
        case administration
    }

    /// Everything that runs, in the order in which it is needed.
    ///
    /// They stop in the opposite order: the gateway tells its sockets to come back and waits for them, HTTP answers the
    /// requests under way, and a last checkpoint is signed. Whoever runs the group closes the store after it.
    func serviceGroup(
        folder: DataDirectory,
        stoppedBy signals: [UnixSignal],
        renewedBy renewalSignals: [UnixSignal],
        _ onListening: @escaping @Sendable (Listening) -> Void
    ) -> ServiceGroup {
        var services = [
            named("journal", JournalService(store: store)),
            named("checkpoints", checkpoints),
            named("audit", AuditService(audit: audit)),
            named("retention", retention), named("address retention", addressRetention),
            named("post", PostService(office: post, isLocal: configuration.smtpServer == nil)),
            named("administration", administration(folder, onListening)),
            named("ticker", LoopTicker(gateway)),
            named("reactions", ReactionService(reaction: calendars.reaction)),
            named("webhooks", WebhookService(dispatcher: webhooks.dispatcher)),
            named("http", http(onListening)),
            named("gateway", gateway),
        ]
        services += followers.map { named($0.name, FollowerService(follower: $0.follower)) }
        if !signals.isEmpty {
            services.insert(named("second signal", SecondSignal(signals: signals, logger: logger)), at: 0)
        }
        if let tls {
            services.append(named("certificate", CertificateService(renewal: tls.renewal, signals: renewalSignals)))
        }
        var group = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: signals,
            logger: libraryLogger
        )
        group.maximumGracefulShutdownDuration = configuration.shutdownMax
        return ServiceGroup(configuration: group)
    }

    private func named(_ name: String, _ service: any Service) -> ServiceGroupConfiguration.ServiceConfiguration {
        ServiceGroupConfiguration.ServiceConfiguration(service: service, serviceName: name)
    }

    private var office: AdministrationOffice {
        AdministrationOffice(
            people: people,
            store: store,
            audit: audit,
            clocks: clocks,
            eraser: eraser,
            personEraser: personEraser,
            onRotated: { [signIn] in try await signIn.tokens.use($0) }
        )
    }

    private var checkpoints: CheckpointService {
        CheckpointService(store: store, clocks: clocks, period: configuration.checkpointPeriod, logger: logger)
    }

    private var retention: RetentionService {
        RetentionService(
            store: store,
            eraser: eraser,
            people: personEraser,
            clocks: clocks,
            retention: configuration.retention,
            logger: logger
        )
    }

    private var addressRetention: AddressRetentionService {
        AddressRetentionService(
            store: store,
            clocks: clocks,
            retention: configuration.addressRetention,
            logger: logger
        )
    }

    private func administration(
        _ folder: DataDirectory,
        _ onListening: @escaping @Sendable (Listening) -> Void
    ) -> AdministrationService {
        AdministrationService(
            path: folder.socketPath,
            group: eventLoops,
            logger: logger,
            onListening: { onListening(.administration) },
            answer: office.answer
        )
    }

    private func http(_ onListening: @escaping @Sendable (Listening) -> Void) -> some Service {
        let application = Application(
            router: RESTRoutes(rest).router(),
            server: .hub(gateway, certificates: tls?.certificates),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port)
            ),
            onServerRunning: { channel in onListening(.http(port: channel.localAddress?.port ?? 0)) },
            eventLoopGroupProvider: .shared(eventLoops),
            logger: libraryLogger
        )
        return AcceptService(gateway: gateway, server: application)
    }

    /// The libraries' own `info` lines repeat what the hub says itself.
    private var libraryLogger: Logger {
        var logger = logger
        if logger.logLevel == .info { logger.logLevel = .notice }
        return logger
    }
}
