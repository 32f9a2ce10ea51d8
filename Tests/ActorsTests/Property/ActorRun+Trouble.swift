import Actors
import Core
import Persistence
import TestKit

/// What the clock and the disk do to the hub.
extension ActorRun {
    func passTime() {
        let seconds = visit.generator.pick([0.001, 0.2, 1, 10, 31, 61, 600, 4000])
        passTime(.seconds(seconds))
    }

    func passTime(_ duration: Duration) {
        note("\(duration) pass")
        clocks.advance(by: duration)
        shard.tick()
        runLoops()
        if !isDown { model.endGrace(at: clocks.uptime(), clocks.now()) }
        judge { [self] in followDesertion() }
    }

    /// Only a consultation that sleeps is woken, and only the hub knows whether this one did.
    ///
    /// If it ended the visit, the model must agree that it was time.
    private func followDesertion() {
        guard let entry = written.dropFirst(model.history.count).first,
            case .statusChanged(_, let reason, _)? = try? ConsultationEvent(entry.content),
            reason == .deserted || reason == .overdue
        else { return }
        model.wake(at: clocks.now())
    }

    func wake() {
        note("wake")
        _ = ask(.wake)
        judge { [self] in model.wake(at: clocks.now()) }
        runLoops()
    }

    /// All that was written and not refused yet.
    var written: [JournalEntry] { journal.committed(of: entity) + journal.heldBatches.flatMap(\.entries) }

    /// The disk gets on by one batch.
    func decide(mishaps: Int) {
        guard let outcome = journal.decideNext(using: &visit.generator, mishaps: mishaps) else { return }
        note("the disk says \(outcome)")
        if case .accepted = outcome {
            if !isDown { model.durableSeq = journal.committedSeq(of: entity) }
        } else if !isDown {
            isDown = true
            failures += 1
        }
        let isSettled = journal.heldCount == 0
        runLoops()
        if isDown, isSettled { startAgain() }
    }

    /// The journal has answered for everything: the hub has started the consultation again, and done what waited.
    private func startAgain() {
        isDown = false
        model.restart(durableSeq: journal.committedSeq(of: entity), at: clocks.uptime())
        let inputs = deferred
        deferred = []
        for input in inputs { input() }
    }

    /// The process is killed and started again.
    ///
    /// Some of what waited may have reached the disk.
    func crash() {
        for _ in 0..<Int.random(in: 0...3, using: &visit.generator) { journal.commitNext() }
        note("the process is killed, durable is \(journal.committedSeq(of: entity))")
        failures += 1
        isDown = false
        deferred = []
        asked = []
        for line in lines.indices where lines[line].isOpen {
            lines[line].isLost = true
            forget(line)
        }
        loops = [ManualLoop(), ManualLoop()]
        journal = ScriptedJournal(historyID: history, epoch: journal.epoch + 1, store: journal.store)
        shard = Self.shard(loops[0], settings, clocks, journal)
        model.restart(durableSeq: journal.committedSeq(of: entity), at: clocks.uptime())
        for wake in journal.store.wakes() { shard.schedule(ConsultationID(uuid: wake.entity.uuid), at: wake.due) }
        passTime(.zero)
    }
}
