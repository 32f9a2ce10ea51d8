import Core

/// The chapters "Recording" and "Issues".
extension ConsultationModel {
    /// Who lets the visit be recorded, and since when; `nil` while nobody does.
    var recording: (seat: SeatNumber, time: Timestamp)? {
        var recording: (seat: SeatNumber, time: Timestamp)?
        for fact in history {
            switch fact.event {
            case .recordingStarted(let seat): recording = (seat, fact.time)
            case .recordingStopped: recording = nil
            default: break
            }
        }
        return recording
    }

    private var room: [SeatNumber] { seats.map(\.number).filter { presence($0) == .inRoom } }

    /// Whether everyone in the room has agreed to be recorded.
    var agreesToRecording: Bool { room.allSatisfy { consent($0, .recording) == true } }

    /// How a recording ends because of what happens next; `nil` where none does.
    func endOfRecording(_ next: ConsultationEvent) -> ConsultationEvent? {
        guard recording != nil else { return nil }
        switch next {
        case .consentChanged(let seat, .recording, false) where room.contains(seat):
            return .recordingStopped(.consentWithdrawn, by: seat)
        case .roomEntered(let seat) where consent(seat, .recording) != true:
            return .recordingStopped(.newcomer, by: seat)
        case .statusChanged(let status, _, _) where status.isFinal:
            return .recordingStopped(.visitOver, by: nil)
        case .left(let seat, _) where room == [seat], .removed(let seat, _, _) where room == [seat],
            .movedToWaitingRoom(let seat, _) where room == [seat]:
            return .recordingStopped(.roomEmpty, by: nil)
        default:
            return nil
        }
    }

    /// Whose trouble an issue is.
    func reporter(of issue: UInt64) -> SeatNumber? {
        switch history.first(where: { $0.seq == issue })?.event {
        case .issueReported(let seat, _, _, _), .troubleNoticed(let seat, _, _, _): seat
        default: nil
        }
    }

    var issueCount: Int { history.count { reporter(of: $0.seq) != nil } }

    func issueCount(of seat: SeatNumber) -> Int { history.count { reporter(of: $0.seq) == seat } }
}
