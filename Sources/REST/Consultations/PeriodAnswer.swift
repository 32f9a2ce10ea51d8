import Core

/// What became of the visits that were to start within a time.
struct PeriodAnswer: Encodable {
    /// One of the days, as somebody's wall clock shows them, or of 24 hours from the beginning of the time on.
    struct Day: Encodable {
        let from: String
        let total: Int
        let byStatus: [String: Int]
    }

    struct Issues: Encodable {
        let total: Int
        let resolved: Int
        let byCategory: [String: Int]
    }

    struct Participation: Encodable {
        let seats: Int
        /// Those whose person was ever in the room.
        let came: Int
    }

    /// Whole minutes of all visits together.
    struct Minutes: Encodable {
        let together: Int64
        let onHold: Int64
        let waiting: Int64
    }

    let from: String
    let to: String
    /// Whose clock; `nil` where the days have 24 hours each.
    @ExplicitNull var timeZone: String?
    let total: Int
    let byStatus: [String: Int]
    let byProvider: [String: Int]
    /// Days on which nothing was to start are left out.
    let days: [Day]
    let waiting: StatisticsAnswer.Durations
    let visits: StatisticsAnswer.Durations
    /// Of those that took place or were a no-show, in thousandths at most.
    @ExplicitNull var noShowRate: Double?
    let issues: Issues
    let quality: [String: Int]
    let participation: Participation
    let minutes: Minutes

    init(_ statistics: PeriodStatistics, _ times: StatisticsQuery.Times) {
        from = times.days.time.lowerBound.rfc3339
        to = times.days.time.upperBound.rfc3339
        timeZone = times.zone?.description
        total = statistics.counts.values.reduce(0, +)
        byStatus = StatisticsAnswer.byStatus { statistics.count(of: $0) }
        byProvider = StatisticsAnswer.byProvider(statistics.counts)
        days = statistics.days.sorted { $0.key < $1.key }.map { index, counts in
            Day(
                from: times.days[index].lowerBound.rfc3339,
                total: counts.values.reduce(0, +),
                byStatus: StatisticsAnswer.byStatus { counts[$0] ?? 0 }
            )
        }
        waiting = StatisticsAnswer.Durations(statistics.waits)
        visits = StatisticsAnswer.Durations(statistics.visits)
        noShowRate = statistics.noShowRate
        issues = Issues(
            total: statistics.issues.values.reduce(0, +),
            resolved: statistics.resolvedCount,
            byCategory: Dictionary(
                uniqueKeysWithValues: IssueCategory.allCases.map { ($0.name, statistics.issues[$0] ?? 0) }
            )
        )
        quality = Dictionary(
            uniqueKeysWithValues: QualityVerdict.allCases.map { ($0.name, statistics.qualities[$0] ?? 0) }
        )
        participation = Participation(seats: statistics.seatCount, came: statistics.cameCount)
        minutes = Minutes(
            together: statistics.together.components.seconds / 60,
            onHold: statistics.held.components.seconds / 60,
            waiting: statistics.waited.components.seconds / 60
        )
    }

    static let schema = JSONSchema.named(
        "StatisticsPeriod",
        .object([
            .required("from", .time), .required("to", .time),
            .required("time_zone", .nullable(.text(example: "Europe/Berlin"))), .required("total", .count),
            .required("by_status", StatisticsAnswer.statuses), .required("by_provider", StatisticsAnswer.providers),
            .required(
                "days",
                .list(
                    .object([
                        .required("from", .time), .required("total", .count),
                        .required("by_status", StatisticsAnswer.statuses),
                    ])
                )
            ),
            .required("waiting", StatisticsAnswer.durations), .required("visits", StatisticsAnswer.durations),
            .required("no_show_rate", .nullable(.number)),
            .required(
                "issues",
                .object([
                    .required("total", .count), .required("resolved", .count),
                    .required("by_category", .object(IssueCategory.allCases.map { .required($0.name, .count) })),
                ])
            ),
            .required("quality", .object(QualityVerdict.allCases.map { .required($0.name, .count) })),
            .required("participation", .object([.required("seats", .count), .required("came", .count)])),
            .required(
                "minutes",
                .object([
                    .required("together", .integer(0...Int.max)), .required("on_hold", .integer(0...Int.max)),
                    .required("waiting", .integer(0...Int.max)),
                ])
            ),
        ])
    )
}

extension PeriodStatistics {
    fileprivate func count(of status: ConsultationStatus) -> Int {
        counts.reduce(0) { $0 + ($1.key.status == status ? $1.value : 0) }
    }

    /// How many of those that are over, and were not called off, nobody came to; `nil` without any.
    fileprivate var noShowRate: Double? {
        let missed = count(of: .noShow)
        let all = missed + count(of: .ended)
        guard all > 0 else { return nil }
        return (Double(missed) / Double(all) * 1000).rounded() / 1000
    }
}
