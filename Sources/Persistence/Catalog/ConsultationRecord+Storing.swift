import Core
import FoundationEssentials
import GRDB

extension ConsultationRecord {
    /// What every change of a consultation changes.
    ///
    /// The booking seldom does, and leaving it out leaves the indices over the starts alone.
    static let update = "UPDATE consultation SET status = ?, seq = ?, updated = ? WHERE entity = ?"

    /// Writes what has changed; `update` is the statement of that name.
    mutating func store(
        _ db: Database,
        entity: Int64,
        _ words: SeatWords,
        _ update: inout DirectStatement
    ) throws {
        let (before, now) = (stored, current)
        stored = now
        defer { storedFigures = summary.figures }
        if let before {
            update.bind(Int64(now.status.rawValue), at: 1)
            update.bind(Int64(summary.seq), at: 2)
            update.bind(summary.updatedAt.milliseconds, at: 3)
            update.bind(entity, at: 4)
            try update.run()
            if storedFigures != summary.figures { try summary.figures.store(db, entity: entity) }
            guard before != now else { return }
            try storeDetails(db, entity: entity, before, now)
        } else {
            try insert(db, entity: entity)
            try summary.figures.store(db, entity: entity)
        }
        try storeSeats(db, entity: entity, words, from: before?.seatCount ?? 0)
        try VisitTally.store(summary, from: before, to: now, db)
    }

    private func insert(_ db: Database, entity: Int64) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO consultation (
                    entity, uuid, status, start, minutes, provider, seq, created, updated, titled_by, arrived, admitted,
                    begun, ended, over, held, erased
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            entity, summary.id.uuid.blob, summary.status.rawValue, summary.booking.start.milliseconds,
            summary.booking.minutes, summary.booking.provider.rawValue, Int64(summary.seq),
            summary.createdAt.milliseconds, summary.updatedAt.milliseconds, Int64(titledBy),
            summary.course.arrived?.milliseconds, summary.course.admitted?.milliseconds,
            summary.course.begun?.milliseconds, summary.course.ended?.milliseconds,
            summary.keeping.over?.milliseconds, summary.keeping.isHeld ? 1 : 0, summary.keeping.isErased ? 1 : 0,
        ])
    }

    /// What seldom changes: the booking, the course of the visit, and what seats repeat of both.
    private func storeDetails(_ db: Database, entity: Int64, _ before: Stored, _ now: Stored) throws {
        if before.titledBy != now.titledBy {
            try db.cachedStatement(
                sql: "UPDATE consultation SET start = ?, minutes = ?, provider = ?, titled_by = ? WHERE entity = ?"
            ).execute(arguments: [
                now.start.milliseconds, now.minutes, now.provider.rawValue, Int64(now.titledBy), entity,
            ])
        }
        if before.course != now.course {
            try db.cachedStatement(
                sql: "UPDATE consultation SET arrived = ?, admitted = ?, begun = ?, ended = ? WHERE entity = ?"
            ).execute(arguments: [
                now.course.arrived?.milliseconds, now.course.admitted?.milliseconds, now.course.begun?.milliseconds,
                now.course.ended?.milliseconds, entity,
            ])
        }
        if before.keeping != now.keeping {
            try db.cachedStatement(sql: "UPDATE consultation SET over = ?, held = ?, erased = ? WHERE entity = ?")
                .execute(arguments: [
                    now.keeping.over?.milliseconds, now.keeping.isHeld ? 1 : 0, now.keeping.isErased ? 1 : 0, entity,
                ])
        }
        if before.start != now.start || before.status != now.status {
            try db.cachedStatement(sql: "UPDATE seat SET start = ?, status = ? WHERE consultation = ?")
                .execute(arguments: [now.start.milliseconds, now.status.rawValue, entity])
        }
    }

    private func storeSeats(_ db: Database, entity: Int64, _ words: SeatWords, from first: Int) throws {
        for index in first..<summary.seats.count {
            let seat = summary.seats[index]
            try db.cachedStatement(
                sql: """
                    INSERT INTO seat (consultation, number, person, role, named_by, start, status)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                entity, index + 1, seat.person.uuid.blob, seat.role.rawValue, Int64(namedBy[index]),
                summary.booking.start.milliseconds, summary.status.rawValue,
            ])
            if let name = seat.name.value { try words.store(name, of: entity, db) }
        }
    }
}
