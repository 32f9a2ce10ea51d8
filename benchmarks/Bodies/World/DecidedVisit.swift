package import Actors
package import Core

/// A consultation as its rules alone know it, with everybody in the room: nothing is stored, nobody is told.
package struct DecidedVisit {
    package private(set) var machine: Consultation
    /// What made it, with everybody in the room.
    package private(set) var entries: [JournalEntry] = []
    private var counter: UInt64 = 0
    private let limits = Limits()

    /// `number` tells several of them apart.
    package init(people: Int, number: Int = 0) throws {
        machine = Consultation(id: Invented.consultation(number))
        let invitations = (0..<people).map { index in
            Invitation(person: Invented.person(index), role: .doctor, name: "Person \(index)")
        }
        entries += write(try machine.decideCreation(Invented.booking, invitations, limits: limits))
        for index in 0..<people {
            entries += write(
                try machine.decideEntering(SeatNumber(index: index), at: Timestamp(milliseconds: 0), periods: Periods())
            )
        }
    }

    static func after(messages: Int) throws -> Consultation {
        var visit = try DecidedVisit(people: 4)
        for _ in 0..<messages { _ = try visit.chat() }
        return visit.machine
    }

    /// The first person says something to all.
    ///
    /// Returns the entry for it.
    package mutating func chat() throws -> [JournalEntry] {
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
