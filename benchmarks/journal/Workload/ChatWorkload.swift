import Core
import FoundationEssentials

/// Invented consultations in which two people chat: the same entries for the hub's journal and for bare SQLite.
///
/// Each entry belongs to a consultation that is drawn at random, so a group touches nearly as many consultations as it
/// has entries: nothing is gained from neighbours.
struct ChatWorkload {
    /// UTF-8 bytes of each message.
    static let textBytes = 96
    static let time = Timestamp(milliseconds: 1_800_000_000_000)

    private(set) var consultations: [EntityID] = []
    private var seqs: [UInt64] = []
    private var counters: UInt64 = 0
    private var random: SeededGenerator
    private let people: [PersonID]
    private let contents: [[StoredContent]]

    init(consultations count: Int, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func id() -> UUID { .timeOrdered(at: Self.time, using: &random) }
        for _ in 0..<count { consultations.append(EntityID(kind: .consultation, uuid: id())) }
        people = [PersonID(uuid: id()), PersonID(uuid: id())]
        seqs = Array(repeating: 0, count: count)
        contents = (0..<2).map { seat in
            (0..<64).map { _ in Self.message(from: SeatNumber(index: seat), &random) }
        }
        self.random = random
    }

    private static func message(from seat: SeatNumber, _ random: inout SeededGenerator) -> StoredContent {
        let letters = Array("abcdefghijklmnopqrstuvwxyz ")
        let text = String((0..<textBytes).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] })
        return ConsultationEvent.chatPosted(from: seat, to: nil, text: .present(text)).stored()
    }

    /// The batches that begin every consultation: booked, two seats, both in the room.
    mutating func openings() -> [JournalBatch] {
        consultations.indices.map { index in
            let seats = [SeatNumber(index: 0), SeatNumber(index: 1)]
            let booking = ConsultationEvent.Booking(
                title: .present("Check-up"),
                start: Self.time,
                minutes: 20,
                provider: .direct
            )
            let events: [ConsultationEvent] = [
                .created(booking),
                .seatAdded(seats[0], people[0], .doctor, name: .present("Dr Ada Example")),
                .seatAdded(seats[1], people[1], .patient, name: .present("Ben Example")),
                .roomEntered(seats[0]),
                .roomEntered(seats[1]),
            ]
            let entries = events.map { entry(index, $0.stored(), origin: .hub, command: nil) }
            return JournalBatch(entries: entries, wakeAt: Timestamp(milliseconds: 0))
        }
    }

    /// The next message of some consultation, as its actor would write it.
    mutating func next() -> JournalBatch {
        let index = Int.random(in: 0..<consultations.count, using: &random)
        let seat = Int(random.next() & 1)
        counters += 1
        let stamp = CommandStamp(
            id: CommandID(instance: ClientInstance(epoch: 1, serial: UInt64(2 * index + seat)), counter: counters),
            fingerprint: random.next()
        )
        let content = contents[seat][Int(random.next() & 63)]
        let entry = entry(index, content, origin: .person(people[seat]), command: stamp)
        return JournalBatch(entries: [entry], wakeAt: Timestamp(milliseconds: 0))
    }

    private mutating func entry(
        _ index: Int,
        _ content: StoredContent,
        origin: Origin,
        command: CommandStamp?
    ) -> JournalEntry {
        seqs[index] += 1
        return JournalEntry(
            entity: consultations[index],
            seq: seqs[index],
            epoch: 1,
            time: Self.time,
            origin: origin,
            command: command,
            audience: Audience(SeatNumber(index: 0), SeatNumber(index: 1)),
            content: content
        )
    }
}
