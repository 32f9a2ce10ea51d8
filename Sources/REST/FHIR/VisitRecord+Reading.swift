import Actors
import Auth
import Core

extension VisitRecord {
    /// Entries of a consultation that one bundle is made of.
    static let entriesMax = 10_000
    /// Bytes of what they say.
    static let bytesMax = 8 << 20
    private static let entriesPerRead = 256
    /// The newest rows of the audit that one bundle has.
    static let accessesMax = 500

    /// Reads what somebody may know: with a seat what they were told, without one, as staff or an administrator, only how the visit
    /// went.
    init(of id: ConsultationID, for grant: AccessGrant, from dependencies: RESTDependencies) async throws {
        switch await dependencies.desk.ask(id, .view(grant.person)) {
        case .view(let view): try await self.init(view, for: grant, from: dependencies)
        case .refused(.notSeated) where grant.role.seesAllConsultations:
            guard let summary = try await dependencies.catalog.summary(of: id) else { throw Refusal.notFound }
            try await self.init(summary, for: grant, from: dependencies)
        case .refused(let refusal): throw refusal
        case .done, .overview: throw APIError.broken
        }
    }

    private init(_ view: ConsultationView, for grant: AccessGrant, from dependencies: RESTDependencies) async throws {
        id = view.id
        booking = view.booking
        isSeated = true
        seesOutsiders = view.isCleared && view.ownRole?.isOfTheClinic == true
        accesses = try await Self.accesses(of: view.id, for: grant, from: dependencies)
        let journal = try await Self.entries(of: view.id, from: dependencies.journal)
        createdAt = journal.first?.time ?? view.booking.start
        entries = try journal.filter { $0.audience.contains(view.ownSeat) }
            .map { entry throws(StorageError) in try Entry(entry, entry.content) }
        // Who has to be let in is not told how the visit stands now.
        let isTold = view.status.isFinal || view.isCleared
        status = isTold ? view.status : StatusCourse(entries, from: createdAt).status
        seats = Self.seats(view, entries)
        let known = try await dependencies.booking?.catalog.booking(BookingID(uuid: view.id.uuid))
        booked = known.flatMap { $0.isVisible(to: grant) ? $0 : nil }
    }

    /// For somebody without a seat, who finds no word of it, and no consent.
    private init(
        _ summary: ConsultationSummary,
        for grant: AccessGrant,
        from dependencies: RESTDependencies
    ) async throws {
        id = summary.id
        booking = summary.booking
        status = summary.status
        isSeated = false
        seesOutsiders = true
        accesses = try await Self.accesses(of: summary.id, for: grant, from: dependencies)
        booked = nil
        let journal = try await Self.entries(of: summary.id, from: dependencies.journal)
        createdAt = journal.first?.time ?? summary.createdAt
        entries = try journal.map { entry throws(StorageError) in try Entry(entry, entry.content.erased) }
            .filter { ![.consentChanged, .recordingStarted, .recordingStopped].contains($0.event.kind) }
        seats = summary.seats.enumerated().map { index, seat in
            Seat(number: SeatNumber(index: index), person: seat.person, role: seat.role, name: seat.name)
        }
    }

    private static func accesses(
        of id: ConsultationID,
        for grant: AccessGrant,
        from dependencies: RESTDependencies
    ) async throws -> [AuditRow] {
        guard grant.role == .admin, let audit = dependencies.accesses else { return [] }
        return try await audit.audit(AuditQuery(subject: id.uuid, limit: accessesMax)).rows
    }

    /// Those whom one sees now, and those of whom one was told before.
    private static func seats(_ view: ConsultationView, _ entries: [Entry]) -> [Seat] {
        var seats: [SeatNumber: Seat] = [:]
        for entry in entries {
            switch entry.event {
            case .seatAdded(let number, let person, let role, let name):
                seats[number] = Seat(number: number, person: person, role: role, name: name)
            case .admitted(let number, _, let who):
                seats[number] = Seat(number: number, person: who.person, role: who.role, name: who.name)
            default: break
            }
        }
        for seat in view.participants {
            seats[seat.seat] = Seat(number: seat.seat, person: seat.person, role: seat.role, name: seat.name)
        }
        return seats.values.sorted { $0.number < $1.number }
    }

    /// The whole journal of a visit; refused where it is longer than one answer should be.
    private static func entries(of id: ConsultationID, from journal: any Journal) async throws -> [JournalEntry] {
        var all: [JournalEntry] = []
        var bytes = 0
        while true {
            let part = try await journal.entries(
                of: EntityID(id),
                after: all.last?.seq ?? 0,
                limit: entriesPerRead
            )
            guard !part.isEmpty else { return all }
            all += part
            bytes += part.reduce(0) { $0 + $1.content.byteCount }
            guard all.count <= entriesMax, bytes <= bytesMax else { throw Refusal.tooMany }
        }
    }
}

extension ConsultationView {
    private var own: Participant? { participants.first { $0.seat == ownSeat } }

    /// Whether its reader may be in the room.
    fileprivate var isCleared: Bool { own?.standing == .cleared }

    /// What the reader is in this visit: a doctor may sit in it as the patient.
    fileprivate var ownRole: Role? { own?.role }
}

extension Role {
    fileprivate var isOfTheClinic: Bool {
        switch self {
        case .doctor, .staff, .admin: true
        case .patient, .interpreter, .guest: false
        }
    }
}

extension VisitRecord.Entry {
    fileprivate init(_ entry: JournalEntry, _ content: StoredContent) throws(StorageError) {
        seq = entry.seq
        time = entry.time
        origin = entry.origin
        event = try ConsultationEvent(content)
    }
}
