import Actors
import Core
import Foundation
import TestKit
import Wire

/// One consultation on a loop and a journal that the test drives by hand: doctor, patient, interpreter and staff.
final class Visit {
    let loop = ManualLoop()
    let clocks = TestClocks()
    let journal: ScriptedJournal
    let shard: RegistryShard
    let id: ConsultationID
    let doctor = Visit.person(1)
    let patient = Visit.person(2)
    let interpreter = Visit.person(3)
    let staff = Visit.person(4)
    private var serial: UInt64 = 0

    static let doctorSeat = SeatNumber(index: 0)
    static let patientSeat = SeatNumber(index: 1)
    static let interpreterSeat = SeatNumber(index: 2)
    static let staffSeat = SeatNumber(index: 3)

    /// One socket of the visit.
    struct Socket {
        let connection: ConnectionID
        let outlet: RecordingOutlet

        func messages() throws -> [ProtoServerMessage] { try outlet.messages() }

        func welcome() throws -> ProtoWelcome? {
            try messages().lazy.compactMap { $0.body.flatMap { if case .welcome(let it) = $0 { it } else { nil } } }
                .first
        }

        func events() throws -> [ProtoEvent] {
            try messages().compactMap { if case .event(let event) = $0.body { event } else { nil } }
        }

        func replies() throws -> [ProtoReply] {
            try messages().compactMap { if case .reply(let reply) = $0.body { reply } else { nil } }
        }

        func transients() throws -> [ProtoTransient] {
            try messages().compactMap { if case .transient(let it) = $0.body { it } else { nil } }
        }

        func snapshots() throws -> [ProtoSnapshot] {
            try messages().compactMap { if case .snapshot(let it) = $0.body { it } else { nil } }
        }
    }

    init(settings: ConsultationSettings = ConsultationSettings(), journal: ScriptedJournal? = nil) {
        self.journal = journal ?? ScriptedJournal(historyID: HistoryID(uuid: UUID()))
        id = ConsultationID(uuid: UUID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001))
        shard = RegistryShard(
            loop: loop,
            settings: settings,
            clocks: clocks,
            journal: self.journal,
            grants: InstanceGrants(epoch: self.journal.epoch),
            report: { _, _ in }
        )
    }

    /// The visit with its four seats, on disk.
    static func created(settings: ConsultationSettings = ConsultationSettings()) -> Visit {
        let visit = Visit(settings: settings)
        visit.create()
        return visit
    }

    /// The visit with doctor and patient in the room; the patient was admitted.
    static func inRoom(
        settings: ConsultationSettings = ConsultationSettings()
    ) -> (visit: Visit, doctor: Socket, patient: Socket) {
        let visit = created(settings: settings)
        let doctor = visit.connect(visit.doctor)
        let patient = visit.connect(visit.patient)
        visit.send(.lasting(.admit(patientSeat)), 1, from: doctor)
        doctor.outlet.clear()
        patient.outlet.clear()
        return (visit, doctor, patient)
    }

    static func person(_ number: UInt64) -> PersonID {
        PersonID(uuid: UUID(high: 0x0190_0000_0000_7000, low: 0x9000_0000_0000_0000 + number))
    }

    var entity: EntityID { EntityID(id) }

    @discardableResult
    func create() -> ConsultationReply? {
        ask(
            .create(
                ConsultationEvent.Booking(
                    title: .present("Follow-up"),
                    start: clocks.now() + .seconds(600),
                    minutes: 20,
                    provider: .direct
                ),
                [
                    Invitation(person: doctor, role: .doctor, name: "Dr Ada Marsh"),
                    Invitation(person: patient, role: .patient, name: "Ben Fields"),
                    Invitation(person: interpreter, role: .interpreter, name: "Ines Rivers"),
                    Invitation(person: staff, role: .staff, name: "Sam Brook"),
                ],
                by: .hub
            )
        )
    }

    /// Asks, commits what that writes, and returns the answer.
    @discardableResult
    func ask(_ request: ConsultationRequest, committing: Bool = true) -> ConsultationReply? {
        let answer = Answer()
        shard.ask(id, request) { answer.reply = $0 }
        turn(committing: committing)
        return answer.reply
    }

    @discardableResult
    func connect(
        _ person: PersonID,
        device: String = "tab-1",
        format: MessageFormat = .binary,
        resume: ResumePoint? = nil,
        instance: ClientInstance? = nil,
        committing: Bool = true
    ) -> Socket {
        serial += 1
        let socket = Socket(
            connection: ConnectionID(boot: 1, serial: serial),
            outlet: RecordingOutlet(loop: loop, format: format)
        )
        guard let device = DeviceID(device) else { preconditionFailure("the test names a valid device") }
        let request = AttachRequest(
            connection: socket.connection,
            person: person,
            device: device,
            format: format,
            resume: resume,
            instance: instance
        )
        shard.tell(id, .attach(request, socket.outlet))
        turn(committing: committing)
        return socket
    }

    func drop(_ socket: Socket) {
        shard.tell(id, .detach(socket.connection))
        turn()
    }

    func send(_ action: InboundCommand.Action, _ counter: UInt64, from socket: Socket, committing: Bool = true) {
        shard.tell(id, .commands(from: socket.connection, [InboundCommand(counter: counter, action: action)]))
        turn(committing: committing)
    }

    func chat(_ text: String, _ counter: UInt64, from socket: Socket, to: SeatNumber? = nil, committing: Bool = true) {
        send(.lasting(.postChat(text: text, to: to)), counter, from: socket, committing: committing)
    }

    /// Lets time pass, and the loop notice it.
    func pass(_ duration: Duration) {
        clocks.advance(by: duration)
        tick()
    }

    func tick() {
        loop.enter { shard.tick() }
        turn()
    }

    /// Runs the loop, and the journal unless told otherwise, until nothing is left to do.
    func turn(committing: Bool = true) {
        loop.runUntilIdle()
        while committing, journal.heldCount > 0 {
            journal.commitAll()
            loop.runUntilIdle()
        }
    }

    var events: [ConsultationEvent] {
        get throws { try journal.committed(of: entity).map { try ConsultationEvent($0.content) } }
    }

    /// What one question got; written and read on the test's thread, since the loop is manual.
    private final class Answer: @unchecked Sendable {
        var reply: ConsultationReply?
    }
}

extension ConsultationReply {
    var refusal: Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }

    var seq: UInt64? { if case .done(let seq) = self { seq } else { nil } }

    var view: ConsultationView? { if case .view(let view) = self { view } else { nil } }
}
