import Actors
import Core
import TestKit

/// The comparisons.
extension MachineRun {
    mutating func compare() throws {
        if let fault = model.fault(in: entries, after: comparedSeq) { throw disagreement(fault) }
        comparedSeq = model.newestSeq
        guard machine.status == model.status else { throw disagreement("status \(machine.status)") }
        guard machine.waiting == model.waitingRoom else { throw disagreement("waiting \(machine.waiting)") }
        try compareView(of: visit.generator.pick(model.seats).number)
        guard model.isDeserted, !model.status.isFinal else { return }
        guard machine.wakeAt(Periods()) == model.wakesAt else {
            throw disagreement("wakes at \(machine.wakeAt(Periods()) as Any), not \(model.wakesAt as Any)")
        }
    }

    func compareView(of number: SeatNumber) throws {
        guard let view = machine.view(of: number) else { throw disagreement("\(number) has no view") }
        guard let fault = model.fault(in: SeenView(view), of: number) else { return }
        throw disagreement("\(number) sees \(fault)")
    }

    /// Any snapshot and the entries after it give the same state as all entries.
    mutating func compareReplays() throws {
        let cut = Int.random(in: 0...entries.count, using: &visit.generator)
        var whole = Consultation(id: visit.id)
        for entry in entries[..<cut] { try whole.fold(entry) }
        var restored = try Consultation(id: visit.id, snapshot: whole.snapshot())
        for entry in entries[cut...] { try restored.fold(entry) }
        for entry in entries[cut...] { try whole.fold(entry) }
        guard restored == machine, whole == machine else {
            throw disagreement("a snapshot at \(cut) and its tail give another state")
        }
        guard restored.snapshot() == machine.snapshot() else { throw disagreement("snapshots differ") }
    }
}
