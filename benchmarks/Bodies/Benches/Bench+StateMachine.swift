import Actors
import Core

/// The rules as a value, without an actor around them.
extension Bench {
    static let stateMachine = [
        Bench("machine.chat", "a chat command in a room of 4: judged, numbered, and folded into the state") {
            var visit = try DecidedVisit(people: 4)
            return { operations in
                var tally = Tally()
                for _ in 0..<operations { tally.messages += try visit.chat().count }
                return tally
            }
        },
        Bench("machine.replay", "one event of a stored history: decoded and folded") {
            var visit = try DecidedVisit(people: 4)
            var history = visit.entries
            for _ in 0..<1000 { history += try visit.chat() }
            return { operations in
                var tally = Tally()
                var machine = Consultation(id: Invented.consultation)
                for index in 0..<operations {
                    if index % history.count == 0 { machine = Consultation(id: Invented.consultation) }
                    try machine.fold(history[index % history.count])
                    tally.messages += 1
                }
                tally.failures = machine.seq == UInt64((operations - 1) % history.count + 1) ? 0 : 1
                return tally
            }
        },
        Bench("machine.snapshot", "the state of a room of 4 after 1,000 messages, encoded", operations: 64) {
            let machine = try DecidedVisit.after(messages: 1000)
            return { operations in
                var tally = Tally()
                for _ in 0..<operations { tally.add(machine.snapshot().bytes.count) }
                return tally
            }
        },
        Bench("machine.restore", "the same state, decoded from its snapshot", operations: 64) {
            let machine = try DecidedVisit.after(messages: 1000)
            let snapshot = machine.snapshot()
            return { operations in
                var tally = Tally()
                for _ in 0..<operations {
                    let restored = try Consultation(id: Invented.consultation, snapshot: snapshot)
                    tally.add(snapshot.bytes.count)
                    if restored.seq != machine.seq { tally.failures += 1 }
                }
                return tally
            }
        },
    ]
}

/// A consultation as its rules alone know it, with everybody in the room.
private struct DecidedVisit {
    private(set) var machine = Consultation(id: Invented.consultation)
    /// What made it.
    private(set) var entries: [JournalEntry] = []
    private var counter: UInt64 = 0
    private let limits = Limits()

    init(people: Int) throws {
        let invitations = (0..<people).map { index in
            Invitation(person: Invented.person(index), role: .doctor, name: "Person \(index)")
        }
        entries += write(try machine.decideCreation(Invented.booking, invitations, limits: limits))
        for index in 0..<people { entries += write(try machine.decideEntering(SeatNumber(index: index))) }
    }

    static func after(messages: Int) throws -> Consultation {
        var visit = try DecidedVisit(people: 4)
        for _ in 0..<messages { _ = try visit.chat() }
        return visit.machine
    }

    /// The first person says something to all.
    mutating func chat() throws -> [JournalEntry] {
        counter += 1
        let command = ConsultationCommand.postChat(text: Invented.text, to: nil)
        let stamp = CommandStamp(
            id: CommandID(instance: ClientInstance(epoch: 1, serial: 1), counter: counter),
            fingerprint: command.fingerprint
        )
        guard machine.history(of: Invented.person(0)).verdict(on: stamp) == .new else {
            throw BenchFailure(description: "a new command was taken for a repeat")
        }
        let events = try machine.decide(command, by: SeatNumber(index: 0), isNumbered: true, limits: limits)
        return write(events, command: stamp)
    }

    private mutating func write(_ events: [ConsultationEvent], command: CommandStamp? = nil) -> [JournalEntry] {
        machine.write(
            events,
            origin: .person(Invented.person(0)),
            command: command,
            at: StillClocks().now(),
            epoch: 1
        )
    }
}
