package import CoreMetrics

/// The metrics of a hub: the one place where their names stand.
///
/// `docs/metrics.md` shows ``definitions``; a test keeps it true. Labels come from fixed lists, never from a request.
package struct HubMetrics: Sendable {
    /// The values of labels whose words belong to other modules.
    ///
    /// Each list is fixed when the hub starts.
    package struct Labels: Sendable {
        /// Codes with which the hub closes sockets.
        package var closeCodes: [UInt16]
        /// Why an upgrade was refused.
        package var refusals: [String]
        /// What becomes of a command.
        package var outcomes: [String]
        /// Names of limits.
        package var limits: [String]
        /// What becomes of an attempt to deliver a webhook.
        package var webhookResults: [String]
        /// Why a webhook is paused.
        package var webhookPauses: [String]
        /// Route patterns, never paths.
        package var routes: [String]

        package init(
            closeCodes: [UInt16],
            refusals: [String],
            outcomes: [String],
            limits: [String],
            webhookResults: [String] = [],
            webhookPauses: [String] = [],
            routes: [String]
        ) {
            self.closeCodes = closeCodes
            self.refusals = refusals
            self.outcomes = outcomes
            self.limits = limits
            self.webhookResults = webhookResults
            self.webhookPauses = webhookPauses
            self.routes = routes
        }
    }

    package let sockets: Sockets
    package let commands: Commands
    /// By the limit's name.
    package let limitsReached: LabelledCounters
    package let actors: Actors
    package let journal: Journal
    package let disk: Disk
    package let http: HTTP
    package let signIns: SignIns
    package let mail: Mail
    package let webhooks: Webhooks

    /// Makes every series whose labels are known now.
    ///
    /// Help texts and buckets are not the factory's: with a ``PrometheusRegistry`` use ``init(registry:labels:)``.
    package init(factory: any MetricsFactory, labels: Labels) {
        sockets = Sockets(factory, labels)
        commands = Commands(factory, labels)
        limitsReached = LabelledCounters(Self.limitReached, values: labels.limits, factory: factory)
        actors = Actors(factory)
        journal = Journal(factory)
        disk = Disk(factory)
        http = HTTP(factory, labels)
        signIns = SignIns(factory)
        mail = Mail(factory)
        webhooks = Webhooks(factory, labels)
    }

    /// The same, with help texts and buckets.
    package init(registry: PrometheusRegistry, labels: Labels) {
        registry.describe(Self.definitions)
        self.init(factory: registry, labels: labels)
    }

    /// Counts nothing.
    package static var unobserved: HubMetrics {
        let labels = Labels(closeCodes: [], refusals: [], outcomes: [], limits: [], routes: [])
        return HubMetrics(factory: NOOPMetricsHandler.instance, labels: labels)
    }

    /// All of them, as `docs/metrics.md` lists them.
    package static let definitions = [
        connectionsOpen, socketsOpen, socketsOpened, socketsClosed, upgradesRefused, bytesIn, bytesOut, framesIn,
        framesOut,
        slowConsumersClosed, transientsCoalesced, readsPaused,
        commandsReceived, replies, limitReached,
        actorsInMemory, calendarsInMemory, actorLoads, actorLoadFailures, actorsGaveUp,
        journalEntries, journalBatches, journalCommit, journalBatchSize, journalQueue, journalFaults,
        databaseBytes, databaseLogBytes, diskFree, diskBytes,
        httpRequests, httpDuration,
        signInsDone,
        mailSent, mailFailed, mailWaiting, mailDead, mailOldest,
        webhookAttempts, webhooksPaused, webhooksPausedNow,
    ]

    package static let connectionsOpen = MetricDefinition(
        "laso_connections_open",
        .gauge,
        "Connections that are open now: sockets and those that speak HTTP."
    )
    package static let socketsOpen = MetricDefinition("laso_sockets_open", .gauge, "Sockets that are open now.")
    static let socketsOpened = MetricDefinition("laso_sockets_opened_total", .counter, "Sockets opened.")
    static let socketsClosed = MetricDefinition(
        "laso_sockets_closed_total",
        .counter,
        labels: ["code"],
        "Sockets closed, by close code (docs/protocol.md)."
    )
    static let upgradesRefused = MetricDefinition(
        "laso_upgrades_refused_total",
        .counter,
        labels: ["reason"],
        "Upgrade requests that were answered over HTTP, by reason."
    )
    static let bytesIn = MetricDefinition("laso_socket_bytes_in_total", .counter, "Bytes read from sockets.")
    static let bytesOut = MetricDefinition("laso_socket_bytes_out_total", .counter, "Bytes written to sockets.")
    static let framesIn = MetricDefinition("laso_socket_frames_in_total", .counter, "Frames read from sockets.")
    static let framesOut = MetricDefinition("laso_socket_frames_out_total", .counter, "Frames written to sockets.")
    static let slowConsumersClosed = MetricDefinition(
        "laso_slow_consumers_closed_total",
        .counter,
        "Sockets closed because too much waited for them."
    )
    static let transientsCoalesced = MetricDefinition(
        "laso_transients_coalesced_total",
        .counter,
        "Transient messages that a newer one replaced before they were sent."
    )
    static let readsPaused = MetricDefinition(
        "laso_reads_paused_total",
        .counter,
        "Times that reading from a socket was paused because the hub had too much to do."
    )
    static let commandsReceived = MetricDefinition("laso_commands_total", .counter, "Commands received.")
    static let replies = MetricDefinition(
        "laso_replies_total",
        .counter,
        labels: ["outcome"],
        "Replies to commands, by outcome."
    )
    static let limitReached = MetricDefinition(
        "laso_limit_reached_total",
        .counter,
        labels: ["limit"],
        "Times that a limit was reached, by the limit."
    )
    package static let actorsInMemory = MetricDefinition(
        "laso_actors_in_memory",
        .gauge,
        "Consultations that are in memory now."
    )
    package static let calendarsInMemory = MetricDefinition(
        "laso_calendars_in_memory",
        .gauge,
        "Doctors' calendars that are in memory now."
    )
    static let actorLoads = MetricDefinition("laso_actor_loads_total", .counter, "Consultations loaded.")
    static let actorLoadFailures = MetricDefinition(
        "laso_actor_load_failures_total",
        .counter,
        "Loads of a consultation that failed."
    )
    static let actorsGaveUp = MetricDefinition(
        "laso_actors_gave_up_total",
        .counter,
        "Consultations that gave up and are loaded again."
    )
    static let journalEntries = MetricDefinition("laso_journal_entries_total", .counter, "Entries stored.")
    static let journalBatches = MetricDefinition("laso_journal_batches_total", .counter, "Transactions committed.")
    static let journalCommit = MetricDefinition(
        "laso_journal_commit_seconds",
        .histogram,
        buckets: .seconds,
        "How long a transaction took to be on disk, in seconds."
    )
    static let journalBatchSize = MetricDefinition(
        "laso_journal_batch_entries",
        .histogram,
        buckets: .pieces,
        "Entries of one transaction."
    )
    package static let journalQueue = MetricDefinition(
        "laso_journal_queue_entries",
        .gauge,
        "Entries that wait for the writer."
    )
    static let journalFaults = MetricDefinition("laso_journal_faults_total", .counter, "Faults of the store.")
    package static let databaseBytes = MetricDefinition(
        "laso_database_bytes",
        .gauge,
        "Size of the journal's file, in bytes."
    )
    package static let databaseLogBytes = MetricDefinition(
        "laso_database_log_bytes",
        .gauge,
        "Size of what is not yet moved into the journal's file, in bytes."
    )
    package static let diskFree = MetricDefinition(
        "laso_disk_free_bytes",
        .gauge,
        "Free room on the disk of the data folder, in bytes."
    )
    package static let diskBytes = MetricDefinition(
        "laso_disk_bytes",
        .gauge,
        "Size of the disk of the data folder, in bytes."
    )
    static let httpRequests = MetricDefinition(
        "laso_http_requests_total",
        .counter,
        labels: ["route", "method", "status"],
        "HTTP requests answered, by route pattern, method and status."
    )
    static let httpDuration = MetricDefinition(
        "laso_http_request_seconds",
        .histogram,
        labels: ["route"],
        buckets: .seconds,
        "How long an HTTP request took to be answered, in seconds, by route pattern."
    )
    static let signInsDone = MetricDefinition(
        "laso_sign_ins_total",
        .counter,
        labels: ["outcome"],
        "Sign-ins, by outcome: ok or failed."
    )
    static let mailSent = MetricDefinition("laso_mail_sent_total", .counter, "Mails handed over.")
    static let mailFailed = MetricDefinition(
        "laso_mail_failed_total",
        .counter,
        "Attempts to hand a mail over that failed."
    )
    static let mailWaiting = MetricDefinition("laso_mail_waiting", .gauge, "Mails that should have gone by now.")
    static let mailDead = MetricDefinition(
        "laso_mail_dead",
        .gauge,
        "Mails that could not be sent and are not tried any more."
    )
    static let mailOldest = MetricDefinition(
        "laso_mail_oldest_seconds",
        .gauge,
        "How long the mail that waits longest has waited, in seconds."
    )
    static let webhookAttempts = MetricDefinition(
        "laso_webhook_attempts_total",
        .counter,
        labels: ["result"],
        "Attempts to deliver a webhook: delivered, refused by the receiver's status, or why there was no answer."
    )
    static let webhooksPaused = MetricDefinition(
        "laso_webhooks_paused_total",
        .counter,
        labels: ["reason"],
        "Times that a webhook was paused by the hub, by reason."
    )
    static let webhooksPausedNow = MetricDefinition(
        "laso_webhooks_halted",
        .gauge,
        "Webhooks that the hub has paused, and nobody has let go on."
    )
}
