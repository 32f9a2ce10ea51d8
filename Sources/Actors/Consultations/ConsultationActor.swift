import Core
import Wire

/// One consultation: puts all that happens to it in one order, has it on disk before anyone sees it, and tells everyone
/// who may know.
///
/// It is pinned to a loop and never waits: every function runs to its end between two messages. It doesn't fail half:
/// when the journal refuses or doesn't know, the whole actor ends (``Condition/failed``), its sockets are told to come
/// back, its callers to repeat, and the registry builds a new one from the journal.
actor ConsultationActor {
    /// How it stands with the actor, for the registry.
    enum Condition {
        case running
        /// It told everybody that it gave up. It goes when the journal has answered for all it was given.
        case failed
        /// Nothing holds it in memory since its alarm was set; the registry may let it go.
        case idle
    }

    nonisolated let id: ConsultationID
    private nonisolated let loop: any Loop
    let context: ConsultationContext
    private let answered: @Sendable (ConsultationActor, AppendOutcome) -> Void

    private(set) var machine: Consultation
    private var knownFloor = Floor()
    var attendance = Attendance()
    var quality = QualityLedger()
    var gate: DurabilityGate<Effect>
    private(set) var window: ReplayWindow
    private var hasFailed = false
    private var snapshotSeq: UInt64
    private var idleSince: Duration?
    /// The end of the longest visit that an alarm is set for.
    private var overdueAlarm: Timestamp?

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Builds the actor from what the journal has.
    ///
    /// `answered` is called on `loop` with each answer of the journal, so that the registry sees the actor's end. Throws
    /// what this program does not understand of the snapshot or of the entries.
    init(
        id: ConsultationID,
        stored: StoredEntity,
        loop: any Loop,
        context: ConsultationContext,
        answered: @escaping @Sendable (ConsultationActor, AppendOutcome) -> Void
    ) throws(StorageError) {
        self.id = id
        self.loop = loop
        self.context = context
        self.answered = answered
        var machine = try Self.snapshot(id, stored) ?? Consultation(id: id)
        snapshotSeq = machine.seq
        var window = ReplayWindow(limits: context.settings.limits)
        for entry in stored.before {
            window.append(
                OutboundEvent(entry, try ConsultationEvent(entry.content)),
                bytes: entry.content.byteCount
            )
        }
        for entry in stored.tail {
            window.append(OutboundEvent(entry, try machine.fold(entry)), bytes: entry.content.byteCount)
        }
        self.machine = machine
        self.window = window
        gate = DurabilityGate(seq: machine.seq)
    }

    private static func snapshot(_ id: ConsultationID, _ stored: StoredEntity) throws(StorageError) -> Consultation? {
        guard let snapshot = stored.snapshot else { return nil }
        return try Consultation(id: id, snapshot: snapshot)
    }

    /// What live messages are judged by.
    var floor: Floor {
        if knownFloor.seq != machine.seq { knownFloor = Floor(machine) }
        return knownFloor
    }

    var limits: Limits { context.settings.limits }

    var condition: Condition {
        if hasFailed { return .failed }
        guard let idleSince else { return .running }
        return idleSince + context.settings.periods.passivation <= context.clocks.uptime() ? .idle : .running
    }

    /// Whether the journal has answered for all it was given.
    var isSettled: Bool { gate.outstandingBatches == 0 }

    /// Nothing has ever happened here.
    var isBlank: Bool { machine.seq == 0 && isSettled }

    /// The first thing in the actor's life: seats that were present when the last owner went get time to come back.
    func start() {
        let now = context.clocks.uptime()
        for (number, seat) in machine.numberedSeats where seat.isPresent {
            attendance.expectReturn(of: number, until: now + grace(of: number))
        }
        rearm()
    }

    // MARK: Writing

    /// Whether these events may be written now, with all that has to be written before them.
    func hasRoom(for events: [ConsultationEvent], usingReserve: Bool) -> Bool {
        hasRoom(
            for: quality.count(completing: events) + (machine.endsRecording(by: events) ? 1 : 0),
            usingReserve: usingReserve
        )
    }

    /// Whether a batch of the given size may be written now; one of any size where nothing else is under way.
    func hasRoom(for count: Int, usingReserve: Bool) -> Bool {
        let room = limits.undurableMax + (usingReserve ? limits.undurableReserve : 0)
        let heldMax = limits.heldEffectsMax + (usingReserve ? limits.undurableReserve : 0)
        let isFirst = gate.undurableCount == 0
        return (isFirst || gate.undurableCount + count <= room) && gate.heldCount < heldMax
    }

    /// Lets the events happen and gives them to the journal; whoever may know is told when they are durable.
    func write(_ events: [ConsultationEvent], origin: Origin, command: CommandStamp? = nil) {
        let waitingBefore = machine.waiting
        var events = quality.completing(events)
        let entries = machine.happen(
            &events,
            origin: origin,
            command: command,
            at: context.clocks.now(),
            epoch: context.journal.epoch
        )
        guard !entries.isEmpty else { return }
        gate.wrote(through: machine.seq)
        for (entry, event) in zip(entries, events) {
            let outbound = OutboundEvent(entry, event)
            window.append(outbound, bytes: entry.content.byteCount)
            emit(.event(outbound))
        }
        tellPositions(before: waitingBefore)
        let batch = JournalBatch(entries: entries, wakeAt: machine.wakeAt(context.settings.periods))
        context.journal.append(batch, on: loop) { [self, answered] outcome in answered(self, outcome) }
    }

    /// The journal has answered for the oldest outstanding batch.
    func receive(_ outcome: AppendOutcome) {
        guard !hasFailed else {
            gate.discardAnswer()
            return
        }
        switch outcome {
        case .accepted:
            gate.confirm()
            while let effect = gate.release() { perform(effect) }
            saveSnapshotIfDue()
            rearm()
        case .refused, .unknown:
            gate.discardAnswer()
            fail()
        }
    }

    /// Tells everybody that what they wait for is not known, and ends.
    func fail() {
        hasFailed = true
        for effect in gate.void() { giveUp(effect) }
        for line in attendance.lines { context.outbox.close(line.connection, .restarted) }
        attendance = Attendance()
    }

    private func saveSnapshotIfDue() {
        guard machine.seq == gate.durableSeq, machine.seq - snapshotSeq >= UInt64(limits.snapshotEvery) else { return }
        saveSnapshot()
    }

    private func saveSnapshot() {
        guard machine.seq > snapshotSeq else { return }
        snapshotSeq = machine.seq
        context.journal.save(machine.snapshot(), of: EntityID(id))
    }

    // MARK: Time

    /// Does what is due by the uptime clock.
    func lookAtClock() {
        let now = context.clocks.uptime()
        for seat in attendance.expireDevices(at: now).sorted() where machine.seat(seat)?.isPresent == true {
            emit(.transient(presence(of: seat), to: machine.presenceAudience(of: seat)))
        }
        for seat in attendance.overdue(at: now) {
            let events = machine.decideLeaving(seat, .connectionLost)
            guard hasRoom(for: events, usingReserve: true) else {
                attendance.expectReturn(of: seat, until: now + Self.retryPeriod)
                continue
            }
            write(events, origin: .hub)
            _ = attendance.startLeaving(seat)
        }
        if machine.isOccupied { wake() }
        overdueAlarm = nil
        rearm()
    }

    /// Does what is due by the wall clock.
    func wake() {
        let events = machine.decideWaking(at: context.clocks.now(), periods: context.settings.periods)
        guard !events.isEmpty, hasRoom(for: events, usingReserve: true) else { return }
        write(events, origin: .hub)
        settle(after: events)
    }

    /// How soon a leave that found the journal full is tried again.
    private static let retryPeriod: Duration = .milliseconds(250)

    /// Sets the alarm for what is due next.
    ///
    /// Called whenever attendance or idleness may have changed.
    func rearm() {
        guard machine.seq > 0 else { return }
        let isIdle = attendance.isEmpty && isSettled && gate.heldCount == 0 && !machine.isOccupied
        let now = context.clocks.uptime()
        idleSince = isIdle ? (idleSince ?? now) : nil
        let idleEnd = idleSince.map { $0 + context.settings.periods.passivation }
        if let deadline = attendance.nextDeadline { context.alarms.set(id, at: deadline) }
        if let idleEnd { context.alarms.set(id, at: idleEnd) }
        expectOverdue(now)
    }

    /// Wants to be looked at when a visit with people in it has lasted too long.
    ///
    /// Asked for once: the two clocks differ by a little each time, and every alarm stays until it is due.
    private func expectOverdue(_ now: Duration) {
        guard machine.isOccupied, let due = machine.overdueAt(context.settings.periods), due != overdueAlarm else {
            return
        }
        overdueAlarm = due
        context.alarms.set(id, at: now + max(due - context.clocks.now(), .zero))
    }

    /// The registry lets the actor go: keeps what makes the next start quick.
    ///
    /// Returns when to wake the consultation.
    func passivate() -> Timestamp? {
        saveSnapshot()
        return machine.wakeAt(context.settings.periods)
    }
}
