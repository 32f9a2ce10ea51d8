import Core
import FoundationEssentials

/// The body of a request to set when a doctor can be booked; it replaces all that was set before.
struct NewAvailability: DecodableWithConfiguration {
    /// What the names of time zones are judged by.
    struct Surroundings {
        let zones: any TimeZones
    }

    let availability: Availability

    init(from decoder: any Decoder, configuration surroundings: Surroundings) throws {
        var fields = try FieldReader(decoder)
        let specialties = fields.optionalTexts(
            "specialties",
            countMax: CalendarLimits.specialtiesMax,
            bytes: CalendarLimits.specialtyBytes
        )
        let zone = fields.value("time_zone", else: "Is no time zone, like Europe/Berlin.") { text in
            TimeZoneName(text).flatMap { surroundings.zones.isKnown($0) ? $0 : nil }
        }
        let weekly = fields.list("weekly", countMax: CalendarLimits.weeklyMax) { Self.hours(&$0) }
        let exceptions = fields.optionalList("exceptions", countMax: CalendarLimits.exceptionsMax) {
            Self.exception(&$0)
        }
        let slot = fields.number("slot_minutes", in: CalendarLimits.slotMinutes)
        let buffer = fields.optionalNumber("buffer_minutes", in: CalendarLimits.bufferMinutes)
        let lead = fields.optionalNumber("lead_minutes", in: CalendarLimits.aheadMinutes)
        let notice = fields.optionalNumber("notice_minutes", in: CalendarLimits.aheadMinutes)
        let horizon = fields.optionalNumber("horizon_days", in: CalendarLimits.horizonDays)
        let isAccepting = fields.flag("accepts_bookings")
        guard fields.problems.isEmpty, let zone, let weekly, let slot else { throw fields.problems }
        availability = Availability(
            specialties: specialties ?? [],
            zone: zone,
            weekly: weekly,
            exceptions: exceptions ?? [],
            slotMinutes: slot,
            bufferMinutes: buffer ?? 0,
            leadMinutes: lead ?? 0,
            noticeMinutes: notice ?? 0,
            horizonDays: horizon ?? Self.horizonDefault,
            isAccepting: isAccepting ?? true
        )
    }

    private static let horizonDefault = 60

    private static func hours(_ fields: inout FieldReader) -> Availability.Hours? {
        let weekday = fields.number("weekday", in: 1...7)
        guard let minutes = minutes(&fields, or: nil), let weekday else { return nil }
        return Availability.Hours(weekday: weekday, minutes: minutes)
    }

    private static func exception(_ fields: inout FieldReader) -> Availability.Exception? {
        let kind = fields.value("kind", else: "Must be off or extra.") { name in
            Availability.Exception.Kind.allCases.first { $0.name == name }
        }
        let first = fields.value("from", else: "Must be a day like 2027-01-15.") { LocalDate($0) }
        let last = fields.optionalValue("until", else: "Must be a day like 2027-01-15.") { LocalDate($0) } ?? first
        let minutes = minutes(&fields, or: Availability.day)
        let label = fields.optionalText("label", bytes: 0...CalendarLimits.labelBytesMax)
        guard let kind, let first, let last, let minutes else { return nil }
        let days = last.daysSince1970 - first.daysSince1970
        guard (0..<Int64(CalendarLimits.exceptionDaysMax)).contains(days) else {
            return fields.refuse(
                "until",
                "Must not be before from, nor \(CalendarLimits.exceptionDaysMax) days after it."
            )
        }
        return Availability.Exception(
            kind: kind,
            first: first,
            last: last,
            minutes: minutes,
            label: .present(label ?? "")
        )
    }

    /// From `start` to `end`; `standard` where both may be left out.
    private static func minutes(_ fields: inout FieldReader, or standard: Range<Int>?) -> Range<Int>? {
        let problem = "Must be a time of day like 09:30, up to 24:00."
        let (start, end): (Int?, Int?)
        if let standard {
            start = fields.optionalValue("start", else: problem, TimeOfDay.minutes) ?? standard.lowerBound
            end = fields.optionalValue("end", else: problem, TimeOfDay.minutes) ?? standard.upperBound
        } else {
            start = fields.value("start", else: problem, TimeOfDay.minutes)
            end = fields.value("end", else: problem, TimeOfDay.minutes)
        }
        guard let start, let end else { return nil }
        guard start < end else { return fields.refuse("end", "Must be after start.") }
        return start..<end
    }
}

/// A time of day on a wall clock.
enum TimeOfDay {
    /// Reads `09:30`, up to `24:00`.
    static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard text.utf8.count == 5, parts.map(\.utf8.count) == [2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 24 * 60
        else { return nil }
        return hour * 60 + minute
    }

    static func text(_ minutes: Int) -> String {
        func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(digits(minutes / 60)):\(digits(minutes % 60))"
    }
}
