package import Core

/// Follows the journal, and gives every entry of interest to a handler: in order, one at a time, at least once.
///
/// A durable cursor says how far it has come. It may lag behind, so after a crash the handler meets some entries again. An
/// entry that is postponed stops the follower, because order counts; it is tried again after a pause that grows. When the
/// task of ``run()`` is cancelled it stops between two entries.
package actor JournalFollower {
    /// What came of an entry.
    package enum Outcome: Hashable, Sendable {
        /// It is never met again, but after a crash.
        case done
        /// It has to be tried again, before any later one.
        case postponed
    }

    package typealias Handler = @Sendable (FeedEntry) async -> Outcome

    /// What keeps it from going on, for the log; it tries again.
    package enum Trouble: Hashable, Sendable {
        case unreadable
        case postponed(position: UInt64)
    }

    /// How it divides its work.
    package struct Pace: Hashable, Sendable {
        /// Entries that are looked at together.
        package var pageMax = 256
        /// Between two looks at the journal, however often it is woken: one look takes in what many groups brought.
        package var lull: Duration = .milliseconds(20)
        /// Before a first repeat; it doubles up to ``retryMax``.
        package var retryMin: Duration = .milliseconds(500)
        package var retryMax: Duration = .seconds(60)
        /// Entries without interest that pass before the cursor is noted for their sake alone.
        package var unnotedMax: UInt64 = 4096

        package init() {}
    }

    private let name: String
    private let feed: any JournalFeed
    private let interest: FeedInterest
    private let start: UInt64
    private let pace: Pace
    private let report: @Sendable (Trouble) -> Void
    private let handler: Handler
    private let wakes: AsyncStream<Void>
    private let woken: AsyncStream<Void>.Continuation
    /// Everything up to here is done; `nil` before the cursor was read.
    private var reached: UInt64?
    /// What the cursor was last told.
    private var noted: UInt64 = 0
    private var waiters = PositionWaiters()

    /// `name` is that of the cursor, for ever.
    ///
    /// One that never began begins after `start`.
    package init(
        _ name: String,
        feed: any JournalFeed,
        of interest: FeedInterest,
        after start: UInt64 = 0,
        pace: Pace = Pace(),
        report: @escaping @Sendable (Trouble) -> Void = { _ in },
        handler: @escaping Handler
    ) {
        self.name = name
        self.feed = feed
        self.interest = interest
        self.start = start
        self.pace = pace
        self.report = report
        self.handler = handler
        (wakes, woken) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        woken.yield()
    }

    /// The journal has grown.
    ///
    /// Called on any thread.
    package nonisolated func wake() {
        woken.yield()
    }

    /// Everything up to here is done.
    package var position: UInt64 { reached ?? 0 }

    /// Follows the journal until the task is cancelled.
    package func run() async {
        defer { noteReached() }
        for await _ in wakes {
            var pause = pace.retryMin
            while !Task.isCancelled {
                let before = reached
                if await catchUp() { break }
                if reached != before { pause = pace.retryMin }
                // An end of a pause before its time is the end of the task, which the loop sees.
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, pace.retryMax)
            }
            try? await Task.sleep(for: pace.lull)
        }
    }

    /// Waits until everything up to `position` is done, but not longer than `limit`.
    ///
    /// Returns whether it is.
    @discardableResult
    package func reach(_ position: UInt64, within limit: Duration) async -> Bool {
        guard reached ?? 0 < position else { return true }
        let ticket = waiters.add(position)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait(ticket) }
            // Cancelled as soon as there is nothing to wait for.
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            waiters.release(ticket)
            group.cancelAll()
        }
        return reached ?? 0 >= position
    }

    private func wait(_ ticket: UInt64) async {
        await withCheckedContinuation { waiters.hold(ticket, $0) }
    }

    /// Goes through all that is new; returns `false` if something has to be tried again.
    private func catchUp() async -> Bool {
        do throws(JournalReadError) {
            var position = try await begin()
            while !Task.isCancelled {
                let page = try await feed.entries(after: position, of: interest, limit: pace.pageMax)
                guard await handle(page.entries) else { return false }
                guard page.position > position, !Task.isCancelled else { return true }
                position = page.position
                finish(position)
                if !page.entries.isEmpty || position >= noted + pace.unnotedMax { note(position) }
            }
            return true
        } catch {
            report(.unreadable)
            return false
        }
    }

    private func begin() async throws(JournalReadError) -> UInt64 {
        if let reached { return reached }
        let position = max(try await feed.cursor(of: name), start)
        noted = position
        finish(position)
        return position
    }

    /// Returns `false` if one of them has to be tried again; those before it are done.
    private func handle(_ entries: [FeedEntry]) async -> Bool {
        for entry in entries where !Task.isCancelled {
            guard await handler(entry) == .done else {
                if !Task.isCancelled { report(.postponed(position: entry.position)) }
                noteReached()
                return false
            }
            finish(entry.position)
        }
        return true
    }

    private func finish(_ position: UInt64) {
        reached = position
        waiters.release { $0 <= position }
    }

    private func noteReached() {
        if let reached, reached > noted { note(reached) }
    }

    private func note(_ position: UInt64) {
        noted = position
        feed.advance(name, to: position)
    }
}
