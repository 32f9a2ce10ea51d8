package import Core

extension Consultation {
    /// What the person on this seat may know now.
    package func view(of number: SeatNumber) -> ConsultationView? {
        guard let booking, let own = seat(number) else { return nil }
        let waiting = waiting
        let visible = numberedSeats.filter { isVisible($0.number, $0.seat, to: number, own) }
        return ConsultationView(
            seq: seq,
            id: id,
            booking: booking,
            status: visibleStatus(to: own),
            ownSeat: number,
            participants: visible.map { participant($0.number, $0.seat, waiting, isSeenByHost: own.isHost) },
            chat: chat.lines.filter { $0.audience.contains(number) }.map(ConsultationView.ChatMessage.init),
            isChatTruncated: isChatTruncated && own.isCleared,
            consents: visible.flatMap { consents($0.number, $0.seat) },
            waitingPosition: waiting.firstIndex(of: number).map { $0 + 1 },
            noteCount: own.role.allows(.note) ? noteCount : nil,
            summary: summary.flatMap { $0.audience.contains(number) ? ConsultationView.Summary($0) : nil },
            claimedBy: own.isHost ? claim?.seat : nil,
            recording: own.isCleared ? recording.map(ConsultationView.Recording.init) : nil
        )
    }

    /// The seats to which an event gives another view, so that a fresh snapshot has to follow it: its subject, and the
    /// guests to whom an admission shows somebody who gave consent or saw something before, which they were not told then.
    ///
    /// Asked of the state after the event, or of any later one: what a seat has told it never takes back.
    package func viewsReplaced(by event: ConsultationEvent) -> [SeatNumber] {
        switch event {
        case .movedToWaitingRoom(let number, _):
            [number]
        case .admitted(let number, _, _) where seat(number)?.hasTold == true:
            numberedSeats.filter { $0.number == number || $0.seat.isCleared && !$0.seat.isHost }.map(\.number)
        case .admitted(let number, _, _):
            [number]
        case .created, .seatAdded, .waitingRoomEntered, .roomEntered, .left, .denied, .removed, .statusChanged,
            .chatPosted, .seen, .consentChanged, .noteWritten, .issueReported, .hadNoEffect, .bookingChanged,
            .summaryWritten, .priorityGiven, .linkMade, .linkRevoked, .linkUsed, .claimed, .recordingStarted,
            .recordingStopped,
            .qualitySummarised, .troubleNoticed, .diagnosticsGiven, .issueAssigned, .issueResolved, .legalHoldPlaced,
            .legalHoldLifted, .contentErased:
            []
        }
    }

    private func isVisible(_ number: SeatNumber, _ seat: Seat, to viewer: SeatNumber, _ own: Seat) -> Bool {
        number == viewer || own.isHost || (own.isCleared && seat.isCleared)
    }

    private func visibleStatus(to own: Seat) -> ConsultationStatus {
        own.isCleared || status.isFinal ? status : .waiting
    }

    func participant(
        _ number: SeatNumber,
        _ seat: Seat,
        _ waiting: [SeatNumber],
        isSeenByHost: Bool
    ) -> ConsultationView.Participant {
        ConsultationView.Participant(
            seat: number,
            person: seat.person,
            role: seat.role,
            name: seat.name,
            standing: seat.standing,
            presence: seat.presence,
            since: seat.since,
            seenUpTo: seat.seenUpTo,
            // Hosts alone are told of it as it happens.
            priority: isSeenByHost ? seat.priority : .normal,
            place: waiting.firstIndex(of: number).map { $0 + 1 }
        )
    }

    private func consents(_ number: SeatNumber, _ seat: Seat) -> [ConsultationView.Consent] {
        ConsentPurpose.allCases.compactMap { purpose in
            seat.consents[purpose].map { ConsultationView.Consent(seat: number, purpose: purpose, isGiven: $0) }
        }
    }
}

extension ConsultationView.ChatMessage {
    fileprivate init(_ line: Consultation.ChatLine) {
        self.init(seq: line.seq, from: line.from, to: line.to, text: line.text, time: line.time)
    }
}

extension ConsultationView.Recording {
    fileprivate init(_ recording: Consultation.Recording) {
        self.init(seat: recording.seat, since: recording.since)
    }
}

extension ConsultationView.Summary {
    fileprivate init(_ summary: Consultation.Summary) {
        self.init(seq: summary.seq, author: summary.author, text: summary.text, time: summary.time)
    }
}

extension Consultation.Seat {
    /// Whether its person has said something about themselves that stays.
    fileprivate var hasTold: Bool { seenUpTo > 0 || !consents.isEmpty }
}
