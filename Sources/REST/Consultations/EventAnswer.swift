import Core

/// One event of a consultation, as one person may know it.
struct EventAnswer: Encodable, Sendable {
    /// A value of one field.
    enum Value: Encodable, Sendable {
        case text(String?)
        case number(UInt64?)
        case flag(Bool)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            case .flag(let flag): try container.encode(flag)
            }
        }
    }

    let seq: UInt64
    let time: String
    let kind: String
    /// By name, as REST writes them elsewhere; a text that was erased is `null`.
    let data: [String: Value]

    /// Nothing if this seat was not told.
    ///
    /// Judged by the audience that was stored when the event was written.
    init?(_ entry: JournalEntry, for seat: SeatNumber) throws(StorageError) {
        guard entry.audience.contains(seat) else { return nil }
        let event = try ConsultationEvent(entry.content)
        seq = entry.seq
        time = entry.time.rfc3339
        kind = event.kind.name
        data = event.data
    }
}

extension ConsultationEvent.Kind {
    /// The name that REST uses: `waiting_room_entered`.
    var name: String {
        "\(self)".reduce(into: "") { name, letter in
            name += letter.isUppercase ? "_\(letter.lowercased())" : "\(letter)"
        }
    }
}

extension ConsultationEvent {
    fileprivate var data: [String: EventAnswer.Value] {
        switch self {
        case .created(let booking):
            booking.data
        case .bookingChanged(let booking, let host):
            booking.data.merging(["by_seat": .seat(host)]) { first, _ in first }
        case .seatAdded(let seat, let person, let role, let name):
            Identity(person: person, role: role, name: name).data.merging(["seat": .seat(seat)]) { first, _ in first }
        case .admitted(let seat, let host, let identity):
            identity.data.merging(["seat": .seat(seat), "by_seat": .seat(host)]) { first, _ in first }
        case .waitingRoomEntered(let seat), .roomEntered(let seat), .hadNoEffect(let seat):
            ["seat": .seat(seat)]
        case .left(let seat, let reason):
            ["seat": .seat(seat), "reason": .text(reason.name)]
        case .denied(let seat, let host, let reason), .removed(let seat, let host, let reason):
            ["seat": .seat(seat), "by_seat": .seat(host), "reason": .text(reason.value)]
        case .movedToWaitingRoom(let seat, let host):
            ["seat": .seat(seat), "by_seat": .seat(host)]
        case .statusChanged(let status, let reason, let host):
            ["status": .text(status.name), "reason": .text(reason.name), "by_seat": .seat(host)]
        case .chatPosted(let sender, let recipient, let text):
            ["from_seat": .seat(sender), "to_seat": .seat(recipient), "text": .text(text.value)]
        case .seen(let seat, let upTo):
            ["by_seat": .seat(seat), "up_to": .number(upTo)]
        case .consentChanged(let seat, let purpose, let given):
            ["seat": .seat(seat), "purpose": .text(purpose.name), "given": .flag(given)]
        case .claimed(let seat):
            ["by_seat": .seat(seat)]
        case .legalHoldPlaced(let reason):
            ["reason": .text(reason.value)]
        case .legalHoldLifted:
            [:]
        case .contentErased(let reason):
            ["reason": .text(reason.name)]
        case .noteWritten(let author, let text), .summaryWritten(let author, let text):
            ["by_seat": .seat(author), "text": .text(text.value)]
        case .issueReported(let seat, let category, let severity, let description):
            [
                "by_seat": .seat(seat), "category": .text(category.name), "severity": .text(severity.name),
                "description": .text(description.value),
            ]
        case .priorityGiven(let seat, let priority, let host, let reason):
            [
                "seat": .seat(seat), "priority": .text(priority.name), "by_seat": .seat(host),
                "reason": .text(reason.value),
            ]
        case .linkMade(let link, let host):
            [
                "link_id": .text(link.id.canonicalText), "role": .text(link.role.name),
                "expires_at": .text(link.expires.rfc3339), "uses": .number(UInt64(clamping: link.usesMax)),
                "by_seat": .seat(host),
            ]
        case .linkRevoked(let link, let host):
            ["link_id": .text(link.canonicalText), "by_seat": .seat(host)]
        case .linkUsed(let link, let seat):
            ["link_id": .text(link.canonicalText), "seat": .seat(seat)]
        case .recordingStarted(let seat):
            ["by_seat": .seat(seat)]
        case .recordingStopped(let reason, let seat):
            ["reason": .text(reason.name), "by_seat": .seat(seat)]
        case .qualitySummarised(let seat, let summary):
            summary.data.merging(["seat": .seat(seat)]) { first, _ in first }
        case .troubleNoticed(let seat, let category, let severity, let summary):
            summary.data.merging([
                "seat": .seat(seat), "category": .text(category.name), "severity": .text(severity.name),
            ]) { first, _ in first }
        case .diagnosticsGiven(let seat, let issue, let text):
            ["by_seat": .seat(seat), "issue_seq": .number(issue), "text": .text(text.value)]
        case .issueAssigned(let issue, let assignee, let person):
            [
                "issue_seq": .number(issue), "person_id": .text(assignee?.description),
                "by_person_id": .text(person.description),
            ]
        case .issueResolved(let issue, let person, let note):
            [
                "issue_seq": .number(issue), "by_person_id": .text(person.description), "note": .text(note.value),
            ]
        }
    }
}

extension QualitySummary {
    /// The usual values; the route of its own has all.
    fileprivate var data: [String: EventAnswer.Value] {
        [
            "verdict": .text(verdict.name), "reports": .number(UInt64(clamping: reportCount)),
            "round_trip_ms": .number(UInt64(clamping: roundTrip.usual)),
            "loss_permille": .number(UInt64(clamping: loss.usual)),
            "jitter_ms": .number(UInt64(clamping: jitter.usual)),
            "bitrate_kbps": .number(UInt64(clamping: bitrate.usual)),
        ]
    }
}

extension ConsultationEvent.Booking {
    fileprivate var data: [String: EventAnswer.Value] {
        [
            "title": .text(title.value), "scheduled_start": .text(start.rfc3339),
            "duration_minutes": .number(UInt64(clamping: minutes)), "provider": .text(provider.name),
        ]
    }
}

extension ConsultationEvent.Identity {
    fileprivate var data: [String: EventAnswer.Value] {
        ["person_id": .text(person.description), "role": .text(role.name), "name": .text(name.value)]
    }
}

extension EventAnswer.Value {
    fileprivate static func seat(_ seat: SeatNumber?) -> Self { .number(seat.map { UInt64($0.rawValue) }) }
}

extension LeaveReason {
    fileprivate var name: String {
        switch self {
        case .left: "left"
        case .connectionLost: "connection_lost"
        }
    }
}

extension StatusReason {
    fileprivate var name: String {
        switch self {
        case .requested: "requested"
        case .arrival: "arrival"
        case .deserted: "deserted"
        case .overdue: "overdue"
        }
    }
}
