import Actors
import Core
import Persistence
import TestKit
import Wire

/// The end of a run: the disk works again, everyone gets an answer, everyone goes, and time passes.
extension ActorRun {
    func finish() throws {
        note("the end")
        try settle()
        try repeatUnanswered()
        for line in lines.indices where lines[line].isOpen { lose(line) }
        try check()
        passTime(max(settings.periods.grace, settings.periods.place))
        try settle()
        if let fault = model.fault(in: written) { throw disagreement(fault) }
        guard model.isDeserted else { throw disagreement("somebody stayed") }
        for _ in 0..<3 {
            passTime(.seconds(3 * 3600))
            try settle()
        }
        guard model.status.isFinal else { throw disagreement("a deserted visit stays \(model.status)") }
        try checkSnapshot()
    }

    func settle() throws {
        while journal.heldCount > 0 {
            decide(mishaps: 0)
            try check()
        }
        try check()
    }

    /// Each command that got no definite answer is repeated under its id until it has one.
    private func repeatUnanswered() throws {
        for index in clients.indices {
            for _ in 0..<20 where !clients[index].unanswered.isEmpty {
                if clients[index].line.map({ lines[$0].isOpen }) != true { connect(index) }
                try settle()
                guard let line = clients[index].line, lines[line].isOpen, !clients[index].unanswered.isEmpty else {
                    break
                }
                let again = clients[index].unanswered.removeFirst()
                send([expect(again.command, again.counter, on: line)], on: line)
                try settle()
            }
        }
    }

    /// The kept snapshot, where there is one, and its tail are the same state as the whole journal.
    private func checkSnapshot() throws {
        let stored = journal.store.load(entity, .fromSnapshot(before: 0))
        guard let snapshot = stored.snapshot else { return }
        var restored = try Consultation(id: visit.id, snapshot: snapshot)
        for entry in stored.tail { try restored.fold(entry) }
        var replayed = Consultation(id: visit.id)
        for entry in journal.committed(of: entity) { try replayed.fold(entry) }
        guard restored == replayed else { throw disagreement("the snapshot and its tail give another state") }
    }
}
