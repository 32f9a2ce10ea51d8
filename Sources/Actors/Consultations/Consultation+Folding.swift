package import Core

extension Consultation {
    /// Numbers and dates the events, resolves their audiences, and lets them change the state.
    ///
    /// Where one of them leaves no ground for a recording, the recording's end comes before it.
    /// The time of an event is the later of `now` and the event before it.
    package mutating func write(
        _ events: [ConsultationEvent],
        origin: Origin,
        command: CommandStamp?,
        at now: Timestamp,
        epoch: UInt32
    ) -> [JournalEntry] {
        var events = events
        return happen(&events, origin: origin, command: command, at: now, epoch: epoch)
    }

    /// The same; the events are those of the entries then, one by one.
    mutating func happen(
        _ events: inout [ConsultationEvent],
        origin: Origin,
        command: CommandStamp?,
        at now: Timestamp,
        epoch: UInt32
    ) -> [JournalEntry] {
        var entries: [JournalEntry] = []
        entries.reserveCapacity(events.count)
        while entries.count < events.count {
            let index = entries.count
            if let end = recordingEnd(before: events[index]) { events.insert(end, at: index) }
            let event = events[index]
            let entry = JournalEntry(
                entity: EntityID(id),
                seq: seq + 1,
                epoch: epoch,
                time: max(now, time),
                origin: origin,
                command: command,
                audience: audience(of: event),
                content: event.stored()
            )
            fold(entry, event)
            entries.append(entry)
        }
        return entries
    }

    /// Changes the state by something that happened, and returns what it was.
    @discardableResult
    package mutating func fold(_ entry: JournalEntry) throws(StorageError) -> ConsultationEvent {
        guard entry.seq == seq + 1 else { throw .invalid(field: "seq") }
        let event = try ConsultationEvent(entry.content)
        fold(entry, event)
        return event
    }

    private mutating func fold(_ entry: JournalEntry, _ event: ConsultationEvent) {
        seq = entry.seq
        time = entry.time
        apply(event, entry)
        keeping.apply(event, at: time)
        if let stamp = entry.command, case .person(let person) = entry.origin {
            let result = if case .hadNoEffect = event { UInt64(0) } else { entry.seq }
            histories[person, default: CommandHistory()].record(stamp, seq: result)
        }
    }

    private mutating func apply(_ event: ConsultationEvent, _ entry: JournalEntry) {
        switch event {
        case .created(let booking):
            self.booking = booking
            vacantSince = time
            bookedAt = time
        case .seatAdded(let number, let person, let role, let name):
            addSeat(number, person, role, name)
        case .waitingRoomEntered(let number):
            move(number, to: .waiting)
        case .roomEntered(let number):
            move(number, to: .inRoom)
        case .left(let number, _):
            move(number, to: .away)
        case .admitted(let number, _, _):
            change(number) { $0.standing = .cleared }
            arrivals.removeAll { $0 == number }
        case .denied(let number, _, _):
            change(number) { $0.standing = .denied }
            move(number, to: .away)
        case .removed(let number, _, _):
            change(number) { $0.standing = .removed }
            move(number, to: .away)
        case .movedToWaitingRoom(let number, _):
            change(number) { $0.standing = .held }
            if seat(number)?.presence == .inRoom { move(number, to: .waiting) }
        case .statusChanged(let status, _, _):
            self.status = status
            if status == .active, begunAt == nil { begunAt = time }
            if status.isFinal { sendEveryoneAway() }
        case .chatPosted(let sender, let recipient, let text):
            let hasMore = chat.append(
                ChatLine(
                    seq: entry.seq,
                    from: sender,
                    to: recipient,
                    text: text,
                    time: entry.time,
                    audience: entry.audience
                )
            )
            if hasMore { isChatTruncated = true }
        case .seen(let number, let upTo):
            change(number) { $0.seenUpTo = upTo }
        case .consentChanged(let number, let purpose, let given):
            change(number) { $0.consents[purpose] = given }
        case .noteWritten:
            noteCount += 1
        case .bookingChanged(let booking, _):
            self.booking = booking
        case .summaryWritten(let author, let text):
            summary = Summary(
                seq: entry.seq,
                author: author,
                text: text,
                time: entry.time,
                audience: entry.audience
            )
        case .priorityGiven(let number, let priority, _, _):
            change(number) { $0.priority = priority }
        case .claimed(let number):
            claim = Claim(seat: number, time: time)
        case .linkMade(let link, _):
            links.removeAll { $0.link.expires <= time }
            links.append(Link(link: link, useCount: 0))
        case .linkRevoked(let id, _):
            links.removeAll { $0.link.id == id }
        case .linkUsed(let id, _):
            for index in links.indices where links[index].link.id == id { links[index].useCount += 1 }
        case .recordingStarted(let number):
            recording = Recording(seat: number, since: time)
        case .recordingStopped:
            recording = nil
        case .issueReported(let number, _, _, _), .troubleNoticed(let number, _, _, _):
            issues.append(Issue(seq: entry.seq, seat: number))
        case .issueAssigned(let issue, let assignee, _):
            changeIssue(issue) { $0.assignee = assignee }
        case .issueResolved(let issue, _, _):
            changeIssue(issue) { $0.isResolved = true }
        case .qualitySummarised, .diagnosticsGiven, .hadNoEffect, .legalHoldPlaced, .legalHoldLifted, .contentErased:
            break
        }
    }

    private mutating func addSeat(_ number: SeatNumber, _ person: PersonID, _ role: Role, _ name: Erasable<String>) {
        guard number.index == seats.count else { return }
        numbers[person] = number
        seats.append(
            Seat(
                person: person,
                role: role,
                name: name,
                standing: role.allows(.host) ? .cleared : .held,
                presence: .away,
                since: time,
                seenUpTo: 0,
                consents: [:]
            )
        )
    }

    private mutating func move(_ number: SeatNumber, to presence: Presence) {
        let wasOccupied = isOccupied
        let now = time
        change(number) { seat in
            guard seat.presence != presence else { return }
            seat.presence = presence
            seat.since = now
        }
        arrivals.removeAll { $0 == number }
        if presence == .waiting { arrivals.append(number) }
        if wasOccupied, !isOccupied { vacantSince = time }
    }

    private mutating func sendEveryoneAway() {
        for index in seats.indices where seats[index].isPresent { move(SeatNumber(index: index), to: .away) }
    }

    private mutating func changeIssue(_ seq: UInt64, _ body: (inout Issue) -> Void) {
        for index in issues.indices where issues[index].seq == seq { body(&issues[index]) }
    }

    private mutating func change(_ number: SeatNumber, _ body: (inout Seat) -> Void) {
        guard number.index < seats.count else { return }
        body(&seats[number.index])
    }
}
