import Auth
import Core
import Foundation
import Persistence

/// An installation with very many consultations, made through the journal itself in large groups.
///
/// Most visits are over, some are still to come, and in a few there were people when the hub went, so that they have to
/// be looked after at once.
struct FullDatabase {
    static let password = "a password for benchmarks"
    static let email = "doctor@clinic.example"
    /// Batches in one group: the journal refuses what does not fit its queue.
    private static let groupMax = 5_000
    private static let people = 1_000

    /// One that the doctor who can sign in has a seat in, and that is not over.
    private(set) var open: ConsultationID?
    private(set) var entryCount = 0
    private var random = SeededGenerator(seed: 7)
    private let now: Timestamp

    private init(at now: Timestamp) {
        self.now = now
    }

    static func fill(_ folder: String, consultations: Int, at now: Timestamp) async throws -> FullDatabase {
        var database = FullDatabase(at: now)
        let journal = try HubJournal(folder: folder)
        let doctor = try await database.addPeople(journal)
        var batches: [JournalBatch] = []
        for index in 0..<consultations {
            batches.append(database.consultation(index, doctor))
            guard batches.count == groupMax || index == consultations - 1 else { continue }
            try await journal.append(batches)
            batches = []
        }
        try await journal.close()
        return database
    }

    private mutating func addPeople(_ journal: HubJournal) async throws -> PersonID {
        let hash = try await Passwords().hash(Self.password)
        var doctor: PersonID?
        var entries: [JournalEntry] = []
        for index in 0..<Self.people {
            let person = PersonID(uuid: .timeOrdered(at: now, using: &random))
            guard let email = EmailAddress(index == 0 ? Self.email : "person\(index)@clinic.example") else { continue }
            doctor = doctor ?? person
            let event = DirectoryEvent.userAdded(
                User(
                    id: person,
                    role: index == 0 ? .doctor : .patient,
                    email: .present(email),
                    name: .present("Example Person \(index)"),
                    passwordHash: .present(hash)
                )
            )
            entries.append(entry(.directory, event.stored(), seq: entries.count + 1, key: event.key))
        }
        try await journal.append([JournalBatch(entries: entries, wakeAt: nil)])
        guard let doctor else { preconditionFailure("the first address is one") }
        return doctor
    }

    /// A visit with its usual events: every fiftieth is still to come, every thousandth has people in it.
    private mutating func consultation(_ index: Int, _ doctor: PersonID) -> JournalBatch {
        let id = ConsultationID(uuid: .timeOrdered(at: now, using: &random))
        let patient = PersonID(uuid: .timeOrdered(at: now, using: &random))
        let (isOccupied, isToCome) = (index % 1_000 == 1, index % 50 == 0)
        let seats = [SeatNumber(index: 0), SeatNumber(index: 1)]
        let start = now + .seconds(isToCome ? 86_400 : -86_400)
        var events: [ConsultationEvent] = [
            .created(.init(title: .present("Check-up \(index)"), start: start, minutes: 20, provider: .direct)),
            .seatAdded(seats[0], doctor, .doctor, name: .present("Dr Ada Example")),
            .seatAdded(seats[1], patient, .patient, name: .present("Ben Example")),
        ]
        if !isToCome {
            events += [
                .roomEntered(seats[0]),
                .waitingRoomEntered(seats[1]),
                .statusChanged(.active, .requested, by: seats[0]),
                .chatPosted(from: seats[0], to: nil, text: .present("Good morning, can you hear me?")),
                .chatPosted(from: seats[0], to: nil, text: .present("I will call you in a moment.")),
            ]
            if !isOccupied { events.append(.statusChanged(.ended, .requested, by: seats[0])) }
        } else if open == nil {
            open = id
        }
        let entries = events.enumerated().map { entry(EntityID(id), $1.stored(), seq: $0 + 1, key: nil) }
        entryCount += entries.count
        let wake = isToCome ? start + .seconds(3_600) : isOccupied ? Timestamp(milliseconds: 0) : nil
        return JournalBatch(entries: entries, wakeAt: wake)
    }

    private func entry(_ entity: EntityID, _ content: StoredContent, seq: Int, key: KeyID?) -> JournalEntry {
        JournalEntry(
            entity: entity,
            seq: UInt64(seq),
            epoch: 1,
            time: now,
            origin: .hub,
            command: nil,
            audience: Audience(SeatNumber(index: 0), SeatNumber(index: 1)),
            content: content,
            key: key
        )
    }
}
