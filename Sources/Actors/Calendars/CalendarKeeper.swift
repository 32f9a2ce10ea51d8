import Core

/// Runs one doctor's calendar: judges requests, has changes stored, and answers when all that an answer rests on is durable.
///
/// Belongs to one ``CalendarShard``, and is entered only on its loop. After a write that was refused or lost it is of no use
/// any more: the shard builds another one from the journal.
final class CalendarKeeper {
    /// An answer that waits for the disk.
    private typealias Answer = (reply: CalendarReply, to: CalendarAsker)

    private(set) var machine: DoctorCalendar
    private let context: CalendarContext
    private let append: (JournalBatch) -> Void
    private var gate: DurabilityGate<Answer>
    private(set) var isFailed = false
    /// The `seq` of the newest snapshot.
    private var snapshotSeq: UInt64

    /// `append` hands a batch to the journal; the outcome comes back through ``receive(_:)``.
    init(
        _ machine: DoctorCalendar,
        snapshotSeq: UInt64,
        _ context: CalendarContext,
        append: @escaping (JournalBatch) -> Void
    ) {
        self.machine = machine
        self.snapshotSeq = snapshotSeq
        self.context = context
        self.append = append
        gate = DurabilityGate(seq: machine.seq)
    }

    /// Whether the journal has answered for everything.
    var isSettled: Bool { gate.outstandingBatches == 0 }

    func answer(_ request: CalendarRequest, to asker: @escaping CalendarAsker) {
        guard gate.heldCount < context.limits.heldAnswersMax else { return asker(.refused(.busy)) }
        let reply: CalendarReply
        do throws(CalendarRefusal) {
            reply = try perform(request)
        } catch {
            reply = .refused(error)
        }
        if let answer = gate.pass((reply, asker)) { answer.to(answer.reply) }
    }

    private func perform(_ request: CalendarRequest) throws(CalendarRefusal) -> CalendarReply {
        let clinic = circumstances(.clinic)
        switch request {
        case .setAvailability(let availability, let origin):
            return .done(try write(machine.decideAvailability(availability, clinic), by: origin))
        case .book(let id, let plan, let text, let party, let origin):
            return .done(try write(machine.decideBooking(id, plan, text, circumstances(party)), by: origin))
        case .move(let id, let start, let party, let origin):
            return .done(try write(machine.decideMove(of: id, to: start, circumstances(party)), by: origin))
        case .cancel(let id, let reason, let party, let origin):
            return .done(
                try write(machine.decideCancellation(of: id, reason: reason, circumstances(party)), by: origin)
            )
        case .take(let imported, let origin):
            let change = try write(machine.decideImport(imported, clinic), by: origin)
            return .done(CalendarChange(isNew: change.isNew, overlapping: machine.overlapping(imported.id)))
        case .putBack(let id, let start, let minutes, let origin):
            return .done(try write(machine.decideReturn(of: id, to: start, minutes: minutes), by: origin))
        case .availability:
            return .availability(machine.availability)
        case .slots(let range, let limit, let party):
            return .slots(slots(range, limit, circumstances(party)))
        }
    }

    private func slots(_ range: Range<Timestamp>, _ limit: Int, _ circumstances: CalendarCircumstances) -> [Slot] {
        guard let availability = machine.availability else { return [] }
        let bookable = machine.bookable(availability, circumstances)
        guard range.overlaps(bookable) else { return [] }
        let limit = min(max(limit, 0), CalendarLimits.slotsMax)
        return machine.freeSlots(startingIn: range.clamped(to: bookable), limit: limit, context.zones)
    }

    private func circumstances(_ party: BookingParty) -> CalendarCircumstances {
        CalendarCircumstances(now: context.clocks.now(), party: party, zones: context.zones, limits: context.limits)
    }

    private func write(_ events: [CalendarEvent], by origin: Origin) throws(CalendarRefusal) -> CalendarChange {
        guard !events.isEmpty else { return CalendarChange(isNew: false) }
        guard gate.undurableCount + events.count <= context.limits.undurableMax else { throw .busy }
        let entries = machine.write(events, by: origin, at: context.clocks.now(), epoch: context.journal.epoch)
        gate.wrote(through: machine.seq)
        append(JournalBatch(entries: entries, wakeAt: nil))
        return CalendarChange(isNew: true)
    }

    /// The journal has answered for the oldest batch.
    func receive(_ outcome: AppendOutcome) {
        guard !isFailed else { return gate.discardAnswer() }
        switch outcome {
        case .accepted:
            gate.confirm()
            context.onStored()
            while let answer = gate.release() { answer.to(answer.reply) }
            if isSettled, machine.seq >= snapshotSeq + context.limits.snapshotEvery { saveSnapshot() }
        case .refused, .unknown:
            gate.discardAnswer()
            isFailed = true
            for answer in gate.void() { answer.to(.refused(.outcomeUnknown)) }
        }
    }

    /// Keeps what makes the next start quick.
    func saveSnapshot() {
        guard isSettled, !isFailed, machine.seq > snapshotSeq else { return }
        snapshotSeq = machine.seq
        context.journal.save(machine.snapshot(), of: machine.entity)
    }
}

/// Who waits for an answer; called once.
package typealias CalendarAsker = @Sendable (CalendarReply) -> Void
