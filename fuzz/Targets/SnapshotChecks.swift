import Actors
import Core

/// What holds for every snapshot that can be read.
enum SnapshotChecks {
    private static let id = ConsultationID(uuid: Invented.consultation)
    private static let now = Timestamp(milliseconds: 1_767_225_600_000)

    static func check(_ input: [UInt8]) throws(Violation) {
        guard var machine = read(input) else { return }
        try checkWriting(machine)
        look(at: machine)
        try checkFolding(machine)
        command(&machine)
        try checkWriting(machine)
        look(at: machine)
    }

    private static func read(_ bytes: [UInt8]) -> Consultation? {
        var reader = StorageReader(bytes)
        // `try?`: to refuse is a good answer. The store knows the number that the snapshot says.
        guard (try? reader.unsigned()) != nil, let seq = try? reader.unsigned() else { return nil }
        // `try?`: the same.
        return try? Consultation(id: id, snapshot: StoredEntity.Snapshot(seq: seq, bytes: bytes))
    }

    private static func checkWriting(_ machine: Consultation) throws(Violation) {
        let snapshot = machine.snapshot()
        // `try?`: nothing is not equal to the state.
        let again = try? Consultation(id: id, snapshot: snapshot)
        try expect(again == machine, "a state is written so that it reads the same")
        try expect(again?.snapshot() == snapshot, "a state is always written in the same way")
    }

    /// All questions have an answer, whoever asks.
    private static func look(at machine: Consultation) {
        _ = machine.wakeAt(Periods())
        _ = machine.decideWaking(at: now, periods: Periods())
        for seat in seats(of: machine) {
            _ = machine.view(of: seat)
            _ = machine.decideLeaving(seat, .left)
        }
    }

    /// Every kind of event folds, about seats that are there and others that are not.
    private static func checkFolding(_ machine: Consultation) throws(Violation) {
        var machine = machine
        var twin = machine
        let events = seats(of: machine).flatMap(events)
        for (index, event) in events.enumerated() {
            let stamp = CommandStamp(
                id: CommandID(instance: ClientInstance(number: UInt64(index % 3)), counter: UInt64(index) + 1),
                fingerprint: 7
            )
            let entries = machine.write([event], origin: origin(index), command: stamp, at: now, epoch: 1)
            do throws(StorageError) {
                for entry in entries { try twin.fold(entry) }
            } catch {
                throw Violation(description: "an entry that was written folds, and does not say \(error)")
            }
        }
        try expect(twin == machine, "a replay gives the same state")
        try checkWriting(machine)
    }

    /// Everybody tries every command; what is not refused changes the state.
    private static func command(_ machine: inout Consultation) {
        for seat in seats(of: machine) {
            // `try?`: a refusal changes nothing.
            let entering = (try? machine.decideEntering(seat, at: now, periods: Periods())) ?? []
            _ = machine.write(entering, origin: .hub, command: nil, at: now, epoch: 1)
            for command in commands(about: seat) {
                // `try?`: a refusal changes nothing.
                let events = try? machine.decide(command, by: seat, isNumbered: true, limits: Limits())
                for event in events ?? [] { _ = machine.viewsReplaced(by: event) }
                _ = machine.write(events ?? [], origin: .hub, command: nil, at: now, epoch: 1)
            }
        }
    }

    /// The first ones, the last one, one more, and one that never is.
    private static func seats(of machine: Consultation) -> [SeatNumber] {
        let count = UInt16(clamping: machine.seats.count)
        return [1, 2, count, count == .max ? .max : count + 1, .max].compactMap(SeatNumber.init)
    }

    private static func origin(_ index: Int) -> Origin {
        index.isMultiple(of: 4) ? .hub : .person(Invented.person(UInt8(index % 3)))
    }

    private static func events(about seat: SeatNumber) -> [ConsultationEvent] {
        let host = SeatNumber(index: 0)
        let person = Invented.person(1)
        let booking = ConsultationEvent.Booking(title: .present("Visit"), start: now, minutes: 30, provider: .jitsi)
        let link = InvitationLink(
            id: Invented.consultation,
            role: .guest,
            expires: now,
            usesMax: 2,
            digest: Array(repeating: 7, count: InvitationLink.digestByteCount)
        )
        return [
            .created(booking), .seatAdded(seat, person, .patient, name: .present("Mara Quist")),
            .waitingRoomEntered(seat), .roomEntered(seat),
            .admitted(seat, by: host, .init(person: person, role: .patient, name: .erased)),
            .movedToWaitingRoom(seat, by: host), .left(seat, .left), .denied(seat, by: host, reason: .present("")),
            .removed(seat, by: host, reason: .erased), .chatPosted(from: seat, to: nil, text: .present("Hello")),
            .chatPosted(from: host, to: seat, text: .erased), .seen(by: seat, upTo: .max),
            .consentChanged(seat, .recording, given: true), .noteWritten(by: seat, text: .present("Note")),
            .issueReported(by: seat, .audio, .disturbing, description: .present("Echo")), .hadNoEffect(by: seat),
            .bookingChanged(booking, by: seat), .summaryWritten(by: seat, text: .present("Well")),
            .priorityGiven(seat, .urgent, by: host, reason: .present("Pain")),
            .linkMade(link, by: host), .linkUsed(link.id, seat), .claimed(by: seat),
            .recordingStarted(by: seat), .recordingStopped(.requested, by: nil),
            .issueAssigned(issue: 15, to: person, by: person),
            .issueResolved(issue: 15, by: person, note: .present("Done")),
            .diagnosticsGiven(by: seat, issue: 9, text: .erased),
            .linkRevoked(link.id, by: host),
            .roomEntered(seat), .statusChanged(.active, .requested, by: seat),
            .statusChanged(.ended, .deserted, by: nil),
        ]
    }

    private static func commands(about seat: SeatNumber) -> [ConsultationCommand] {
        [
            .start, .hold, .resume, .postChat(text: "Hello", to: nil), .postChat(text: "Hello", to: seat), .admit(seat),
            .moveToWaitingRoom(seat), .deny(seat, reason: "No"), .remove(seat, reason: "No"),
            .setConsent(.recording, given: true), .reportIssue(.audio, .disturbing, description: "Echo"),
            .markSeen(upTo: 1), .writeNote(text: "Note"), .messageWaiting(seat, text: "Soon"),
            .setPriority(seat, .raised, reason: "Pain"), .leave, .cancel, .conclude(summary: "Well"), .end,
            .writeSummary(text: "Well"), .startRecording, .stopRecording,
        ]
    }
}
