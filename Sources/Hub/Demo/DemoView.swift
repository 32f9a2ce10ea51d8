import Client
import Wire

/// What one of the two knows, learned only from what their own socket brought.
struct DemoView: Sendable {
    private var people: [UInt32: ProtoParticipant] = [:]
    private(set) var ownSeat: UInt32 = 0
    private(set) var status = ProtoConsultationStatus.unspecified

    /// Seats of the two, as far as this person has seen them.
    var seats: [DemoPart: UInt32] {
        var seats: [DemoPart: UInt32] = [:]
        for part in DemoPart.allCases {
            seats[part] = people.values.filter { $0.role == part.role }.map(\.seat).min()
        }
        return seats
    }

    func presence(of part: DemoPart) -> ProtoPresence {
        seats[part].flatMap { people[$0]?.presence } ?? .unspecified
    }

    func name(_ seat: UInt32) -> String {
        if seat == ownSeat { return "you" }
        guard let name = people[seat]?.name, !name.isEmpty else { return "seat \(seat)" }
        return name
    }

    var names: [UInt32: String] { people.mapValues(\.name) }

    /// Everybody who can be seen, and where they are.
    var company: String {
        people.values.sorted { $0.seat < $1.seat }
            .map { "\(name($0.seat)) \($0.presence.word)" }
            .joined(separator: ", ")
    }

    mutating func learn(_ update: ConsultationUpdate) {
        switch update {
        case .welcome(let welcome):
            ownSeat = welcome.seat
            if welcome.hasSnapshot { learn(welcome.snapshot) }
        case .snapshot(let snapshot): learn(snapshot)
        case .event(let event, _): learn(event)
        case .transient, .caughtUp, .fault, .closed: break
        }
    }

    private mutating func learn(_ snapshot: ProtoSnapshot) {
        people = Dictionary(snapshot.participants.map { ($0.seat, $0) }) { _, last in last }
        status = snapshot.status
    }

    private mutating func learn(_ event: ProtoEvent) {
        switch event.body {
        case .seatAdded(let added):
            var person = ProtoParticipant()
            person.seat = added.seat
            person.role = added.role
            person.name = added.name
            person.presence = .away
            people[added.seat] = person
        case .waitingRoomEntered(let entered): people[entered.seat]?.presence = .waiting
        case .roomEntered(let entered): people[entered.seat]?.presence = .inRoom
        case .left(let left): people[left.seat]?.presence = .away
        case .statusChanged(let changed): status = changed.status
        default: break
        }
    }
}
