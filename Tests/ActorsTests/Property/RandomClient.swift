import Actors
import Core
import Synchronization
import TestKit
import Wire

/// A client program on one device of a person, as it would behave against the real hub.
struct RandomClient {
    let person: PersonID
    let device: DeviceID
    let format: MessageFormat
    /// The line in use; `nil` while the client is away.
    var line: Int?
    /// Where the client stopped.
    var position: UInt64 = 0
    /// What it knew there.
    var known: KnownView?
    var instance: ClientInstance?
    var counter: UInt64 = 0
    /// What was sent under this instance, answered or not, to be repeated by chance.
    var sent: [(counter: UInt64, command: ConsultationCommand)] = []
    /// What got no definite answer, and is repeated at the next chance.
    var unanswered: [(counter: UInt64, command: ConsultationCommand)] = []

    /// The program starts anew and knows nothing of the one before.
    mutating func restart() {
        position = 0
        known = nil
        instance = nil
        forgetCommands()
    }

    /// The hub granted another instance: what is unanswered can't be repeated in it.
    mutating func forgetCommands() {
        counter = 0
        sent = []
        unanswered = []
    }
}

/// One socket of a client, and what must come over it.
struct RandomLine {
    /// The answer that a command must get.
    struct Awaited {
        let command: ConsultationCommand?
        /// More than one where the rules leave it open.
        let verdicts: [ConsultationModel.Verdict]
        /// The answer rests on this much of the history, so it must not come before that is durable.
        let restsOn: UInt64
    }

    let connection: ConnectionID
    let client: Int
    let seat: SeatNumber?
    let record: DeliveryRecord
    let claimed: ClientInstance?
    /// Whether the hub had forgotten that one.
    var isClaimForgotten = false
    let resumed: UInt64?
    /// How many failures there had been when the line was opened.
    let failuresBefore: Int
    var processed = 0
    var position: UInt64 = 0
    /// `nil` after a replay from somewhere else than where the client stopped.
    var known: KnownView?
    /// The newest event of the history when ``known`` was compared with the model; `nil` if something came since.
    var comparedAt: UInt64?
    var isWelcome = false
    var isClosed = false
    /// The client has gone; what comes now is not looked at.
    var isLost = false
    /// The model turns this socket away.
    var expectedRefusal: CloseCode?
    /// The model closes this socket.
    var expectedClose: CloseCode?
    /// The welcome, or the refusal, rests on this much of the history.
    var openingRestsOn: UInt64 = 0
    var awaited: [UInt64: [Awaited]] = [:]

    var isOpen: Bool { !isClosed && !isLost }
}

/// What came over one socket, each with what was durable at that moment.
final class DeliveryRecord: Sendable {
    let outlet: RecordingOutlet
    let format: MessageFormat
    private let log = Mutex<[(delivery: Delivery, committedSeq: UInt64)]>([])

    init(loop: any Loop, format: MessageFormat, journal: ScriptedJournal, entity: EntityID) {
        self.format = format
        outlet = RecordingOutlet(loop: loop, format: format)
        outlet.observe { [weak self] delivery in
            let committedSeq = journal.committedSeq(of: entity)
            self?.log.withLock { $0.append((delivery, committedSeq)) }
        }
    }

    var deliveries: [(delivery: Delivery, committedSeq: UInt64)] { log.withLock { $0 } }
}

/// The answers to one REST request.
final class AnswerBox: Sendable {
    private let answers = Mutex<[(reply: ConsultationReply, committedSeq: UInt64)]>([])

    func put(_ reply: ConsultationReply, _ committedSeq: UInt64) {
        answers.withLock { $0.append((reply, committedSeq)) }
    }

    var all: [(reply: ConsultationReply, committedSeq: UInt64)] { answers.withLock { $0 } }
}
