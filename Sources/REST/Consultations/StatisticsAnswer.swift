import Core
import Hummingbird

/// Totals, today's visits, and how long people waited and visits took.
struct StatisticsAnswer: ResponseEncodable {
    struct Today: Encodable {
        let from: String
        let to: String
        let total: Int
        let byStatus: [String: Int]
    }

    /// In seconds; up to a thirty-second off.
    struct Durations: Encodable {
        let count: Int
        @ExplicitNull var medianSeconds: Int?
        @ExplicitNull var p95Seconds: Int?

        init(_ tally: DurationTally) {
            count = tally.total
            medianSeconds = tally.quantile(0.5).map { Int($0.components.seconds) }
            p95Seconds = tally.quantile(0.95).map { Int($0.components.seconds) }
        }

        enum CodingKeys: String, CodingKey {
            case count
            case medianSeconds
            case p95Seconds = "p95_seconds"
        }
    }

    let total: Int
    let byStatus: [String: Int]
    let byProvider: [String: Int]
    let today: Today
    let waiting: Durations
    let visits: Durations
    let period: PeriodAnswer

    init(
        _ statistics: VisitStatistics,
        _ past: PeriodStatistics,
        _ times: StatisticsQuery.Times
    ) {
        total = statistics.counts.values.reduce(0, +)
        byStatus = Self.byStatus { status in
            statistics.counts.reduce(0) { $0 + ($1.key.status == status ? $1.value : 0) }
        }
        byProvider = Self.byProvider(statistics.counts)
        self.today = Today(
            from: times.today.lowerBound.rfc3339,
            to: times.today.upperBound.rfc3339,
            total: statistics.today.values.reduce(0, +),
            byStatus: Self.byStatus { statistics.today[$0] ?? 0 }
        )
        waiting = Durations(statistics.waits)
        visits = Durations(statistics.visits)
        self.period = PeriodAnswer(past, times)
    }

    static func byProvider(_ counts: [VisitStatistics.Kind: Int]) -> [String: Int] {
        Dictionary(
            uniqueKeysWithValues: MeetingProvider.allCases.map { provider in
                (provider.name, counts.reduce(0) { $0 + ($1.key.provider == provider ? $1.value : 0) })
            }
        )
    }

    static func byStatus(_ count: (ConsultationStatus) -> Int) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: ConsultationStatus.allCases.map { ($0.name, count($0)) })
    }

    static let schema = JSONSchema.named(
        "Statistics",
        .object([
            .required("total", .count), .required("by_status", statuses),
            .required("by_provider", providers),
            .required(
                "today",
                .object([
                    .required("from", .time), .required("to", .time), .required("total", .count),
                    .required("by_status", statuses),
                ])
            ),
            .required("waiting", durations), .required("visits", durations),
            .required("period", PeriodAnswer.schema),
        ])
    )

    static let statuses = JSONSchema.object(ConsultationStatus.allCases.map { .required($0.name, .count) })

    static let providers = JSONSchema.object(MeetingProvider.allCases.map { .required($0.name, .count) })

    static let durations = JSONSchema.object([
        .required("count", .count), .required("median_seconds", .nullable(.count)),
        .required("p95_seconds", .nullable(.count)),
    ])
}

extension JSONSchema {
    static let count = JSONSchema.integer(0...Int(Int32.max))
}
