import Actors
import Core
import Gateway
import HTTPTypes
import Metrics
import Notifications
import Persistence
import REST
import Synchronization
import Telemetry
import Wire

/// Counts what a hub does, and shows it.
struct HubWatch: Sendable {
    let registry: PrometheusRegistry
    let metrics: HubMetrics
    private let residents: ResidentCounts
    private let calendars: ResidentCounts
    /// Rings for every commit that brings a mail.
    private let post = JournalBell()

    init(loopCount: Int) {
        registry = PrometheusRegistry()
        metrics = HubMetrics(
            registry: registry,
            labels: HubMetrics.Labels(
                closeCodes: CloseCode.allCases.map(\.rawValue),
                refusals: UpgradeRefusal.allCases.map(\.code),
                outcomes: ["done"] + ErrorCode.allCases.map(\.name),
                limits: LimitName.allCases.map(\.rawValue),
                webhookResults: Self.answered + WebhookFailure.allCases.map(\.rawValue),
                webhookPauses: WebhookPause.allCases.map(\.name),
                routes: RESTRoutes.patterns
            )
        )
        residents = ResidentCounts(loopCount: loopCount)
        calendars = ResidentCounts(loopCount: loopCount)
        registry.collectProcess()
    }

    /// Counts what the journal does from now on.
    func committed(_ group: CommittedGroup) {
        metrics.journal.batches.increment()
        metrics.journal.entries.increment(by: group.entryCount)
        metrics.journal.batchSize.record(group.entryCount)
        metrics.journal.commit.record(duration: group.duration)
        if group.hasMail { post.ring() }
    }

    /// Has the post office told of new mails from now on.
    func open(_ office: PostOffice) { post.wake(office.wake) }

    /// Counts what the post office does.
    func posted(_ event: PostOffice.Event) {
        switch event {
        case .sent: metrics.mail.sent.increment()
        case .failed: metrics.mail.failed.increment()
        case .counted(let counts, let now):
            metrics.mail.waiting.set(counts.waiting)
            metrics.mail.dead.set(counts.dead)
            let age = counts.oldest.map { max(now - $0, .zero) } ?? .zero
            metrics.mail.oldest.set(Double(age.wholeMilliseconds) / 1000)
        }
    }

    /// The store had a fault.
    func faulted() { metrics.journal.faults.increment() }

    func failed(_ fault: ConsultationFault) {
        switch fault {
        case .unreadable: metrics.actors.loadFailures.increment()
        case .gaveUp: metrics.actors.gaveUp.increment()
        }
    }

    private static let answered = ["delivered", "refused"]

    func attempted(_ result: WebhookResult) {
        switch result {
        case .answered: metrics.webhooks.attempts[result.isDelivered ? "delivered" : "refused"].increment()
        case .failed(let reason): metrics.webhooks.attempts[reason.rawValue].increment()
        }
    }

    func paused(_ reason: WebhookPause) { metrics.webhooks.paused[reason.name].increment() }

    func countedPaused(_ count: Int) { metrics.webhooks.pausedNow.set(count) }

    /// Looks at the consultations and calendars of a loop; called there.
    func look(at shard: RegistryShard, _ calendarShard: CalendarShard, of loop: Int) {
        let (residentCount, loadCount) = shard.assumeIsolated { ($0.residentCount, $0.takeLoadCount()) }
        residents.set(residentCount, of: loop)
        calendars.set(calendarShard.assumeIsolated { $0.residentCount }, of: loop)
        metrics.actors.loads.increment(by: loadCount)
    }

    /// Asks for what is not counted but looked up, whenever somebody reads.
    func collect(sockets gateway: SocketServer, queue journal: SQLiteJournal, files: StorePaths) {
        registry.collect(HubMetrics.connectionsOpen) { Double(gateway.openConnectionCount) }
        registry.collect(HubMetrics.socketsOpen) { Double(gateway.connectionCount) }
        registry.collect(HubMetrics.journalQueue) { Double(journal.pendingCount) }
        registry.collect(HubMetrics.actorsInMemory) { [residents] in Double(residents.sum) }
        registry.collect(HubMetrics.calendarsInMemory) { [calendars] in Double(calendars.sum) }
        registry.collect(HubMetrics.databaseBytes) { DiskSpace.size(of: files.journal).map { Double($0) } }
        registry.collect(HubMetrics.databaseLogBytes) { DiskSpace.size(of: files.journalLog).map { Double($0) } }
        registry.collect(HubMetrics.diskFree) { DiskSpace(of: files.folder).map { Double($0.freeBytes) } }
        registry.collect(HubMetrics.diskBytes) { DiskSpace(of: files.folder).map { Double($0.totalBytes) } }
    }

    /// What the REST surface tells.
    var rest: RESTWatch {
        let metrics = metrics
        var watch = RESTWatch()
        watch.answered = { route, method, status, duration in
            metrics.http.answered(
                route: route ?? "none",
                method: method.rawValue,
                status: status.code,
                after: duration
            )
        }
        watch.signedIn = { $0 ? metrics.signIns.succeeded.increment() : metrics.signIns.failed.increment() }
        return watch
    }

    /// What `/metrics` shows.
    func page(token: String?) -> MetricsPage {
        MetricsPage(contentType: PrometheusRegistry.contentType, token: token) { [registry] in registry.render() }
    }
}

/// How many consultations, or calendars, each loop had in memory at its last tick.
private final class ResidentCounts: Sendable {
    /// Each loop writes its own, four times a second; held for one assignment.
    private let counts: Mutex<[Int]>

    init(loopCount: Int) {
        counts = Mutex(Array(repeating: 0, count: loopCount))
    }

    var sum: Int { counts.withLock { $0.reduce(0, +) } }

    func set(_ count: Int, of loop: Int) { counts.withLock { $0[loop] = count } }
}
