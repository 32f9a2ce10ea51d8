import Actors
import Core
import Persistence
import Wire

/// What of the actors `verify`, `restore` and `export` need: folding an entity's history, and putting an event in words.
enum Replay {
    /// Whether the history folds, and gives the state of the snapshot at its `seq`.
    @Sendable
    static func check(
        _ entity: EntityID,
        _ entries: [JournalEntry],
        _ snapshot: StoredEntity.Snapshot?
    ) -> String? {
        do {
            switch entity.kind {
            case .consultation: return try checkConsultation(entity, entries, snapshot)
            case .directory: return try checkDirectory(entries)
            case .account: return try checkAccount(entity, entries, snapshot)
            case .calendar: return try checkCalendar(entity, entries, snapshot)
            case .audit: return try checkAudit(entries)
            case .post: return try checkPost(entries)
            case .webhook: return try checkWebhooks(entries)
            }
        } catch {
            return "the history can't be replayed: \(error)"
        }
    }

    private static func checkConsultation(
        _ entity: EntityID,
        _ entries: [JournalEntry],
        _ snapshot: StoredEntity.Snapshot?
    ) throws -> String? {
        let id = ConsultationID(uuid: entity.uuid)
        // What an earlier version kept is replaced by the next snapshot, and read by nobody.
        let snapshot = snapshot.flatMap { Consultation.isOutdated($0) ? nil : $0 }
        let stored = try snapshot.map { try Consultation(id: id, snapshot: $0) }
        if let stored, stored.seq != snapshot?.seq { return "the snapshot is of another moment than it says" }
        var machine = Consultation(id: id)
        var isSame = stored == nil
        for entry in entries {
            try machine.fold(entry)
            if machine.seq == stored?.seq { isSame = machine == stored }
        }
        return isSame ? nil : "the snapshot is not what the entries give"
    }

    private static func checkCalendar(
        _ entity: EntityID,
        _ entries: [JournalEntry],
        _ snapshot: StoredEntity.Snapshot?
    ) throws -> String? {
        let doctor = PersonID(uuid: entity.uuid)
        let snapshot = snapshot.flatMap { DoctorCalendar.isOutdated($0) ? nil : $0 }
        let stored = try snapshot.map { try DoctorCalendar(doctor: doctor, snapshot: $0) }
        var machine = DoctorCalendar(doctor: doctor)
        var isSame = stored == nil
        for entry in entries {
            try machine.fold(entry)
            if machine.seq == stored?.seq { isSame = machine == stored }
        }
        return isSame ? nil : "the snapshot is not what the entries give"
    }

    private static func checkDirectory(_ entries: [JournalEntry]) throws -> String? {
        for entry in entries { _ = try DirectoryEvent(entry.content) }
        return nil
    }

    private static func checkAudit(_ entries: [JournalEntry]) throws -> String? {
        for entry in entries { _ = try AuditEvent(entry.content) }
        return nil
    }

    private static func checkPost(_ entries: [JournalEntry]) throws -> String? {
        for entry in entries { _ = try PostEvent(entry.content) }
        return nil
    }

    private static func checkWebhooks(_ entries: [JournalEntry]) throws -> String? {
        try Webhooks.replay(entries)
        return nil
    }

    private static func checkAccount(
        _ entity: EntityID,
        _ entries: [JournalEntry],
        _ snapshot: StoredEntity.Snapshot?
    ) throws -> String? {
        let person = PersonID(uuid: entity.uuid)
        let stored = try snapshot.map { try Account(person: person, snapshot: $0) }
        var account = Account(person: person)
        var isSame = stored == nil
        for entry in entries {
            try account.fold(entry)
            if account.seq == stored?.seq { isSame = account == stored }
        }
        return isSame ? nil : "the snapshot is not what the entries give"
    }

    /// An event of a consultation as the protocol's JSON has it.
    @Sendable
    static func words(_ entry: JournalEntry) throws -> String {
        let event = ProtoEvent(OutboundEvent(entry, try ConsultationEvent(entry.content)), prev: entry.seq - 1)
        return String(decoding: MessageFormat.json.payload(of: event), as: UTF8.self)
    }
}
