import Core
import Wire

/// What follows from events, beside that people are told of them.
extension ConsultationActor {
    /// Closes sockets, renews views and tells of devices, after the reply to whoever caused it.
    func settle(after events: [ConsultationEvent]) {
        for event in events {
            for number in machine.viewsReplaced(by: event) { renewView(of: number) }
            switch event {
            case .denied(let number, _, _), .removed(let number, _, _):
                close(number, .turnedAway)
            case .left(let number, .left):
                close(number, .left)
            case .statusChanged(let status, _, _) where status.isFinal:
                for (number, _) in machine.numberedSeats { close(number, .over) }
            case .movedToWaitingRoom(let number, _):
                attendance.dropHeldSignals(of: number)
                emit(.transient(presence(of: number), to: machine.presenceAudience(of: number)))
            case .roomEntered(let number):
                emit(.transient(presence(of: number), to: machine.presenceAudience(of: number)))
            case .created, .seatAdded, .waitingRoomEntered, .left, .admitted, .statusChanged, .chatPosted, .seen,
                .consentChanged, .noteWritten, .issueReported, .hadNoEffect, .bookingChanged,
                .summaryWritten, .priorityGiven, .linkMade, .linkRevoked, .linkUsed, .claimed, .recordingStarted,
                .recordingStopped,
                .qualitySummarised, .troubleNoticed, .diagnosticsGiven, .issueAssigned, .issueResolved,
                .legalHoldPlaced, .legalHoldLifted, .contentErased:
                break
            }
        }
    }

    private func close(_ number: SeatNumber, _ code: CloseCode) {
        let connections = attendance.startLeaving(number)
        if !connections.isEmpty { emit(.close(connections, code)) }
    }

    /// Closes the sockets whose client instance the person's newer ones have pushed out of the history.
    ///
    /// Every further command of theirs would be too old. What is forgotten follows from the journal alone, so it can't
    /// spare those that are connected; they come back, and are granted a new instance.
    func sendBackForgotten(of person: PersonID) {
        let history = machine.history(of: person)
        let deadline = context.clocks.uptime() + grace(of: machine.number(of: person))
        for line in attendance.lines where line.person == person && !line.isLeaving {
            guard history.isForgotten(line.instance) else { continue }
            if attendance.sendBack(line.connection, expires: deadline) != nil {
                attendance.expectReturn(of: line.seat, until: deadline)
            }
            emit(.transient(presence(of: line.seat), to: machine.presenceAudience(of: line.seat)))
            emit(.close([line.connection], .instanceForgotten))
        }
    }

    /// Those who are not connected read the state when they come.
    private func renewView(of number: SeatNumber) {
        guard attendance.connectedCount(of: number) > 0, let view = machine.view(of: number) else { return }
        var message = ProtoServerMessage()
        message.snapshot = ProtoSnapshot(view, presence: presence(visibleIn: view))
        emit(.refresh(number, message, position: machine.seq))
    }

    /// Tells those in the waiting room whose place has changed.
    func tellPositions(before: [SeatNumber]) {
        guard before != machine.waiting else { return }
        for (index, number) in machine.waiting.enumerated() {
            guard before.firstIndex(of: number) != index else { continue }
            emit(.transient(Self.waiting(at: index + 1), to: Audience(number)))
        }
    }

    static func waiting(at position: Int) -> ProtoServerMessage {
        var message = ProtoServerMessage()
        message.transient.waitingPosition.position = UInt32(clamping: position)
        return message
    }
}
