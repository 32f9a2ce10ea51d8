package import Core

/// Sees to it that every virtual booking has its consultation, and that the consultation follows the booking.
///
/// A durable cursor over the journal says which bookings are still to be looked at. Each is brought to where it belongs by a
/// command that may come twice: booking and consultation have the same UUID, so a second creation is known as one. So a crash at
/// any point costs repeats only.
package actor BookingReaction {
    /// How a person is called in the consultation; `nil` for somebody who is not there or was erased.
    package typealias NameLookup = @Sendable (PersonID) async throws(Refusal) -> String?
    package typealias ConsultationAsker = @Sendable (ConsultationID, ConsultationRequest) async -> ConsultationReply
    /// What becomes of a booking whose visit is past taking its time; `nil` if the booking may stay as it is.
    package typealias Return = @Sendable (BookingSummary) async -> Outcome?

    /// What can't be done, for the log.
    package enum Trouble: Hashable, Sendable {
        /// The journal can't be read; it is tried again.
        case unreadable
        /// It is tried again.
        case postponed(BookingID)
        /// The consultation refused, and would again.
        case refused(BookingID, Refusal)
        /// Somebody who should take part is not known any more.
        case nobody(BookingID)
    }

    /// What came of looking at a booking.
    package enum Outcome: Hashable, Sendable {
        /// Its consultation is where it belongs, or it needs none.
        case done
        /// It has to be tried again.
        case postponed
        /// The consultation refused, and would again.
        case refused(Refusal)
        /// Somebody who should take part is not known any more.
        case nobody
        /// There is nothing to be said in a consultation any more.
        case erased
    }

    /// The name of the cursor.
    package static let name = "bookings to consultations"
    /// Bookings that are looked at together, and most that a round postpones: then it begins nothing new.
    private static let changesMax = 64

    private let feed: any BookingFeed
    private let consultations: ConsultationAsker
    private let names: NameLookup
    private let putBack: Return
    private let clocks: any Clocks
    private let retryPeriod: Duration
    /// Most that wait to be tried again: then no round begins anything new.
    private let postponedMax: Int
    private let report: @Sendable (Trouble) -> Void
    private let bell: Bell
    /// Everything up to here is done, but for what is ``postponed``.
    private var reached: UInt64?
    /// What has to be tried again, with the positions that it stands at; nobody else waits for it.
    private var postponed: [BookingID: UInt64] = [:]
    /// Where the last one stands that was tried again.
    private var retried: UInt64 = 0
    private var isRetryPlanned = false
    /// What the cursor was last told.
    private var noted: UInt64?
    private var waiters = PositionWaiters()

    package init(
        feed: any BookingFeed,
        consultations: @escaping ConsultationAsker,
        names: @escaping NameLookup,
        putBack: @escaping Return = { _ in nil },
        clocks: any Clocks,
        bell: Bell = Bell(),
        retryPeriod: Duration = .milliseconds(500),
        postponedMax: Int = 4096,
        report: @escaping @Sendable (Trouble) -> Void = { _ in }
    ) {
        self.feed = feed
        self.consultations = consultations
        self.names = names
        self.putBack = putBack
        self.clocks = clocks
        self.retryPeriod = retryPeriod
        self.postponedMax = postponedMax
        self.report = report
        self.bell = bell
        bell.ring()
    }

    /// Something about a booking may be new.
    ///
    /// Called on any thread.
    package nonisolated func wake() {
        bell.ring()
    }

    /// Follows the journal until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for await _ in bell.rings {
                guard await !catchUp(), !isRetryPlanned else { continue }
                isRetryPlanned = true
                group.addTask { await self.wakeAfterPause() }
            }
        }
    }

    private func wakeAfterPause() async {
        // An end of the pause before its time is the end of the task, which the loop sees.
        try? await Task.sleep(for: retryPeriod)
        isRetryPlanned = false
        wake()
    }

    /// Waits until everything up to `position` is done, but not longer than `limit`.
    ///
    /// Returns whether it is.
    @discardableResult
    package func reach(_ position: UInt64, within limit: Duration) async -> Bool {
        guard !isDone(position) else { return true }
        let ticket = waiters.add(position)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait(ticket) }
            // Cancelled as soon as there is nothing to wait for.
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            waiters.release(ticket)
            group.cancelAll()
        }
        return isDone(position)
    }

    private func isDone(_ position: UInt64) -> Bool {
        reached ?? 0 >= position && !postponed.values.contains(position)
    }

    private func wait(_ ticket: UInt64) async {
        await withCheckedContinuation { waiters.hold(ticket, $0) }
    }

    // MARK: Following

    /// Looks at all that is new; returns `false` if something has to be tried again.
    private func catchUp() async -> Bool {
        do {
            try await followNews()
            try await retryPostponed()
            return postponed.isEmpty
        } catch {
            report(.unreadable)
            return false
        }
    }

    /// Looks at what stands further on than it has come; what was postponed before keeps none of it waiting.
    private func followNews() async throws(JournalReadError) {
        var position = if let reached { reached } else { try await feed.cursor(of: Self.name) }
        let enough = min(postponed.count + Self.changesMax, postponedMax)
        while !Task.isCancelled, postponed.count < enough {
            let limit = min(Self.changesMax, postponedMax - postponed.count)
            let changes = try await feed.changes(after: position, limit: limit)
            await follow(changes)
            position = changes.last?.position ?? position
            finish(position)
            if changes.isEmpty { break }
        }
    }

    /// Tries again some of what was postponed, each in its turn.
    ///
    /// What has changed meanwhile stands further on, and is met there.
    private func retryPostponed() async throws(JournalReadError) {
        let waiting = postponed.sorted { $0.value < $1.value }
        let turn = waiting.filter { $0.value > retried } + waiting.filter { $0.value <= retried }
        for (id, position) in turn.prefix(Self.changesMax) {
            retried = position
            if let now = try await change(at: position), now.booking.id == id {
                await follow([now])
            } else {
                postponed[id] = nil
            }
            if let reached { finish(reached) }
        }
    }

    private func change(at position: UInt64) async throws(JournalReadError) -> BookingSummary? {
        let found = try await feed.changes(after: position - 1, limit: 1).first
        return found?.position == position ? found : nil
    }

    /// Looks once more at the booking whose newest entry stands at a position, for somebody who misses its consultation.
    package func follow(at position: UInt64) async -> Outcome {
        do throws(JournalReadError) {
            // One that has changed meanwhile is met where it stands now.
            guard position > 0, let change = try await change(at: position) else { return .postponed }
            return await outcome(of: change)
        } catch {
            report(.unreadable)
            return .postponed
        }
    }

    /// Notes how far it has come.
    ///
    /// The cursor stays before what is postponed, so that the next start meets it again.
    private func finish(_ position: UInt64) {
        reached = position
        let safe = postponed.values.min().map { min($0 - 1, position) } ?? position
        if safe != noted {
            noted = safe
            feed.advance(Self.name, to: safe)
        }
        waiters.release(where: isDone)
    }

    /// Brings the consultations of these bookings to where they belong, all at once: each has its own.
    private func follow(_ changes: [BookingSummary]) async {
        for (id, isSettled) in await outcomes(of: changes) {
            postponed[id] = isSettled ? nil : changes.first { $0.booking.id == id }?.position
        }
    }

    private nonisolated func outcomes(of changes: [BookingSummary]) async -> [BookingID: Bool] {
        await withTaskGroup(of: (BookingID, Bool).self) { group in
            for change in changes {
                group.addTask { (change.booking.id, await self.outcome(of: change) != .postponed) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private nonisolated func outcome(of change: BookingSummary) async -> Outcome {
        let booking = change.booking
        switch (booking.plan.kind, booking.status) {
        case (.inPerson, _): return .done
        case (.virtual, .booked): return await provide(change)
        case (.virtual, .cancelled):
            return outcome(of: await consultations(booking.id.consultation, .callOff(by: .hub)), booking)
        }
    }

    /// Creates the consultation, or tells the one that is there what has changed.
    private nonisolated func provide(_ change: BookingSummary) async -> Outcome {
        let booking = change.booking
        guard !change.isTextUnreadable else {
            report(.postponed(booking.id))
            return .postponed
        }
        guard let text = change.text.value else { return .erased }
        let plan = ConsultationEvent.Booking(
            title: .present(text.title),
            start: booking.plan.start,
            minutes: booking.plan.minutes,
            provider: booking.plan.provider
        )
        do throws(Refusal) {
            guard let doctor = try await names(change.doctor), let patient = try await names(booking.plan.patient)
            else {
                report(.nobody(booking.id))
                return .nobody
            }
            let people = [
                Invitation(person: change.doctor, role: .doctor, name: doctor),
                Invitation(person: booking.plan.patient, role: .patient, name: patient),
            ]
            let created = await consultations(booking.id.consultation, .create(plan, people, by: .hub))
            guard case .refused(.alreadyExists) = created else { return outcome(of: created, booking) }
            var news = ConsultationChange(start: plan.start, minutes: plan.minutes)
            if booking.version != nil {
                // Of a booking that was made here only the time ever changes, and a host may have renamed the visit.
                news.title = text.title
                news.provider = plan.provider
            }
            let reply = await consultations(booking.id.consultation, .change(news, by: .hub))
            switch reply {
            case .refused(.wrongStatus), .refused(.over):
                if let outcome = await putBack(change) {
                    if outcome == .postponed { report(.postponed(booking.id)) }
                    return outcome
                }
            case .done, .view, .overview, .refused:
                break
            }
            return outcome(of: reply, booking)
        } catch {
            report(.postponed(booking.id))
            return .postponed
        }
    }

    private nonisolated func outcome(of reply: ConsultationReply, _ booking: Booking) -> Outcome {
        switch reply {
        case .done, .view, .overview:
            return .done
        case .refused(.busy), .refused(.outcomeUnknown):
            report(.postponed(booking.id))
            return .postponed
        case .refused(let refusal):
            if !isExpected(refusal, booking) { report(.refused(booking.id, refusal)) }
            return .refused(refusal)
        }
    }

    /// Whether a consultation that refuses is as it should be.
    private nonisolated func isExpected(_ refusal: Refusal, _ booking: Booking) -> Bool {
        switch refusal {
        case .notFound:
            // Never created, and not wanted any more.
            booking.status == .cancelled
        case .over, .wrongStatus:
            // Begun: from then on the consultation itself counts. But nobody comes to a visit that lies ahead and is over.
            booking.status == .cancelled || booking.plan.start <= clocks.now()
        default:
            false
        }
    }
}
