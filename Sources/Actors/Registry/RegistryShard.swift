package import Core
import Wire

/// The consultations of one loop: starts them from the journal, finds them, lets idle ones go, and builds a failed one
/// again.
///
/// A message to a consultation that is being loaded waits its turn, so each sender's messages keep their order.
package actor RegistryShard {
    private enum Resident {
        /// The journal is asked; these messages wait.
        case loading(WaitingItems)
        case running(ConsultationActor)
        /// The actor gave up, the journal has not answered for all yet; these messages wait for the next actor.
        case failed(ConsultationActor, WaitingItems)
    }

    /// When a consultation that has to be looked after, and could not be read, is tried again.
    private static let retryPeriod: Duration = .seconds(1)

    /// Entries before the snapshot that a load reads, so that a start takes the same few milliseconds whatever the history.
    ///
    /// Who comes back to a consultation that slept, or after a restart, has seldom missed anything; who missed more gets a
    /// snapshot.
    private static let replayLoadedMax = 256

    private nonisolated let loop: any Loop
    private nonisolated let context: ConsultationContext
    private let report: @Sendable (ConsultationID, ConsultationFault) -> Void
    private var residents: [ConsultationID: Resident] = [:]
    /// What was erased while it was being loaded, so that it has to be loaded once more.
    private var outdated: Set<ConsultationID> = []
    private var loadCount = 0

    /// `report` is told of every consultation that can't be loaded, or gave up.
    package init(
        loop: any Loop,
        settings: ConsultationSettings,
        clocks: any Clocks,
        journal: any Journal,
        grants: InstanceGrants,
        report: @escaping @Sendable (ConsultationID, ConsultationFault) -> Void
    ) {
        self.loop = loop
        self.report = report
        context = ConsultationContext(
            settings: settings,
            clocks: clocks,
            journal: journal,
            grants: grants,
            outbox: Outbox(loop: loop),
            alarms: Alarms(loop: loop)
        )
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Consultations in memory.
    ///
    /// Read it on the loop.
    package var residentCount: Int { residents.count }

    /// How many consultations were read from the journal since the last call.
    ///
    /// Call it on the loop.
    package func takeLoadCount() -> Int {
        defer { loadCount = 0 }
        return loadCount
    }

    /// Hands over a message from any thread; on the loop it is handled before this returns.
    package nonisolated func tell(_ id: ConsultationID, _ message: ConsultationMessage) {
        if loop.isCurrent {
            assumeIsolated { $0.receive(.message(message), for: id) }
        } else {
            loop.run { self.assumeIsolated { $0.receive(.message(message), for: id) } }
        }
    }

    /// Asks from any thread; `reply` is called once, on the loop.
    package nonisolated func ask(
        _ id: ConsultationID,
        _ request: ConsultationRequest,
        _ reply: @escaping @Sendable (ConsultationReply) -> Void
    ) {
        enter { $0.receive(.request(request, reply), for: id) }
    }

    /// Remembers when a sleeping consultation wants to be woken.
    ///
    /// Called at start, for all that the journal knows.
    package nonisolated func schedule(_ id: ConsultationID, at due: Timestamp) {
        enter { $0.context.alarms.wake(id, at: due) }
    }

    /// Lets go of all that was read of a consultation, because its key was destroyed.
    ///
    /// Nothing of it is saved, and what still waits gets its answer from a consultation that is read anew.
    package nonisolated func forget(_ id: ConsultationID) {
        enter { $0.discard(id) }
    }

    /// Does what time asks for: grace periods, wakes, letting idle consultations go.
    ///
    /// Called on the loop, a few times a second.
    package nonisolated func tick() {
        enter { $0.lookAtClocks() }
    }

    private nonisolated func enter(_ body: @escaping @Sendable (isolated RegistryShard) -> Void) {
        if loop.isCurrent {
            assumeIsolated(body)
        } else {
            loop.run { self.assumeIsolated(body) }
        }
    }

    // MARK: Messages

    private func receive(_ item: ConsultationItem, for id: ConsultationID) {
        switch residents[id] {
        case .running(let actor):
            hand(item, to: actor)
        case .loading(let queue):
            residents[id] = .loading(enqueue(item, queue))
        case .failed(let actor, let queue):
            residents[id] = .failed(actor, enqueue(item, queue))
        case nil:
            load(id, for: item)
        }
    }

    /// Lets an item wait with others; what finds no room is refused.
    private func enqueue(_ item: ConsultationItem, _ queue: WaitingItems) -> WaitingItems {
        var queue = queue
        for refused in queue.add(item, max: context.settings.limits.loadingQueueMax) { refuse(refused, .busy) }
        return queue
    }

    private func hand(_ item: ConsultationItem, to actor: ConsultationActor) {
        if case .message(.attach(let request, let outlet)) = item {
            context.outbox.register(request.connection, outlet)
        }
        run(actor) { actor in
            switch item {
            case .message(.attach(let request, _)): actor.attach(request)
            case .message(.detach(let connection)): actor.detach(connection)
            case .message(.commands(let connection, let commands)): actor.perform(commands, from: connection)
            case .request(let request, let reply): actor.answer(request, reply)
            case .start: break
            }
        }
    }

    private func refuse(_ item: ConsultationItem, _ refusal: Refusal) {
        switch item {
        case .message(.attach(let request, let outlet)):
            context.outbox.register(request.connection, outlet)
            context.outbox.close(request.connection, .busy)
        case .request(_, let reply):
            reply(.refused(refusal))
        case .message(.detach), .message(.commands), .start:
            break
        }
    }

    // MARK: Coming and going

    private func load(_ id: ConsultationID, for item: ConsultationItem) {
        switch item {
        case .message(.detach), .message(.commands):
            // Only an attached socket sends these, and an actor with sockets is in memory: this socket was closed.
            return
        case .message(.attach), .request, .start:
            residents[id] = .loading(WaitingItems([item]))
            load(id, .fromSnapshot(before: replayLoaded))
        }
    }

    private var replayLoaded: Int { min(context.settings.limits.replayMax, Self.replayLoadedMax) }

    private func load(_ id: ConsultationID, _ extent: LoadExtent) {
        context.journal.load(EntityID(id), extent, on: loop) { [self] result in
            assumeIsolated { $0.loaded(id, result) }
        }
    }

    private func loaded(_ id: ConsultationID, _ result: Result<StoredEntity, JournalReadError>) {
        guard case .loading(let queue) = residents[id] else { return }
        guard outdated.remove(id) == nil else {
            load(id, .fromSnapshot(before: replayLoaded))
            return
        }
        do {
            let actor = try ConsultationActor(
                id: id,
                stored: try result.get(),
                loop: loop,
                context: context,
                answered: { [self] actor, outcome in assumeIsolated { $0.answered(actor, outcome) } }
            )
            residents[id] = .running(actor)
            loadCount += 1
            actor.assumeIsolated { $0.start() }
            for item in queue.items { receive(item, for: id) }
            // Also where nothing of the queue reached it.
            run(actor) { _ in }
        } catch is StorageError where hasSnapshot(result) {
            // A snapshot is only a cache, and may be of a version that this program never knew.
            load(id, .wholeHistory)
        } catch {
            residents[id] = nil
            report(id, .unreadable(error as? StorageError))
            for item in queue.items { refuse(item, .busy) }
            if error is JournalReadError, queue.items.contains(where: \.isCare) {
                context.alarms.wake(id, at: context.clocks.now() + Self.retryPeriod)
            }
        }
    }

    private func hasSnapshot(_ result: Result<StoredEntity, JournalReadError>) -> Bool {
        switch result {
        case .success(let stored): stored.snapshot != nil
        case .failure: false
        }
    }

    private func answered(_ actor: ConsultationActor, _ outcome: AppendOutcome) {
        run(actor) { $0.receive(outcome) }
    }

    /// Lets an actor do something, and looks how it stands with it then: entered once for both, since entering costs.
    private func run(_ actor: ConsultationActor, _ body: @Sendable (isolated ConsultationActor) -> Void) {
        let (condition, isSettled, isBlank) = actor.assumeIsolated { actor in
            body(actor)
            return (actor.condition, actor.isSettled, actor.isBlank)
        }
        let id = actor.id
        switch (condition, residents[id]) {
        case (.failed, .running(let resident)) where resident === actor:
            report(id, .gaveUp)
            residents[id] = .failed(actor, WaitingItems())
            if isSettled { rebuild(id) }
        case (.failed, .failed(let resident, _)) where resident === actor:
            if isSettled { rebuild(id) }
        case (.running, .running(let resident)) where resident === actor && isBlank:
            residents[id] = nil
        case (.idle, .running(let resident)) where resident === actor:
            let due = actor.assumeIsolated { $0.passivate() }
            residents[id] = nil
            if let due { context.alarms.wake(id, at: due) }
        default:
            break
        }
    }

    private func discard(_ id: ConsultationID) {
        switch residents[id] {
        case .running(let actor):
            residents[id] = .failed(actor, WaitingItems())
            let isSettled = actor.assumeIsolated { actor in
                actor.fail()
                return actor.isSettled
            }
            if isSettled { rebuild(id) }
        case .loading:
            outdated.insert(id)
        case .failed, nil:
            break
        }
    }

    private func rebuild(_ id: ConsultationID) {
        guard case .failed(_, let queue) = residents[id] else { return }
        residents[id] = nil
        for item in [.start] + queue.items { receive(item, for: id) }
    }

    // MARK: Time

    private func lookAtClocks() {
        let uptime = context.clocks.uptime()
        while let id = context.alarms.nextDeadline(by: uptime) {
            guard case .running(let actor) = residents[id] else { continue }
            run(actor) { $0.lookAtClock() }
        }
        let now = context.clocks.now()
        while let id = context.alarms.nextWake(by: now) {
            receive(.request(.wake, { _ in }), for: id)
        }
    }
}
