import Actors
import Auth
import Core
import Foundation
import Gateway
import Logging
import NIOPosix
import Notifications
import Persistence
import REST

/// The parts of one hub, made and wired together: the only place that knows all modules.
struct HubParts: Sendable {
    let configuration: HubConfiguration
    let logger: Logger
    let clocks: any Clocks
    let eventLoops: MultiThreadedEventLoopGroup
    let store: Store
    let registry: Registry
    let signIn: PeopleParts
    /// Takes new people in.
    var people: PeopleDesk { signIn.desk }
    let calendars: CalendarParts
    let audit: AuditKeeper
    let eraser: Eraser
    let personEraser: PersonEraser
    /// Sends the mails.
    let post: PostOffice
    /// All who follow the journal, by the names that their services have.
    let followers: [(name: String, follower: JournalFollower)]
    let webhooks: WebhookParts
    let rest: RESTDependencies
    let gateway: SocketServer
    /// Missing where the hub speaks HTTP.
    let tls: TLSParts?

    init(
        _ configuration: HubConfiguration,
        tls: TLSParts?,
        store: Store,
        bell: JournalBell,
        watch: HubWatch,
        logger: Logger
    ) async throws {
        let clocks = SystemClocks()
        let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: configuration.loopCount)
        let loops = LoopGroup(eventLoops)
        let journal = store.journal
        let shards = Self.shards(on: loops, configuration, clocks, journal, watch, logger)
        let sockets = SocketsOfPeople()
        let people = try await PeopleParts(
            configuration,
            store: store,
            loop: loops.loops[0],
            clocks: clocks,
            onSignedOut: sockets.close
        )
        let tokens = people.tokens
        let tickets = TicketBooth(clocks: clocks)
        let audit = AuditKeeper(journal: journal, audit: journal, clocks: clocks)
        self.audit = audit

