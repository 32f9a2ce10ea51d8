import Core

/// When picture and sound may be recorded: as long as everyone in the room agrees.
///
/// The hub records nothing itself. What it keeps is whether anybody may: a provider's recorder, or a client, goes by it.
extension Consultation {
    /// The events by which a host starts the recording; none if it goes on.
    func decideRecording(by number: SeatNumber, _ seat: Seat) throws(Refusal) -> [ConsultationEvent] {
        guard seat.role.allows(.moderate) else { throw .notPermitted }
        guard status == .active else { throw .wrongStatus }
        guard recording == nil else { return [] }
        guard seat.presence == .inRoom else { throw .notInRoom }
        guard seats.allSatisfy({ $0.presence != .inRoom || $0.agreesToRecording }) else { throw .consentMissing }
        return [.recordingStarted(by: number)]
    }

    /// The end of the recording, where it must not outlive this event; `nil` where it may, or where there is none.
    func recordingEnd(before event: ConsultationEvent) -> ConsultationEvent? {
        guard recording != nil else { return nil }
        switch event {
        case .consentChanged(let number, .recording, given: false) where seat(number)?.presence == .inRoom:
            return .recordingStopped(.consentWithdrawn, by: number)
        case .roomEntered(let number) where seat(number)?.agreesToRecording != true:
            return .recordingStopped(.newcomer, by: number)
        case .left(let number, _), .removed(let number, _, _), .movedToWaitingRoom(let number, _),
            .denied(let number, _, _):
            return isAlone(number) ? .recordingStopped(.roomEmpty, by: nil) : nil
        case .statusChanged(let status, _, _) where status.isFinal:
            return .recordingStopped(.visitOver, by: nil)
        case .created, .seatAdded, .waitingRoomEntered, .roomEntered, .admitted, .statusChanged, .chatPosted, .seen,
            .consentChanged, .noteWritten, .issueReported, .hadNoEffect, .bookingChanged, .summaryWritten,
            .priorityGiven, .linkMade, .linkRevoked, .linkUsed, .claimed, .legalHoldPlaced, .legalHoldLifted,
            .contentErased, .recordingStarted, .recordingStopped,
            .qualitySummarised,
            .troubleNoticed, .diagnosticsGiven, .issueAssigned, .issueResolved:
            return nil
        }
    }

    /// Whether the recording must not outlive all of these events.
    func endsRecording(by events: [ConsultationEvent]) -> Bool {
        recording != nil && events.contains { recordingEnd(before: $0) != nil }
    }

    /// Whether nobody else is in the room.
    private func isAlone(_ number: SeatNumber) -> Bool {
        numberedSeats.allSatisfy { ($0.seat.presence == .inRoom) == ($0.number == number) }
    }
}

extension Consultation.Seat {
    fileprivate var agreesToRecording: Bool { consents[.recording] == true }
}
