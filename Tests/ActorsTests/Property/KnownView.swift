import Core
import Wire

/// What a client knows of people by applying to its last snapshot all that came after it.
struct KnownView {
    private let own: SeatNumber
    /// Whether the person sees every seat, whatever becomes of it.
    private let isHost: Bool
    private(set) var seenUpTo: [SeatNumber: UInt64] = [:]
    private(set) var consents: Set<SeenView.Consent>
    /// Its value outside of the waiting room means nothing.
    private(set) var waitingPosition: Int
    private(set) var isRecorded: Bool

    init(_ snapshot: SeenView, own: SeatNumber, isHost: Bool) {
        self.own = own
        self.isHost = isHost
        seenUpTo = snapshot.participants.mapValues(\.seenUpTo)
        consents = snapshot.consents
        waitingPosition = snapshot.waitingPosition
        isRecorded = snapshot.recording != nil
    }

    mutating func apply(_ event: ConsultationEvent) {
        switch event {
        case .admitted(let seat, _, _):
            seenUpTo[seat, default: 0] += 0
        case .movedToWaitingRoom(let seat, _), .removed(let seat, _, _):
            if !isHost, seat != own { forget(seat) }
        case .seen(let seat, let upTo):
            seenUpTo[seat] = upTo
        case .consentChanged(let seat, let purpose, let given):
            let number = Int(purpose.rawValue)
            consents = consents.filter { $0.seat != seat || $0.purpose != number }
            consents.insert(SeenView.Consent(seat: seat, purpose: number, isGiven: given))
        case .recordingStarted:
            isRecorded = true
        case .recordingStopped:
            isRecorded = false
        case .created, .seatAdded, .waitingRoomEntered, .roomEntered, .left, .denied, .statusChanged, .chatPosted,
            .noteWritten, .issueReported, .hadNoEffect, .bookingChanged,
            .summaryWritten, .priorityGiven, .linkMade, .linkRevoked, .linkUsed, .claimed, .qualitySummarised,
            .troubleNoticed,
            .diagnosticsGiven, .issueAssigned, .issueResolved, .legalHoldPlaced, .legalHoldLifted, .contentErased:
            break
        }
    }

    mutating func apply(_ transient: ProtoTransient) {
        guard case .waitingPosition(let place) = transient.body else { return }
        waitingPosition = Int(place.position)
    }

    private mutating func forget(_ seat: SeatNumber) {
        seenUpTo[seat] = nil
        consents = consents.filter { $0.seat != seat }
    }
}

extension ConsultationModel {
    /// What is wrong with what the client of this seat's person knows now; `nil` if a fresh snapshot would say the same.
    func fault(in known: KnownView, of number: SeatNumber) -> String? {
        let seats = visibleSeats(to: number).must
        let expected = Dictionary(uniqueKeysWithValues: seats.map { ($0, seenUpTo($0)) })
        guard known.seenUpTo == expected else { return "seen marks \(known.seenUpTo) instead of \(expected)" }
        guard known.consents == consents(seats) else {
            return "consents \(known.consents) instead of \(consents(seats))"
        }
        let isRecorded = recording != nil && standing(number) == .cleared
        guard known.isRecorded == isRecorded else { return "recorded: \(known.isRecorded)" }
        guard let place = waitingRoom.firstIndex(of: number), known.waitingPosition != place + 1 else { return nil }
        return "place \(known.waitingPosition) instead of \(place + 1)"
    }
}
