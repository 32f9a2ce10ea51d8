import Actors
import Core

/// What stands in a golden journal: every kind of event, with people on every role, in an order that could have happened.
struct GoldenScript {
    static let time = Timestamp(milliseconds: 1_800_000_000_000)

    let doctor = PersonID(uuid: .init(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_0001))
    let patient = PersonID(uuid: .init(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_0002))
    let interpreter = PersonID(uuid: .init(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_0003))
    let guest = PersonID(uuid: .init(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_0005))
    let staff = PersonID(uuid: .init(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_0004))

    /// One that goes on, and one that is over and will be erased.
    let going = ConsultationID(uuid: .init(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_0011))
    let over = ConsultationID(uuid: .init(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_0012))

    /// Each event with the person whose command caused it.
    var events: [(ConsultationEvent, by: PersonID?)] {
        let seats = (0..<4).map(SeatNumber.init(index:))
        return [
            (.created(booking), nil),
            (.seatAdded(seats[0], doctor, .doctor, name: .present("Dr. Ada Marlow")), nil),
            (.seatAdded(seats[1], patient, .patient, name: .present("Piet Lindgren")), nil),
            (.seatAdded(seats[2], interpreter, .interpreter, name: .present("Inês Okafor 👩‍⚕️")), nil),
            (.seatAdded(seats[3], staff, .staff, name: .present("Sam Whitlock")), nil),
            (.waitingRoomEntered(seats[1]), patient),
            (.statusChanged(.waiting, .arrival, by: nil), patient),
            (.roomEntered(seats[0]), doctor),
            (.admitted(seats[1], by: seats[0], identity), doctor),
            (.statusChanged(.active, .requested, by: seats[0]), doctor),
            (.chatPosted(from: seats[0], to: nil, text: .present("Good morning")), doctor),
            (.chatPosted(from: seats[1], to: seats[0], text: .present("Hello, only you can read this")), patient),
            (.seen(by: seats[1], upTo: 11), patient),
            (.consentChanged(seats[1], .recording, given: true), patient),
            (.noteWritten(by: seats[0], text: .present("Blood pressure as before")), doctor),
            (
                .issueReported(
                    by: seats[1],
                    IssueCategory.allCases[0],
                    IssueSeverity.allCases[0],
                    description: .present("No sound")
                ),
                patient
            ),
            (.hadNoEffect(by: seats[1]), patient),
            (.bookingChanged(moved, by: seats[0]), doctor),
            (.bookingChanged(booking, by: nil), nil),
            (.priorityGiven(seats[2], .urgent, by: seats[0], reason: .present("Needed elsewhere")), doctor),
            (.linkMade(link, by: seats[0]), doctor),
            (.claimed(by: seats[0]), doctor),
            (.seatAdded(SeatNumber(index: 4), guest, .guest, name: .present("Mara Quist")), guest),
            (.linkUsed(link.id, SeatNumber(index: 4)), guest),
            (.linkRevoked(link.id, by: seats[0]), doctor),
            (.waitingRoomEntered(seats[2]), interpreter),
            (.denied(seats[2], by: seats[0], reason: .present("Not today")), doctor),
            (.roomEntered(seats[3]), staff),
            (.movedToWaitingRoom(seats[1], by: seats[0]), doctor),
            (.removed(seats[1], by: seats[0], reason: .present("A test")), doctor),
            (.left(seats[3], .connectionLost), nil),
        ]
    }

    private var booking: ConsultationEvent.Booking {
        ConsultationEvent.Booking(
            title: .present("Follow-up visit"),
            start: Self.time + .seconds(600),
            minutes: 30,
            provider: .direct
        )
    }

    private var moved: ConsultationEvent.Booking {
        ConsultationEvent.Booking(
            title: .present("Moved"),
            start: Self.time + .seconds(1200),
            minutes: 45,
            provider: .jitsi
        )
    }

    private var link: InvitationLink {
        InvitationLink(
            id: .init(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_0021),
            role: .guest,
            expires: Self.time + .seconds(86_400),
            usesMax: 3,
            digest: Array(0..<32)
        )
    }

    private var identity: ConsultationEvent.Identity {
        ConsultationEvent.Identity(person: patient, role: .patient, name: .present("Piet Lindgren"))
    }

    /// The entries of a consultation, with audiences as its state resolves them, and its state at the end.
    func entries(of id: ConsultationID, isOver: Bool) -> ([JournalEntry], Consultation) {
        var machine = Consultation(id: id)
        var entries: [JournalEntry] = []
        var script = events
        if isOver { script += Self.ending(doctor) }
        for (index, (event, person)) in script.enumerated() {
            entries += machine.write(
                [event],
                origin: person.map(Origin.person) ?? .hub,
                command: person.map { _ in
                    CommandStamp(
                        id: CommandID(instance: ClientInstance(number: 1 << 32 | 7), counter: UInt64(index)),
                        fingerprint: UInt64(index) * 1_000_003
                    )
                },
                at: Self.time + .seconds(index),
                epoch: 1
            )
        }
        return (entries, machine)
    }

    private static func ending(_ doctor: PersonID) -> [(ConsultationEvent, by: PersonID?)] {
        let seat = SeatNumber(index: 0)
        return [
            (.statusChanged(.ended, .requested, by: seat), doctor),
            (.summaryWritten(by: seat, text: .present("Come again in a week")), doctor),
        ]
    }

    var users: [DirectoryEvent] {
        [(doctor, Role.doctor, "doctor"), (patient, .patient, "patient")].map { id, role, name in
            .userAdded(
                User(
                    id: id,
                    role: role,
                    email: EmailAddress("\(name)@clinic.example").map(Erasable.present) ?? .erased,
                    name: .present("The \(name)"),
                    passwordHash: .present("$scrypt$not-a-hash")
                )
            )
        } + changesOfPeople
    }

    /// The patient has another name and role, and was kept out for a while.
    private var changesOfPeople: [DirectoryEvent] {
        guard let email = EmailAddress("patient@clinic.example") else { return [] }
        let identity = Identity(email: email, name: "Piet Lindgren", language: "sv", timeZone: "Europe/Stockholm")
        return [
            .identityChanged(patient, .present(identity)), .disabled(patient), .enabled(patient),
            .roleChanged(patient, .staff),
        ]
    }
}
