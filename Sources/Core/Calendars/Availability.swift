/// When a doctor can be booked, as they or the clinic set it.
package struct Availability: Hashable, Sendable {
    /// Hours of a day of the week.
    package struct Hours: Hashable, Sendable {
        /// Monday is 1, Sunday 7.
        package let weekday: Int
        /// Minutes of the day on the wall clock, up to 24:00.
        package let minutes: Range<Int>

        package init(weekday: Int, minutes: Range<Int>) {
            self.weekday = weekday
            self.minutes = minutes
        }
    }

    /// Days on which it is otherwise than usual.
    package struct Exception: Hashable, Sendable {
        package enum Kind: UInt8, Sendable, CaseIterable {
            /// Nobody is seen: a holiday, a congress.
            case off = 1
            /// Hours beside the usual ones.
            case extra = 2

            /// The name that REST uses.
            package var name: String {
                switch self {
                case .off: "off"
                case .extra: "extra"
                }
            }
        }

        package let kind: Kind
        package let first: LocalDate
        /// Included.
        package let last: LocalDate
        /// On each of these days.
        package let minutes: Range<Int>
        /// Why, for those who may see it; may be empty.
        package let label: Erasable<String>

        package init(kind: Kind, first: LocalDate, last: LocalDate, minutes: Range<Int>, label: Erasable<String>) {
            self.kind = kind
            self.first = first
            self.last = last
            self.minutes = minutes
            self.label = label
        }

        fileprivate func covers(_ date: LocalDate) -> Bool { first <= date && date <= last }
    }

    package static let day = 0..<24 * 60

    /// What the doctor is a specialist in.
    package var specialties: [String]
    package var zone: TimeZoneName
    package var weekly: [Hours]
    package var exceptions: [Exception]
    package var slotMinutes: Int
    /// Free time after each slot.
    package var bufferMinutes: Int
    /// How long before a slot a patient has to book it.
    package var leadMinutes: Int
    /// How long before a visit a patient may still move it or call it off.
    package var noticeMinutes: Int
    /// How far ahead slots are given out.
    package var horizonDays: Int
    /// Whether anybody can book at all at the moment.
    package var isAccepting: Bool

    package init(
        specialties: [String] = [],
        zone: TimeZoneName,
        weekly: [Hours],
        exceptions: [Exception] = [],
        slotMinutes: Int,
        bufferMinutes: Int = 0,
        leadMinutes: Int = 0,
        noticeMinutes: Int = 0,
        horizonDays: Int = 60,
        isAccepting: Bool = true
    ) {
        self.specialties = specialties
        self.zone = zone
        self.weekly = weekly
        self.exceptions = exceptions
        self.slotMinutes = slotMinutes
        self.bufferMinutes = bufferMinutes
        self.leadMinutes = leadMinutes
        self.noticeMinutes = noticeMinutes
        self.horizonDays = horizonDays
        self.isAccepting = isAccepting
    }

    /// The minutes of a day that are worked, in order: the usual ones and the extra ones, without those that are off.
    package func minutes(on date: LocalDate) -> [Range<Int>] {
        let today = exceptions.filter { $0.covers(date) }
        let usual = weekly.filter { $0.weekday == date.weekday }.map(\.minutes)
        let extra = today.filter { $0.kind == .extra }.map(\.minutes)
        return today.filter { $0.kind == .off }.reduce(Self.joined(usual + extra)) {
            Self.removing($1.minutes, from: $0)
        }
    }

    /// The same minutes, in order, with no two ranges that touch.
    private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var joined: [Range<Int>] = []
        for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, range.lowerBound <= last.upperBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
    }

    private static func removing(_ gap: Range<Int>, from ranges: [Range<Int>]) -> [Range<Int>] {
        ranges.flatMap { range in
            [
                range.lowerBound..<max(range.lowerBound, min(range.upperBound, gap.lowerBound)),
                min(range.upperBound, max(range.lowerBound, gap.upperBound))..<range.upperBound,
            ].filter { !$0.isEmpty }
        }
    }
}
