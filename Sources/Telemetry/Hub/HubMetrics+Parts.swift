package import CoreMetrics
import Metrics

extension MetricsFactory {
    fileprivate func counter(_ definition: MetricDefinition, _ labels: [(String, String)] = []) -> Counter {
        Counter(label: definition.name, dimensions: labels, factory: self)
    }

    fileprivate func meter(_ definition: MetricDefinition) -> Meter {
        Meter(label: definition.name, factory: self)
    }

    fileprivate func timer(_ definition: MetricDefinition, _ labels: [(String, String)] = []) -> Timer {
        Timer(label: definition.name, dimensions: labels, factory: self)
    }
}

extension HubMetrics {
    package struct Sockets: Sendable {
        /// Does nothing once the registry collects the value (``PrometheusRegistry/collect(_:_:)``).
        package let connectionsOpen: Meter
        /// The same.
        package let open: Meter
        package let opened: Counter
        /// By close code.
        package let closed: LabelledCounters
        /// By reason.
        package let upgradesRefused: LabelledCounters
        package let bytesIn: Counter
        package let bytesOut: Counter
        package let framesIn: Counter
        package let framesOut: Counter
        package let slowConsumersClosed: Counter
        package let transientsCoalesced: Counter
        package let readsPaused: Counter

        init(_ factory: any MetricsFactory, _ labels: Labels) {
            connectionsOpen = factory.meter(HubMetrics.connectionsOpen)
            open = factory.meter(socketsOpen)
            opened = factory.counter(socketsOpened)
            closed = LabelledCounters(socketsClosed, values: labels.closeCodes.map { String($0) }, factory: factory)
            upgradesRefused = LabelledCounters(HubMetrics.upgradesRefused, values: labels.refusals, factory: factory)
            bytesIn = factory.counter(HubMetrics.bytesIn)
            bytesOut = factory.counter(HubMetrics.bytesOut)
            framesIn = factory.counter(HubMetrics.framesIn)
            framesOut = factory.counter(HubMetrics.framesOut)
            slowConsumersClosed = factory.counter(HubMetrics.slowConsumersClosed)
            transientsCoalesced = factory.counter(HubMetrics.transientsCoalesced)
            readsPaused = factory.counter(HubMetrics.readsPaused)
        }
    }

    package struct Commands: Sendable {
        package let received: Counter
        /// By outcome.
        package let replies: LabelledCounters

        init(_ factory: any MetricsFactory, _ labels: Labels) {
            received = factory.counter(commandsReceived)
            replies = LabelledCounters(HubMetrics.replies, values: labels.outcomes, factory: factory)
        }
    }

    package struct Actors: Sendable {
        /// Does nothing once the registry collects the value (``PrometheusRegistry/collect(_:_:)``).
        package let inMemory: Meter
        /// The same.
        package let calendarsInMemory: Meter
        package let loads: Counter
        package let loadFailures: Counter
        package let gaveUp: Counter

        init(_ factory: any MetricsFactory) {
            inMemory = factory.meter(actorsInMemory)
            calendarsInMemory = factory.meter(HubMetrics.calendarsInMemory)
            loads = factory.counter(actorLoads)
            loadFailures = factory.counter(actorLoadFailures)
            gaveUp = factory.counter(actorsGaveUp)
        }
    }

    package struct Journal: Sendable {
        package let entries: Counter
        package let batches: Counter
        package let commit: Timer
        package let batchSize: Recorder
        /// Does nothing once the registry collects the value (``PrometheusRegistry/collect(_:_:)``).
        package let queue: Meter
        package let faults: Counter

        init(_ factory: any MetricsFactory) {
            entries = factory.counter(journalEntries)
            batches = factory.counter(journalBatches)
            commit = factory.timer(journalCommit)
            batchSize = Recorder(label: journalBatchSize.name, factory: factory)
            queue = factory.meter(journalQueue)
            faults = factory.counter(journalFaults)
        }
    }

    /// Sizes on the disk; none of them does anything once the registry collects its value
    /// (``PrometheusRegistry/collect(_:_:)``).
    package struct Disk: Sendable {
        package let database: Meter
        package let databaseLog: Meter
        package let free: Meter
        package let size: Meter

        init(_ factory: any MetricsFactory) {
            database = factory.meter(databaseBytes)
            databaseLog = factory.meter(databaseLogBytes)
            free = factory.meter(diskFree)
            size = factory.meter(diskBytes)
        }
    }

    package struct HTTP: Sendable {
        private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

        private let factory: any MetricsFactory
        private let durations: [String: Timer]
        private let otherDuration: Timer

        init(_ factory: any MetricsFactory, _ labels: Labels) {
            self.factory = factory
            let timers = labels.routes.map { ($0, factory.timer(httpDuration, [("route", $0)])) }
            durations = Dictionary(timers) { first, _ in first }
            otherDuration = factory.timer(httpDuration, [("route", "other")])
        }

        /// Counts one answer; a route, method or status that is none counts as `other`.
        ///
        /// The counter is looked up in the factory: its labels are too many to make them all.
        package func answered(route: String, method: String, status: Int, after duration: Duration) {
            let timer = durations[route]
            let labels = [
                ("route", timer == nil ? "other" : route),
                ("method", Self.methods.contains(method) ? method : "other"),
                ("status", (100..<600).contains(status) ? String(status) : "other"),
            ]
            factory.counter(httpRequests, labels).increment()
            (timer ?? otherDuration).record(duration: duration)
        }
    }

    package struct Webhooks: Sendable {
        /// By result.
        package let attempts: LabelledCounters
        /// By reason.
        package let paused: LabelledCounters
        package let pausedNow: Meter

        init(_ factory: any MetricsFactory, _ labels: Labels) {
            pausedNow = factory.meter(webhooksPausedNow)
            attempts = LabelledCounters(webhookAttempts, values: labels.webhookResults, factory: factory)
            paused = LabelledCounters(webhooksPaused, values: labels.webhookPauses, factory: factory)
        }
    }

    package struct SignIns: Sendable {
        package let succeeded: Counter
        package let failed: Counter

        init(_ factory: any MetricsFactory) {
            succeeded = factory.counter(signInsDone, [("outcome", "ok")])
            failed = factory.counter(signInsDone, [("outcome", "failed")])
        }
    }

    package struct Mail: Sendable {
        package let sent: Counter
        package let failed: Counter
        package let waiting: Meter
        package let dead: Meter
        package let oldest: Meter

        init(_ factory: any MetricsFactory) {
            sent = factory.counter(mailSent)
            failed = factory.counter(mailFailed)
            waiting = factory.meter(mailWaiting)
            dead = factory.meter(mailDead)
            oldest = factory.meter(mailOldest)
        }
    }
}
