package import Core

extension ConsultationSummary {
    /// The `seq` of the event that gives the first title.
    static let createdSeq: UInt64 = 1

    /// Brings a summary up to date with the next entry of its consultation; `nil` before the first one.
    ///
    /// Every entry is decoded, also where it changes nothing that a list shows: a projection that skipped a kind it does
    /// not know would be wrong without anybody noticing.
    package static func fold(
        _ entry: JournalEntry,
        into summary: inout ConsultationSummary?
    ) throws(StorageError) {
        let event = try ConsultationEvent(entry.content)
        if case .created(let booking) = event {
            guard summary == nil, entry.seq == ConsultationSummary.createdSeq else { throw .invalid(field: "created") }
            summary = ConsultationSummary(
                id: ConsultationID(uuid: entry.entity.uuid),
                booking: booking,
                status: .scheduled,
                seats: [],
                seq: entry.seq,
                createdAt: entry.time,
                updatedAt: entry.time
            )
            return
        }
        guard var next = summary else { throw .invalid(field: "created") }
        try next.apply(event)
        next.course.apply(event, at: entry.time)
        next.figures.apply(event, at: entry.time)
        next.keeping.apply(event, at: entry.time)
        next.seq = entry.seq
        next.updatedAt = entry.time
        summary = next
    }

    private mutating func apply(_ event: ConsultationEvent) throws(StorageError) {
        switch event {
        case .seatAdded(let number, let person, let role, let name):
            guard number.index == seats.count else { throw .invalid(field: "seat") }
            seats.append(Seat(person: person, role: role, name: name))
        case .statusChanged(let status, _, _):
            self.status = status
        case .bookingChanged(let booking, _):
            self.booking = booking
        case .created, .waitingRoomEntered, .roomEntered, .left, .admitted, .denied, .movedToWaitingRoom, .removed,
            .hadNoEffect,
            .chatPosted, .seen, .consentChanged, .noteWritten, .issueReported, .summaryWritten, .priorityGiven,
            .linkMade, .linkRevoked, .linkUsed, .claimed, .recordingStarted, .recordingStopped, .qualitySummarised,
            .troubleNoticed, .diagnosticsGiven, .issueAssigned, .issueResolved, .legalHoldPlaced, .legalHoldLifted,
            .contentErased:
            break
        }
    }
}
