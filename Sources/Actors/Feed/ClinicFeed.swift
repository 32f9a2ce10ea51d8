package import Core
import Wire

/// The sockets of those who look after the whole clinic, and what they are told: that something changed, and where.
///
/// It is no consultation: it has no events, and takes no commands. What it tells is worthless a minute later, and whoever
/// was away reads the lists once. Staff and administrators are told of everything, doctors of the visits in which they sit.
package actor ClinicFeed {
    private struct Line {
        let place: Outbox.Place
        let person: PersonID
        let seesAll: Bool
        let format: MessageFormat
    }

    private nonisolated let loop: any Loop
    private let outbox: Outbox
    private let clocks: any Clocks
    private let settings: ConsultationSettings
    private let journal: any Journal
    private var lines: [ConnectionID: Line] = [:]

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    package init(
        loop: any Loop,
        settings: ConsultationSettings,
        clocks: any Clocks,
        journal: any Journal
    ) {
        self.loop = loop
        self.settings = settings
        self.clocks = clocks
        self.journal = journal
        outbox = Outbox(loop: loop)
    }

    /// Hands over a message from any thread; on the loop it is handled before this returns.
    package nonisolated func tell(_ message: ConsultationMessage) {
        enter { $0.receive(message) }
    }

    /// Tells everyone whom it concerns: beside those who see all, these people.
    package nonisolated func publish(_ news: ClinicNews, to people: Set<PersonID>) {
        enter { $0.broadcast(news, to: people) }
    }

    /// Whether nobody listens, and whether all who do see everything.
    package var audience: (isEmpty: Bool, isKnown: Bool) {
        (lines.isEmpty, lines.values.allSatisfy(\.seesAll))
    }

    private nonisolated func enter(_ body: @escaping @Sendable (isolated ClinicFeed) -> Void) {
        if loop.isCurrent {
            assumeIsolated(body)
        } else {
            loop.run { self.assumeIsolated(body) }
        }
    }

    private func receive(_ message: ConsultationMessage) {
        switch message {
        case .attach(let request, let outlet):
            attach(request, outlet)
        case .detach(let connection):
            lines[connection] = nil
            outbox.forget(connection)
        case .commands(let connection, let commands):
            guard let line = lines[connection] else { return }
            for command in commands {
                let frame = line.format.frame(.failed(command.counter, .unknownCommand))
                outbox.send(.refused(frame, .unknownCommand), to: connection, at: line.place)
            }
        }
    }

    private func attach(_ request: AttachRequest, _ outlet: any Outlet) {
        outbox.register(request.connection, outlet)
        guard let role = request.role, role.followsClinic, let place = outbox.place(of: request.connection) else {
            return outbox.close(request.connection, .notAllowed)
        }
        let line = Line(
            place: place,
            person: request.person,
            seesAll: role == .staff || role == .admin,
            format: request.format
        )
        lines[request.connection] = line
        outbox.send(.journaled(line.format.frame(welcome()), position: 0), to: request.connection, at: place)
    }

    private func welcome() -> ProtoServerMessage {
        var message = ProtoServerMessage()
        message.welcome.historyID = journal.historyID.description
        message.welcome.epoch = journal.epoch
        message.welcome.limits.messageBytesMax = UInt32(clamping: settings.messageBytesMax)
        message.welcome.serverTimeMs = clocks.now().milliseconds
        message.welcome.pingIntervalMs = settings.pingInterval.protoMilliseconds
        return message
    }

    private func broadcast(_ news: ClinicNews, to people: Set<PersonID>) {
        var message = ProtoServerMessage()
        message.transient.clinicNews.kind = news.kind.proto()
        message.transient.clinicNews.consultationID = news.consultation.description
        message.transient.clinicNews.seq = news.seq
        var frames = FrameSet(message)
        let key = TransientKey(message)
        for (connection, line) in lines where line.seesAll || people.contains(line.person) {
            outbox.send(.transient(frames[line.format], key), to: connection, at: line.place)
        }
    }
}

extension Role {
    /// Whether a person with this role looks after more than one visit.
    package var followsClinic: Bool {
        switch self {
        case .doctor, .staff, .admin: true
        case .patient, .interpreter, .guest: false
        }
    }
}
