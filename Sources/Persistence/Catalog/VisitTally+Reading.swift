import Core
import FoundationEssentials
import GRDB

extension VisitTally {
    /// Totals of a doctor, or of all, and what starts today.
    static func statistics(
        of doctor: PersonID?,
        today: Range<Timestamp>,
        _ db: Database
    ) throws -> VisitStatistics {
        let owner = owner(doctor)
        return VisitStatistics(
            counts: try counts(of: owner, db),
            today: try counts(of: doctor, startingIn: today, db),
            waits: try tally(of: owner, .wait, db),
            visits: try tally(of: owner, .visit, db)
        )
    }

    /// How many consultations of a doctor, or of all, have this status and this provider, as far as they are given.
    static func count(
        of doctor: PersonID?,
        status: ConsultationStatus?,
        provider: MeetingProvider?,
        _ db: Database
    ) throws -> Int {
        try counts(of: owner(doctor), db).reduce(0) { sum, entry in
            let isMeant =
                (status ?? entry.key.status) == entry.key.status
                && (provider ?? entry.key.provider) == entry.key.provider
            return isMeant ? sum + entry.value : sum
        }
    }

    private static func owner(_ doctor: PersonID?) -> Data { doctor?.uuid.blob ?? everyone }

    private static func counts(of owner: Data, _ db: Database) throws -> [VisitStatistics.Kind: Int] {
        var counts: [VisitStatistics.Kind: Int] = [:]
        let select = try db.cachedStatement(
            sql: "SELECT status, provider, count FROM tally WHERE person = ? AND count != 0"
        )
        for row in try Row.fetchAll(select, arguments: [owner]) {
            guard let status = ConsultationStatus(rawValue: try row.integer(0)),
                let provider = MeetingProvider(rawValue: try row.integer(1))
            else { throw StorageError.invalid(field: "tally") }
            counts[.init(status: status, provider: provider)] = try row.integer(2)
        }
        return counts
    }

    private static func counts(
        of doctor: PersonID?,
        startingIn today: Range<Timestamp>,
        _ db: Database
    ) throws -> [ConsultationStatus: Int] {
        let source = doctor == nil ? "consultation WHERE" : "seat WHERE person = ? AND role = ? AND"
        let select = try db.cachedStatement(
            sql: "SELECT status, count(*) FROM \(source) start >= ? AND start < ? GROUP BY status"
        )
        let owner: StatementArguments = doctor.map { [$0.uuid.blob, Role.doctor.rawValue] } ?? []
        let rows = try Row.fetchAll(
            select,
            arguments: owner + [today.lowerBound.milliseconds, today.upperBound.milliseconds]
        )
        var counts: [ConsultationStatus: Int] = [:]
        for row in rows {
            guard let status = ConsultationStatus(rawValue: try row.integer(0)) else {
                throw StorageError.invalid(field: "status")
            }
            counts[status] = try row.integer(1)
        }
        return counts
    }

    private static func tally(of owner: Data, _ measure: Measure, _ db: Database) throws -> DurationTally {
        let select = try db.cachedStatement(
            sql: "SELECT step, count FROM duration_tally WHERE person = ? AND measure = ? AND count > 0"
        )
        var counts: [Int: Int] = [:]
        for row in try Row.fetchAll(select, arguments: [owner, measure.rawValue]) {
            counts[try row.integer(0)] = try row.integer(1)
        }
        return DurationTally(counts: counts)
    }
}
