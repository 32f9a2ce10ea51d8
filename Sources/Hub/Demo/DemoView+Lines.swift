import Client
import Wire

/// One line in somebody's column.
struct DemoLine: Sendable, Hashable {
    enum Tone: Sendable, Hashable {
        /// What the person does.
        case deed
        /// An event: it has a number and stays.
        case event
        /// Worth a moment only.
        case passing
        /// About the connection itself.
        case connection
        case trouble
    }

    let tone: Tone
    let text: String

    init(_ tone: Tone, _ text: String) {
        self.tone = tone
        self.text = text
    }
}

extension DemoView {
    /// How an update is shown; what it taught has been learned already.
    func lines(_ update: ConsultationUpdate) -> [DemoLine] {
        switch update {
        case .welcome(let welcome) where welcome.recovery == .replay:
            [DemoLine(.connection, "connected again, to be brought up to #\(welcome.replayUntil)")]
        case .welcome(let welcome):
            [DemoLine(.connection, "connected to seat \(welcome.seat): visit \(status.word), \(company)")]
        case .snapshot: [DemoLine(.connection, "new view: visit \(status.word), \(company)")]
        case .caughtUp(0): [DemoLine(.connection, "nothing was missed")]
        case .caughtUp(let replayed): [DemoLine(.connection, "replayed \(counted(replayed, "event")), no gap")]
        case .event(let event, let isReplay):
            [DemoLine(.event, "#\(event.seq) \(text(event))\(isReplay ? " (replayed)" : "")")]
        case .transient(let transient): text(transient).map { [DemoLine(.passing, $0)] } ?? []
        case .fault(let fault): [DemoLine(.trouble, "FAULT: \(fault)")]
        case .closed(let close, let returns):
            [DemoLine(.connection, returns ? "\(close.description) Coming back …" : text(close))]
        }
    }

    private func text(_ close: ConnectionClose) -> String {
        guard case .closed(let code?) = close.end else { return close.description }
        return "closed by the hub, \(code): \(close.description)"
    }

    private func text(_ event: ProtoEvent) -> String {
        switch event.body {
        case .waitingRoomEntered(let body): "\(subject(body.seat, "is", "are")) in the waiting room"
        case .roomEntered(let body): "\(subject(body.seat, "is", "are")) in the room"
        case .left(let body): "\(name(body.seat)) \(body.reason.word)"
        case .admitted(let body): "\(name(body.bySeat)) admitted \(name(body.seat))"
        case .denied(let body): "\(name(body.bySeat)) turned \(name(body.seat)) away"
        case .movedToWaitingRoom(let body): "\(name(body.bySeat)) moved \(name(body.seat)) to the waiting room"
        case .removed(let body): "\(name(body.bySeat)) removed \(name(body.seat))"
        case .statusChanged(let body): "the visit is \(body.status.word)"
        case .chatPosted(let body): "\(name(body.fromSeat)): \(body.text)"
        case .seen(let body): "\(name(body.bySeat)) saw everything up to #\(body.upToSeq)"
        case .consentChanged(let body):
            "\(name(body.seat)) \(body.given ? "consented" : "no longer \(body.seat == ownSeat ? "consent" : "consents")") "
                + "to \(body.purpose.word)"
        case .noteWritten(let body): "note by \(name(body.bySeat)): \(body.text)"
        case .issueReported(let body): "\(name(body.bySeat)) reported a problem"
        case .created(let body): "the visit “\(body.title)” was booked"
        case .seatAdded(let body): "\(name(body.seat)) got seat \(body.seat)"
        case .bookingChanged(let body): "the visit is “\(body.title)” now"
        case .summaryWritten(let body): "summary by \(name(body.bySeat)): \(body.text)"
        case .priorityGiven(let body): "\(name(body.seat)) has another priority"
        case .linkMade(let body): "an invitation link was made, for \(body.usesMax) to come"
        case .linkRevoked: "an invitation link was taken back"
        case .linkUsed(let body): "\(name(body.seat)) came by an invitation link"
        case .claimed(let body): "\(subject(body.bySeat, "takes", "take")) the visit"
        case .recordingStarted(let body): "\(name(body.bySeat)) lets the visit be recorded"
        case .recordingStopped: "nothing is recorded any more"
        case .qualitySummarised(let body): "the connection of \(name(body.seat)) was summed up"
        case .troubleNoticed(let body): "the connection of \(name(body.seat)) is bad"
        case .diagnosticsGiven(let body): "\(name(body.bySeat)) sent what was measured"
        case .issueAssigned: "somebody looks after a problem"
        case .issueResolved: "a problem is resolved"
        case nil: "something that this version does not know"
        }
    }

    private func text(_ transient: ProtoTransient) -> String? {
        switch transient.body {
        case .presence(let body) where body.seat == ownSeat: nil
        case .presence(let body) where body.reconnecting: "\(name(body.seat)) is reconnecting …"
        case .presence(let body) where body.devices.isEmpty: nil
        case .presence(let body): "\(name(body.seat)) is connected"
        case .typing(let body): body.typing ? "\(name(body.seat)) is typing …" : nil
        case .mediaChanged(let body): "\(name(body.seat)) changed camera or microphone"
        case .signal(let body): "a call signal from \(name(body.fromSeat))"
        case .muteRequested(let body): "\(name(body.bySeat)) asks for silence"
        case .waitingPosition(let body): "place \(body.position) in the waiting room"
        case .clinicNews: "something is new in the clinic"
        case nil: nil
        }
    }

    private func subject(_ seat: UInt32, _ verb: String, _ yours: String) -> String {
        "\(name(seat)) \(seat == ownSeat ? yours : verb)"
    }
}
