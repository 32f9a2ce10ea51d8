import Actors
import Core
import Foundation

/// A short visit of invented people.
enum Visit {
    static let people: [Invitation] = [
        (1, Role.doctor, "Mara Quist"), (2, .patient, "Jonas Lindqvist"), (3, .interpreter, "Ida Brandt"),
    ].map { number, role, name in Invitation(person: person(number), role: role, name: name) }

    /// The states that it goes through.
    static func states() throws -> [Consultation] {
        var machine = Consultation(id: ConsultationID(uuid: person(0).uuid))
        var states = [machine]
        func write(_ events: [ConsultationEvent], by number: Int? = nil) {
            let stamp = CommandStamp(
                id: CommandID(instance: ClientInstance(epoch: 1, serial: 3), counter: UInt64(states.count)),
                fingerprint: 0x1234_5678_9ABC_DEF0
            )
            _ = machine.write(
                events,
                origin: number.map { .person(people[$0].person) } ?? .hub,
                command: number == nil ? nil : stamp,
                at: Timestamp(milliseconds: 1_767_225_600_000 + Int64(states.count)),
                epoch: 1
            )
            states.append(machine)
        }
        let booking = ConsultationEvent.Booking(
            title: .present("Follow-up visit"),
            start: Timestamp(milliseconds: 1_767_225_600_000),
            minutes: 30,
            provider: .jitsi
        )
        write(try machine.decideCreation(booking, people, limits: Limits()))
        for index in people.indices {
            write(
                try machine.decideEntering(SeatNumber(index: index), at: Timestamp(milliseconds: 0), periods: Periods())
            )
        }
        for (number, command) in commands {
            let seat = SeatNumber(index: number)
            write(try machine.decide(command, by: seat, isNumbered: true, limits: Limits()), by: number)
        }
        return states
    }

    private static var commands: [(Int, ConsultationCommand)] {
        let (doctor, patient, interpreter) = (SeatNumber(index: 0), SeatNumber(index: 1), SeatNumber(index: 2))
        return [
            (0, .admit(patient)), (0, .start), (0, .admit(interpreter)), (1, .postChat(text: "Good morning", to: nil)),
            (0, .postChat(text: "grüß dich 👋", to: patient)), (1, .setConsent(.recording, given: true)),
            (2, .setConsent(.observer, given: false)), (0, .markSeen(upTo: 9)), (0, .writeNote(text: "Heals well.")),
            (1, .reportIssue(.audio, .disturbing, description: "An echo")), (0, .moveToWaitingRoom(interpreter)),
            (0, .remove(interpreter, reason: "Not needed")), (0, .hold), (0, .resume), (2, .leave),
            (1, .postChat(text: "Thank you", to: doctor)), (1, .leave), (0, .end),
        ]
    }

    private static func person(_ number: UInt8) -> PersonID {
        PersonID(uuid: UUID(uuid: (1, 0x90, 0x8A, 0x3B, 0x7C, 1, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, number)))
    }
}
