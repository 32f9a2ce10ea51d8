import Auth
import Core
import Hummingbird

/// Of whom statistics are, and of which time.
struct StatisticsQuery {
    /// What a wall clock shows, and where it hangs.
    typealias Clock = (zone: TimeZoneName, clock: WallClock)

    /// The days that are counted.
    struct Times {
        let today: Range<Timestamp>
        let days: CountedDays
        /// Whose days; `nil` where they have 24 hours each.
        let zone: TimeZoneName?
    }

    private static let daysDefault = 30

    /// Everyone for `nil`.
    let doctor: PersonID?
    let zone: TimeZoneName?
    private let dayStart: Timestamp?
    private let from: Timestamp?
    private let to: Timestamp?

    /// Throws `FieldProblems`.
    init(_ request: Request, for grant: AccessGrant, _ zones: (any TimeZones)?) throws {
        var reader = QueryReader(request)
        func time(_ name: String) -> Timestamp? {
            reader.value(name, else: FieldReader.timeProblem) { Timestamp(rfc3339: $0) }
        }
        (dayStart, from, to) = (time("day_start"), time("from"), time("to"))
        let seesAll = grant.role.seesAllConsultations
        let asked = reader.value("doctor", else: "Must be a UUID, and is not for your role.") { text in
            PersonID(text).flatMap { seesAll || $0 == grant.person ? $0 : nil }
        }
        zone = reader.value("time_zone", else: "Is no time zone, like Europe/Berlin.") { text in
            TimeZoneName(text).flatMap { zones?.isKnown($0) == true ? $0 : nil }
        }
        doctor = seesAll ? asked : grant.person
        try reader.finish()
    }

    /// Whether nothing says where the days are to begin.
    var namesNoTime: Bool { dayStart == nil && from == nil && to == nil }

    /// Today, and the days of the period.
    ///
    /// Throws `FieldProblems`.
    func times(at now: Timestamp, on place: Clock?) throws -> Times {
        let today = today(now, place?.clock)
        let end = to ?? from.map { max($0, today.upperBound) } ?? today.upperBound
        let begin = from ?? Self.begin(before: end, place?.clock)
        // A day may have 25 hours, so the length only bounds what is divided into days.
        let longest = PeriodStatistics.day * (PeriodStatistics.daysMax + 1)
        guard begin <= end, end - begin <= longest else { throw Self.tooLong }
        let days = place.map { CountedDays(begin..<end, on: $0.clock) } ?? CountedDays(begin..<end)
        guard days.count <= PeriodStatistics.daysMax else { throw Self.tooLong }
        return Times(today: today, days: days, zone: place?.zone)
    }

    private static var tooLong: FieldProblems {
        FieldProblems("Must be 0 to \(PeriodStatistics.daysMax) days after from.", at: "to")
    }

    private func today(_ now: Timestamp, _ clock: WallClock?) -> Range<Timestamp> {
        if let dayStart { return dayStart..<(dayStart + PeriodStatistics.day) }
        let clock = clock ?? Self.universal
        let date = clock.date(at: now)
        return CountedDays.beginning(of: date, on: clock)..<CountedDays.beginning(of: date.adding(days: 1), on: clock)
    }

    private static func begin(before end: Timestamp, _ clock: WallClock?) -> Timestamp {
        guard let clock else { return end + PeriodStatistics.day * -daysDefault }
        let last = clock.date(at: end + .milliseconds(-1))
        return CountedDays.beginning(of: last.adding(days: 1 - Int64(daysDefault)), on: clock)
    }

    private static var universal: WallClock { WallClock { _ in 0 } }
}
