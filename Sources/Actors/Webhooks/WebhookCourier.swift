import Core

/// Follows the journal for one webhook, and brings its receiver what it wants.
///
/// Reads ahead into a ``DeliveryWindow``, which says what goes when. What it has come to is noted durably after each attempt; a
/// crash repeats what was under way and what was noted last.
actor WebhookCourier {
    typealias Feed = WebhookDispatcher.Feed
    /// Makes one attempt; a broken-off one says nothing.
    typealias Deliverer = @Sendable (Notice, _ number: Int) async -> DeliveryWindow.Verdict

    private let name: String
    private let webhook: WebhookID
    private let webhooks: Webhooks
    private let feed: Feed
    private let start: UInt64
    private let clocks: any Clocks
    private let settings: WebhookSettings
    private let isForgiven: Bool
    /// Who went before, until it has ended.
    private var predecessor: WebhookCourier?
    /// What its predecessor left.
    private var inherited: DeliveryNote?
    private var window: DeliveryWindow?
    /// Attempts that have ended since the place was noted, and up to where the journal had been read then.
    private var unnoted = 0
    private var notedUpTo: UInt64 = 0
    private var isRemoved = false
    /// There is more to be read, but no room for it.
    private var isFull = false
    private let reading = Bell()
    private let sending = Bell()
    private let stops: AsyncStream<Void>
    private nonisolated let stopping: AsyncStream<Void>.Continuation
    private let ends: AsyncStream<Void>
    private let ending: AsyncStream<Void>.Continuation

    /// `isForgiven` says that somebody has looked after the webhook since its predecessor failed.
    init(
        _ webhook: Webhook,
        of webhooks: Webhooks,
        feed: Feed,
        after predecessor: WebhookCourier?,
        isForgiven: Bool,
        clocks: any Clocks,
        settings: WebhookSettings
    ) {
        name = WebhookDispatcher.cursorName(of: webhook.id)
        self.webhook = webhook.id
        self.webhooks = webhooks
        self.feed = feed
        start = webhook.start
        self.clocks = clocks
        self.settings = settings
        self.isForgiven = isForgiven
        self.predecessor = predecessor
        (stops, stopping) = AsyncStream.makeStream()
        (ends, ending) = AsyncStream.makeStream()
    }

    /// The journal has grown.
    ///
    /// Called on any thread.
    nonisolated func wake() { reading.ring() }

    nonisolated func stop() { stopping.finish() }

    /// Stops for ever: nothing of it is kept, nor of those before it, which may still have something under way.
    func remove() async {
        isRemoved = true
        await predecessor?.remove()
        feed.forget(name)
        stop()
    }

    // MARK: Looking

    /// Where it is; read from where it was noted if it doesn't go.
    func standing() async throws(JournalReadError) -> DeliveryWindow {
        if let window { return window }
        return try await loaded(await predecessor?.legacy ?? inherited)
    }

    /// Since when something is tried in vain.
    var failingSince: Timestamp? { window?.failingSince }

    /// What its successor goes on with; `nil` if it never began.
    private var legacy: DeliveryNote? { window?.note ?? inherited }

    // MARK: Going

    /// Brings things until it is stopped or the task is cancelled; what its predecessor has under way is not overtaken.
    func run(_ deliver: @escaping Deliverer) async {
        defer { ending.finish() }
        if let predecessor { for await _ in predecessor.ends {} }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.go(deliver) }
            group.addTask { for await _ in self.stops {} }
            await group.next()
            group.cancelAll()
        }
        predecessor = nil
        note()
    }

    private func go(_ deliver: @escaping Deliverer) async {
        guard let rests = await begin() else { return }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.read() }
            for (rest, pause) in rests { group.addTask { await self.wait(for: rest, pause) } }
            for await _ in sending.rings {
                while !Task.isCancelled, let attempt = window?.next() {
                    group.addTask { await self.make(attempt, deliver) }
                }
            }
        }
    }

    /// Takes over from its predecessor, or from what was noted; `nil` if it was cancelled.
    private func begin() async -> [(DeliveryWindow.Rest, Duration)]? {
        inherited = await predecessor?.legacy
        while !Task.isCancelled {
            if let window = try? await loaded(inherited) {
                self.window = window
                reading.ring()
                sending.ring()
                return window.rests(at: clocks.now())
            }
            // It can't be read now; that is all there is to know.
            try? await Task.sleep(for: settings.pace.retryMin)
        }
        return nil
    }

    private func make(_ attempt: DeliveryWindow.Attempt, _ deliver: Deliverer) async {
        let verdict = await deliver(attempt.notice, attempt.number)
        let rests = window?.end(attempt, verdict, at: clocks.now()) ?? []
        unnoted += 1
        // Each note is a transaction; what passes quickly shares one.
        if verdict != .taken || unnoted >= settings.unnotedAttemptsMax || window?.underWayCount == 0 { note() }
        if isFull { reading.ring() }
        sending.ring()
        await withDiscardingTaskGroup { group in
            for (rest, pause) in rests { group.addTask { await self.wait(for: rest, pause) } }
        }
    }

    private func wait(for rest: DeliveryWindow.Rest, _ pause: Duration) async {
        // An end of the pause before its time is the end of the task.
        guard (try? await Task.sleep(for: pause)) != nil else { return }
        window?.end(rest)
        sending.ring()
    }

    private func note() {
        guard let window, !isRemoved else { return }
        (unnoted, notedUpTo) = (0, window.position)
        feed.note(name, at: FollowerPlace(position: window.done, note: window.note.stored()))
    }

    // MARK: Reading

    private func read() async {
        for await _ in reading.rings {
            var pause = settings.pace.retryMin
            while !Task.isCancelled, await !lookAhead() {
                // An end of a pause before its time is the end of the task, which the loop sees.
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, settings.pace.retryMax)
            }
            try? await Task.sleep(for: settings.lull)
        }
    }

    /// Reads all there is room for; returns `false` if that has to be tried again.
    private func lookAhead() async -> Bool {
        isFull = false
        while !Task.isCancelled, let window {
            // Read in a piece: with every notice that is taken there is room for one more.
            guard window.room >= settings.pace.openMax / 4 else {
                isFull = true
                return true
            }
            guard let page = try? await feed.entries(after: window.position, of: Notice.interest, limit: window.room),
                let wanted = await wanted(page.entries)
            else { return false }
            guard page.position > window.position else { return true }
            self.window?.take(wanted, upTo: page.position)
            sending.ring()
            // A restart passes over what nobody wants again.
            if page.position >= notedUpTo + settings.unnotedEntriesMax { note() }
        }
        return true
    }

    /// `nil` if that can't be told: of an entry of a later version, say, since passing over it would lose it.
    ///
    /// What the webhook wants is asked for after the entries were read, so a change counts for all that comes after it.
    private func wanted(_ entries: [FeedEntry]) async -> [Notice]? {
        guard let notices = try? entries.compactMap({ try Notice($0) }),
            let webhook = try? await webhooks.webhook(webhook)
        else { return nil }
        return notices.filter { webhook.wants($0.type) }
    }

    /// Where to go on, with the notices that are open there.
    private func loaded(_ before: DeliveryNote?) async throws(JournalReadError) -> DeliveryWindow {
        var note = DeliveryNote(position: start)
        if let before {
            note = before
        } else {
            let place = try await feed.place(of: name)
            // What can't be read costs repeats only.
            let noted = try? DeliveryNote(stored: place.note)
            note = noted ?? DeliveryNote(position: max(place.position, start))
        }
        notedUpTo = note.position
        if isForgiven { note.forgive() }
        var open: [Notice] = []
        for position in note.open.map(\.position) {
            let page = try await feed.entries(after: position - 1, of: Notice.interest, limit: 1)
            guard let wanted = await wanted(page.entries.filter { $0.position == position }) else {
                throw JournalReadError(reason: "An open notice can't be read.")
            }
            open += wanted
        }
        return DeliveryWindow(note, open: open, pace: settings.pace)
    }
}
