package import Core

/// Sends what the outbox has, when it is due, until each mail has gone or is given up.
///
/// A mail that was handed over is written down as sent; what ends the process between the two has it sent once more, with
/// the same Message-ID. So every mail arrives at least once.
package actor PostOffice {
    /// What may be counted.
    package enum Event: Hashable, Sendable {
        case sent
        /// An attempt failed.
        case failed
        case counted(MailCounts, at: Timestamp)
    }

    /// Mails that are looked up together.
    private static let batchMax = 64
    /// Mails that are sent at a time.
    private static let parallelMax = 4
    /// The outbox is looked at again after this time at the latest.
    private static let restMax: Duration = .seconds(60)

    private let queue: any MailQueue
    private let ledger: any PostLedger
    private let mailer: any Mailer
    private let writer: MailWriter
    private let clocks: any Clocks
    private let policy: RetryPolicy
    /// Destroys what it takes to write a letter.
    private let forget: @Sendable (MailItem) async -> Void
    private let report: @Sendable (String) -> Void
    private let watch: @Sendable (Event) -> Void
    private let wakes: AsyncStream<Void>
    private let woken: AsyncStream<Void>.Continuation
    /// What has happened to mails and could not be written down yet; they are not sent again by this process.
    private var unrecorded: [MailID: PostEvent] = [:]
    /// Until when mails rest that were not taken: what is noted of them in the outbox is read a moment later.
    private var resting: [MailID: Timestamp] = [:]
    /// When mail is tried again after nobody took any.
    private var pausedUntil: Timestamp?
    private var failures = 0
    /// Since when nobody takes mail; `nil` while somebody does.
    private var unavailableSince: Timestamp?
    /// When a pause ends that is under way, by the uptime.
    private var plannedWake: Duration?

    package init(
        queue: any MailQueue,
        ledger: any PostLedger,
        mailer: any Mailer,
        writer: MailWriter,
        clocks: any Clocks,
        policy: RetryPolicy = RetryPolicy(),
        forget: @escaping @Sendable (MailItem) async -> Void = { _ in },
        report: @escaping @Sendable (String) -> Void = { _ in },
        watch: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.queue = queue
        self.ledger = ledger
        self.mailer = mailer
        self.writer = writer
        self.clocks = clocks
        self.policy = policy
        self.forget = forget
        self.report = report
        self.watch = watch
        (wakes, woken) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        woken.yield()
    }

    /// There may be something to send.
    ///
    /// Called on any thread.
    package nonisolated func wake() {
        woken.yield()
    }

    /// Sends until the task is cancelled; what is under way then is finished.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for await _ in wakes {
                let pause = await round()
                guard let pause = plan(pause) else { continue }
                group.addTask { await self.wake(after: pause) }
            }
        }
        await mailer.rest()
    }

    /// Sends what is due now, and says when to look again.
    package func round() async -> Duration {
        do {
            try await sendDue()
            await mailer.rest()
            let now = clocks.now()
            watch(.counted(try await queue.mailCounts(at: now), at: now))
            return try await rest(from: now)
        } catch {
            report("The outbox can't be read.")
            return policy.firstPause
        }
    }

    private func rest(from now: Timestamp) async throws(JournalReadError) -> Duration {
        guard unrecorded.isEmpty else { return policy.firstPause }
        guard let due = try await queue.nextMailDue() else { return Self.restMax }
        // One that is due and was not sent now rests, or its turn has not come.
        let pause = max(due, pausedUntil ?? due) - now
        return pause > .zero ? min(pause, Self.restMax) : .seconds(1)
    }

    // MARK: Pauses

    /// The pause that has to begin; `nil` if one is under way that ends earlier.
    private func plan(_ pause: Duration) -> Duration? {
        let end = clocks.uptime() + pause
        if let plannedWake, plannedWake <= end { return nil }
        plannedWake = end
        return pause
    }

    private func wake(after pause: Duration) async {
        // An end of the pause before its time is the end of the task, which the loop sees.
        try? await Task.sleep(for: pause)
        plannedWake = nil
        wake()
    }

    // MARK: Sending

    private func sendDue() async throws(JournalReadError) {
        while !Task.isCancelled {
            await recordAgain()
            if let pausedUntil, clocks.now() < pausedUntil { return }
            let now = clocks.now()
            resting = resting.filter { $0.value > now }
            let due = try await queue.dueMails(at: now, limit: Self.batchMax)
            let items = due.filter { unrecorded[$0.id] == nil && resting[$0.id] == nil }
            guard !items.isEmpty else { return }
            await send(items)
        }
    }

    private func send(_ items: [MailItem]) async {
        pausedUntil = nil
        var rest = items[...]
        await withTaskGroup(of: Void.self) { group in
            for item in rest.prefix(Self.parallelMax) { group.addTask { await self.send(item) } }
            rest = rest.dropFirst(Self.parallelMax)
            while await group.next() != nil {
                guard pausedUntil == nil, !Task.isCancelled, let item = rest.popFirst() else { continue }
                group.addTask { await self.send(item) }
            }
        }
    }

    private func send(_ item: MailItem) async {
        guard await stillWaits(item) else { return }
        do throws(Refusal) {
            switch try await writer.mail(for: item, at: clocks.now()) {
            case .mail(let mail): await send(mail, item)
            case .nothing(let failure): await end(item, .dropped(item.id, failure))
            }
        } catch {
            let reason = "What a mail is to say can't be read."
            guard policy.isOver(item, at: clocks.now()) else { return postpone(item, reason) }
            report(reason)
            await end(item, .died(item.id, .unreadable))
        }
    }

    /// Whether nothing newer has gone in its place since it was looked up.
    private func stillWaits(_ item: MailItem) async -> Bool {
        do {
            return try await queue.mail(item.id)?.state == .waiting
        } catch {
            // Then it is sent: a mail too many is better than one that is missing.
            return true
        }
    }

    private func send(_ mail: Mail, _ item: MailItem) async {
        do throws(MailError) {
            try await mailer.send(mail)
            failures = 0
            unavailableSince = nil
            watch(.sent)
            await end(item, .sent(item.id))
        } catch {
            watch(.failed)
            switch error.kind {
            case .refused:
                report(error.reason)
                await end(item, .died(item.id, .refused))
            case .postponed where policy.isOver(item, at: clocks.now()),
                .unavailable
            where policy.isOver(item, at: clocks.now(), unavailableSince: unavailableSince):
                report(error.reason)
                await end(item, .died(item.id, .tooLong))
            case .postponed:
                postpone(item, error.reason)
            case .unavailable:
                pause(error.reason)
            }
        }
    }

    private func postpone(_ item: MailItem, _ reason: String) {
        report(reason)
        let attempts = item.attempts + 1
        let due = clocks.now() + policy.delay(after: attempts)
        resting[item.id] = due
        queue.postpone(item.id, attempts: attempts, until: due)
    }

    private func pause(_ reason: String) {
        guard pausedUntil == nil else { return }
        report(reason)
        failures += 1
        unavailableSince = unavailableSince ?? clocks.now()
        pausedUntil = clocks.now() + policy.pause(after: failures)
    }

    // MARK: Writing down

    private func end(_ item: MailItem, _ event: PostEvent) async {
        if item.kind.isLetter { await forget(item) }
        await record(event, of: item.id)
    }

    private func record(_ event: PostEvent, of mail: MailID) async {
        do {
            try await ledger.record([event], by: .hub)
            unrecorded[mail] = nil
        } catch {
            unrecorded[mail] = event
        }
    }

    private func recordAgain() async {
        for (mail, event) in unrecorded { await record(event, of: mail) }
    }
}
