import Core
import FoundationEssentials
import GRDB

/// A doctor's row in the projection: what is needed to find somebody who can be booked.
struct DoctorRecord: Hashable, Sendable {
    let profile: DoctorProfile

    init(doctor: PersonID, _ availability: Availability) {
        profile = DoctorProfile(
            doctor: doctor,
            specialties: availability.specialties,
            zone: availability.zone,
            slotMinutes: availability.slotMinutes,
            isAccepting: availability.isAccepting
        )
    }

    static let columns = "uuid, specialties, zone, slot_minutes, accepting"

    /// Reads the columns of ``columns``.
    init(_ row: some CheckedRow) throws {
        var reader = StorageReader(try row.bytes(1))
        let specialties = try reader.array { reader throws(StorageError) in try reader.string() }
        try reader.end()
        guard let zone = TimeZoneName(String(decoding: try row.bytes(2), as: UTF8.self)) else {
            throw StorageError.invalid(field: "zone")
        }
        profile = DoctorProfile(
            doctor: PersonID(uuid: try row.uuid(0)),
            specialties: specialties,
            zone: zone,
            slotMinutes: try row.integer(3),
            isAccepting: try row.integer(4) != 0
        )
    }

    func store(of calendar: Int64, _ db: Database) throws {
        var writer = StorageWriter()
        writer.write(profile.specialties) { $0.write($1) }
        try db.cachedStatement(
            sql: """
                INSERT INTO doctor (entity, uuid, specialties, zone, slot_minutes, accepting) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (entity) DO UPDATE SET specialties = excluded.specialties, zone = excluded.zone,
                    slot_minutes = excluded.slot_minutes, accepting = excluded.accepting
                """
        ).execute(arguments: [
            calendar, profile.doctor.uuid.blob, Data(writer.bytes), Data(profile.zone.description.utf8),
            profile.slotMinutes, profile.isAccepting ? 1 : 0,
        ])
    }
}