        self.configuration = configuration
        self.logger = logger
        self.clocks = clocks
        self.eventLoops = eventLoops
        self.store = store
        self.tls = tls
        let registry = Registry(shards: shards)
        self.registry = registry
        signIn = people
        let calendars = CalendarParts(
            on: loops,
            clocks: clocks,
            journal: journal,
            consultations: registry,
            people: people.desk,
            logger: logger
        )
        self.calendars = calendars
        let feed = FeedParts(
            ClinicFeed(
                loop: loops.loops[0],
                settings: configuration.consultations,
                clocks: clocks,
                journal: journal
            ),
            journal: journal,
            from: try await journal.state().position,
            catalog: journal
        )
        let answers = AnswerMemory(clocks: clocks)
        let eraser = Eraser(
            store: store,
            desk: registry,
            clocks: clocks,
            keyBackupPeriod: configuration.keyBackupPeriod,
            onErased: { id in
                registry.forget(id)
                await answers.forget(about: id)
            }
        )
        self.eraser = eraser
        let personEraser = PersonEraser(
            store: store,
            directory: people.signIn.directory,
            accounts: people.signIn.accounts,
            ledger: people.ledger,
            eraser: eraser,
            onLeft: { visit, refusal in
                logger.warning(
                    "A visit of somebody who is erased can't be erased yet",
                    metadata: ["consultation.id": "\(visit)", "error": "\(refusal)"]
                )
            },
            onErased: { await answers.forget(about: $0) }
        )
        self.personEraser = personEraser
        post = try PostParts.office(
            configuration,
            store: store,
            people: people,
            on: eventLoops,
            clocks: clocks,
            watch: watch,
            logger: logger
        )
        watch.open(post)
        let followers: [(name: String, follower: JournalFollower)] = [
            ("visits", calendars.visits), ("clinic feed", feed.follower),
        ]
        for (_, follower) in followers { bell.wake { follower.wake() } }
        self.followers = followers
        let webhooks = try WebhookParts(
            configuration,
            store: store,
            eventLoops: eventLoops,
            loop: loops.loops[0],
            clocks: clocks,
            watch: watch,
            logger: logger
        )
        bell.wake(webhooks.dispatcher.wake)
        self.webhooks = webhooks
        let gateway = SocketServer(
            configuration: configuration.gateway,
            loops: loops,
            gate: ClinicGate(consultations: registry, feed: feed.feed),
            authenticator: SignInCheck(tokens: tokens, tickets: tickets),
            audit: audit,
            clocks: clocks,
            boot: .random(in: .min ... .max),
            logger: logger,
            metrics: watch.metrics,
            onTick: { loop in
                shards[loop].tick()
                watch.look(at: shards[loop], calendars.shards[loop], of: loop)
            }
        )
        sockets.open(gateway)
        var rest = RESTDependencies(
            desk: registry,
            users: people.signIn.directory,
            catalog: journal,
            journal: journal,
            tokens: tokens,
            passwords: people.desk.passwords,
            tickets: tickets,
            signIn: people.signIn,
            clocks: clocks,
            socketRefusal: { SocketRefusal(gateway.refusal(of: $0, from: $1)) }
        )
        let edge = configuration.edge
        rest.admit = { Admission($0, from: $1, by: edge, gateway) }
        rest.audit = audit
        rest.accesses = journal
        rest.limits = configuration.consultations.limits
        rest.periods = configuration.consultations.periods
        rest.iceServers = configuration.consultations.iceServers
        rest.jitsiURL = configuration.jitsiURL
        rest.export = { try await store.bundle(of: $0, at: clocks.now(), wording: Replay.words) }
        rest.answers = answers
        rest.erase = { (id, origin) throws(Refusal) in try await eraser.erase(id, .requested, by: origin) }
        rest.erasePerson = { (id, origin) throws(PersonErasureRefusal) in try await personEraser.erase(id, by: origin) }
        rest.admitSignIn = gateway.admitsSignIn
        rest.admitPerson = { gateway.admitsRequest(of: $0) }
        rest.chargePerson = { gateway.charge($1, to: $0) }
        rest.isStopping = { gateway.isDraining }
        let health = HubHealth(
            journal: journal,
            paths: configuration.storePaths,
            folder: configuration.dataDirectory,
            gateway: gateway,
            connectionsMax: configuration.server.limits.connectionsMax,
            hasMailServer: configuration.smtpServer != nil,
            hasJitsi: configuration.jitsiURL != nil,
            webhooks: webhooks.services.webhooks,
            clocks: clocks
        )
        rest.health = health.look
        rest.bodyBytesMax = configuration.bodyBytesMax
        rest.fhirBundlesMax = configuration.fhirBundlesMax
        rest.booking = calendars.services
        rest.issues = journal
        rest.mail = MailServices(queue: journal, ledger: people.ledger)
        rest.webhooks = webhooks.services
        rest.watch = watch.rest
        rest.metrics = watch.page(token: configuration.metricsToken)
        watch.collect(sockets: gateway, queue: journal, files: configuration.storePaths)
        self.rest = rest
        self.gateway = gateway
        registry.start(try await journal.wakes())
    }

    /// The consultations of each loop.
    private static func shards(
        on loops: LoopGroup,
        _ configuration: HubConfiguration,
        _ clocks: any Clocks,
        _ journal: any Journal,
        _ watch: HubWatch,
        _ logger: Logger
    ) -> [RegistryShard] {
        let grants = InstanceGrants(epoch: journal.epoch)
        return loops.loops.map { loop in
            RegistryShard(
                loop: loop,
                settings: configuration.consultations,
                clocks: clocks,
                journal: journal,
                grants: grants,
                report: { id, fault in
                    watch.failed(fault)
                    logger.error(
                        "A consultation failed",
                        metadata: ["consultation.id": "\(id)", "consultation.fault": "\(fault)"]
                    )
                }
            )
        }
    }
}
