import Core

/// What hosts decide about others: at the door, in the room, in the waiting room.
extension Consultation {
    func decideModeration(
        _ command: ConsultationCommand,
        by host: SeatNumber,
        _ seat: Seat,
        _ limits: Limits
    ) throws(Refusal) -> [ConsultationEvent] {
        guard seat.role.allows(.moderate) else { throw .notPermitted }
        switch command {
        case .admit(let number):
            let target = try target(number)
            guard !target.isCleared else { throw .wrongSeatState }
            let entering: [ConsultationEvent] = target.presence == .waiting ? [.roomEntered(number)] : []
            let identity = ConsultationEvent.Identity(person: target.person, role: target.role, name: target.name)
            return [.admitted(number, by: host, identity)] + entering
        case .deny(let number, let reason):
            guard reason.utf8.count <= limits.nameBytesMax else { throw .invalid }
            guard try target(number).standing == .held else { throw .wrongSeatState }
            return [.denied(number, by: host, reason: .present(reason))]
        case .moveToWaitingRoom(let number):
            let target = try target(number)
            guard target.isCleared, !target.isHost else { throw .wrongSeatState }
            return [.movedToWaitingRoom(number, by: host)]
        case .remove(let number, let reason):
            guard reason.utf8.count <= limits.nameBytesMax else { throw .invalid }
            let target = try target(number)
            guard target.standing == .cleared || target.standing == .held, !target.isHost else {
                throw .wrongSeatState
            }
            return [.removed(number, by: host, reason: .present(reason))]
        case .messageWaiting(let number, let text):
            guard Self.isText(text, upTo: limits.textBytesMax) else { throw .invalid }
            guard try target(number).presence == .waiting else { throw .wrongSeatState }
            return [.chatPosted(from: host, to: number, text: .present(text))]
        case .setPriority(let number, let priority, let reason):
            guard Self.isText(reason, upTo: limits.nameBytesMax) else { throw .invalid }
            let target = try target(number)
            guard !target.isHost else { throw .wrongSeatState }
            guard target.priority != priority else { return [] }
            return [.priorityGiven(number, priority, by: host, reason: .present(reason))]
        case .postChat, .start, .hold, .resume, .end, .cancel, .leave, .setConsent, .reportIssue, .markSeen, .writeNote,
            .conclude, .writeSummary, .startRecording, .stopRecording:
            preconditionFailure("only the commands of the waiting room and the door come here")
        }
    }

    private func target(_ number: SeatNumber) throws(Refusal) -> Seat {
        guard let seat = seat(number) else { throw .noSuchSeat }
        return seat
    }
}
