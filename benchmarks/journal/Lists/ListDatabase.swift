import Auth
import Core
import Foundation
import Persistence

/// An installation of ten doctors with very many visits over ten years, most of them over, with messages in each.
struct ListDatabase {
    static let password = "a password for benchmarks"
    private static let groupMax = 2_000
    private static let patients = 1_000
    private static let longMessages = 10_000

    private(set) var doctors: [PersonID] = []
    /// Some of the first doctor's.
    private(set) var own: [ConsultationID] = []
    /// One with very many messages.
    private(set) var long = ConsultationID(uuid: UUID())
    /// A cursor that stands in the middle of all.
    private(set) var middle = "first"
    private(set) var entryCount = 0
    private var patients: [PersonID] = []
    private var random = SeededGenerator(seed: 11)
    private let now = SystemClocks().now()

    static func fill(_ folder: String, consultations: Int, messages: Int) async throws -> ListDatabase {
        var database = ListDatabase()
        let journal = try HubJournal(folder: folder)
        try await database.addPeople(journal)
        var batches: [JournalBatch] = []
        for index in 0..<consultations {
            let isLong = index == 0
            batches.append(database.visit(index, of: consultations, messages: isLong ? longMessages : messages))
            guard batches.count == groupMax || index == consultations - 1 else { continue }
            try await journal.append(batches)
            batches = []
        }
        try await journal.close()
        return database
    }

    private mutating func addPeople(_ journal: HubJournal) async throws {
        let hash = try await Passwords().hash(Self.password)
        let roles: [(Role, String)] =
            [(.staff, "staff")] + (0..<10).map { (.doctor, "doctor\($0)") }
            + (0..<Self.patients).map { (.patient, "patient\($0)") }
        var entries: [JournalEntry] = []
        for (role, name) in roles {
            let person = PersonID(uuid: .timeOrdered(at: now, using: &random))
            guard let email = EmailAddress("\(name)@clinic.example") else { continue }
            switch role {
            case .doctor: doctors.append(person)
            case .patient: patients.append(person)
            default: break
            }
            let user = User(
                id: person,
                role: role,
                email: .present(email),
                name: .present("Example \(name)"),
                passwordHash: .present(hash)
            )
            let event = DirectoryEvent.userAdded(user)
            entries.append(entry(.directory, event.stored(), entries.count + 1, now, event.key))
        }
        try await journal.append([JournalBatch(entries: entries, wakeAt: nil)])
    }

    /// The starts are spread over ten years; every hundredth visit is still to come.
    private mutating func visit(_ index: Int, of count: Int, messages: Int) -> JournalBatch {
        let start = now + .seconds(-(count - index) * (315_360_000 / count))
        let id = ConsultationID(uuid: .timeOrdered(at: start, using: &random))
        let seats = [SeatNumber(index: 0), SeatNumber(index: 1)]
        let patient = patients[Int.random(in: 0..<patients.count, using: &random)]
        let provider: MeetingProvider = index.isMultiple(of: 3) ? .jitsi : .direct
        let name = index.isMultiple(of: 500) ? "Mara Quist" : "Ben Example"
        var events: [ConsultationEvent] = [
            .created(.init(title: .present("Check-up \(index)"), start: start, minutes: 20, provider: provider)),
            .seatAdded(seats[0], doctors[index % doctors.count], .doctor, name: .present("Dr Ada Example")),
            .seatAdded(seats[1], patient, .patient, name: .present(name)),
        ]
        if index % 100 != 99 {
            let identity = ConsultationEvent.Identity(person: patient, role: .patient, name: .present(name))
            events += [
                .roomEntered(seats[0]), .waitingRoomEntered(seats[1]), .admitted(seats[1], by: seats[0], identity),
                .roomEntered(seats[1]), .statusChanged(.active, .requested, by: seats[0]),
            ]
            events += (0..<messages).map { .chatPosted(from: seats[$0 % 2], to: nil, text: .present("Message \($0)")) }
            events.append(.statusChanged(.ended, .requested, by: seats[0]))
        }
        remember(id, index, count, start)
        entryCount += events.count
        let entries = events.enumerated().map { place, event in
            entry(EntityID(id), event.stored(), place + 1, start + .seconds(place * 30), nil)
        }
        return JournalBatch(entries: entries, wakeAt: nil)
    }

    private mutating func remember(_ id: ConsultationID, _ index: Int, _ count: Int, _ start: Timestamp) {
        if index == 0 { long = id }
        if index % doctors.count == 0, index > 0, own.count < 50 { own.append(id) }
        if index == count / 2 { middle = "\(start.milliseconds).\(id)" }
    }

    private func entry(
        _ entity: EntityID,
        _ content: StoredContent,
        _ seq: Int,
        _ time: Timestamp,
        _ key: KeyID?
    ) -> JournalEntry {
        JournalEntry(
            entity: entity,
            seq: UInt64(seq),
            epoch: 1,
            time: time,
            origin: .hub,
            command: nil,
            audience: Audience(SeatNumber(index: 0), SeatNumber(index: 1)),
            content: content,
            key: key
        )
    }
}
