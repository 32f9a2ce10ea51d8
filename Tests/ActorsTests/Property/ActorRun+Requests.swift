import Actors
import Core
import TestKit

/// What people ask for by REST.
extension ActorRun {
    func askForCommand() {
        let person = visit.person()
        let command = visit.command(newestSeq: model.newestSeq)
        note("\(model.seat(of: person)?.number as Any) asks for \(command)")
        let box = ask(.perform(command, by: person, id: nil))
        judge { [self] in
            let verdict = model.perform(command, by: person, id: nil, at: clocks.now())
            expectReply(box, verdict, nil)
            for (connection, code) in model.takeCloses() {
                guard let index = lines.firstIndex(where: { $0.connection == connection }) else { continue }
                lines[index].expectedClose = code
            }
        }
        runLoops()
    }

    func askForView() {
        let person = visit.person()
        let seat = model.seat(of: person)?.number
        note("\(seat as Any) asks for the view")
        let box = ask(.view(person))
        judge { [self] in expectReply(box, seat == nil ? .refused(.notSeated) : nil, seat) }
        runLoops()
    }

    func ask(_ request: ConsultationRequest) -> AnswerBox {
        let box = AnswerBox()
        shard.ask(visit.id, request) { [journal, entity] reply in box.put(reply, journal.committedSeq(of: entity)) }
        return box
    }

    private func expectReply(_ box: AnswerBox, _ verdict: ConsultationModel.Verdict?, _ viewer: SeatNumber?) {
        let restsOn = verdict == .refused(.busy) ? 0 : model.newestSeq
        asked.append(
            Asked(box: box, verdict: verdict, viewer: viewer, restsOn: restsOn, failuresBefore: failures)
        )
    }
}
