import Actors
import Core
import TestKit
import Wire

/// What must be true after every step.
extension ActorRun {
    func check() throws {
        if !isDown {
            if let fault = model.fault(in: written, after: comparedSeq) { throw disagreement(fault) }
            comparedSeq = model.durableSeq
        }
        let committed = journal.committed(of: entity)
        for line in lines.indices where lines[line].isOpen { try read(line, committed) }
        try checkReplies()
        guard !isDown, journal.heldCount == 0 else { return }
        for line in lines.indices where lines[line].isOpen { try checkComplete(line, committed) }
        guard asked.isEmpty else { throw disagreement("a request was not answered") }
    }

    /// Everything is durable: nothing may be missing.
    private func checkComplete(_ index: Int, _ committed: [JournalEntry]) throws {
        let line = lines[index]
        guard line.isWelcome else { throw disagreement("line \(index) got no answer to its hello") }
        guard line.awaited.isEmpty else { throw disagreement("line \(index) got no answer to \(line.awaited.keys)") }
        guard line.expectedClose == nil else { throw disagreement("line \(index) was not closed") }
        if let seat = line.seat, let missed = firstVisible(to: seat, after: line.position, .max, committed) {
            throw disagreement("line \(index) was never sent \(missed)")
        }
        try checkKnown(index)
    }

    /// A client that applied everything knows what a fresh snapshot would tell it.
    private func checkKnown(_ index: Int) throws {
        guard lines[index].comparedAt != model.newestSeq, let seat = lines[index].seat, let known = lines[index].known
        else { return }
        lines[index].comparedAt = model.newestSeq
        guard let fault = model.fault(in: known, of: seat) else { return }
        throw disagreement("line \(index) of \(seat) came to know \(fault)")
    }

    func firstVisible(
        to seat: SeatNumber,
        after: UInt64,
        _ before: UInt64,
        _ committed: [JournalEntry]
    ) -> JournalEntry? {
        committed.first { $0.seq > after && $0.seq < before && $0.audience.contains(seat) }
    }

    func checkReplies() throws {
        for request in asked {
            let answers = request.box.all
            guard answers.count <= 1 else { throw disagreement("a request was answered twice") }
            guard let (reply, committedSeq) = answers.first else { continue }
            if case .refused(.outcomeUnknown) = reply, failures > request.failuresBefore { continue }
            guard committedSeq >= request.restsOn else { throw disagreement("\(reply) came before it was durable") }
            switch (reply, request.verdict) {
            case (.done(let seq), .done(let expected)?) where seq == expected: break
            case (.refused(let refusal), .refused(let expected)?) where refusal == expected: break
            case (.view(let view), nil):
                guard let viewer = request.viewer, view.ownSeat == viewer, view.seq == request.restsOn else {
                    throw disagreement("a view of \(view.ownSeat) at \(view.seq)")
                }
                if let fault = model.fault(in: SeenView(view), of: viewer) {
                    throw disagreement("\(viewer) reads \(fault)")
                }
            default:
                throw disagreement("a request got \(reply) instead of \(request.verdict as Any)")
            }
        }
        asked.removeAll { !$0.box.all.isEmpty }
    }
}
