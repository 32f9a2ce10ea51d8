import Auth
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

    init(_ statistics: VisitStatistics, today: Range<Timestamp>) {
        total = statistics.counts.values.reduce(0, +)
        byStatus = Self.byStatus { status in
            statistics.counts.reduce(0) { $0 + ($1.key.status == status ? $1.value : 0) }
        }
        byProvider = Dictionary(
            uniqueKeysWithValues: MeetingProvider.allCases.map { provider in
                (provider.name, statistics.counts.reduce(0) { $0 + ($1.key.provider == provider ? $1.value : 0) })
            }
        )
        self.today = Today(
            from: today.lowerBound.rfc3339,
            to: today.upperBound.rfc3339,
            total: statistics.today.values.reduce(0, +),
            byStatus: Self.byStatus { statistics.today[$0] ?? 0 }
        )
        waiting = Durations(statistics.waits)
        visits = Durations(statistics.visits)
    }

    private static func byStatus(_ count: (ConsultationStatus) -> Int) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: ConsultationStatus.allCases.map { ($0.name, count($0)) })
    }

    static let schema = JSONSchema.named(
        "Statistics",
        .object([
            .required("total", .count), .required("by_status", statuses),
            .required("by_provider", .object(MeetingProvider.allCases.map { .required($0.name, .count) })),
            .required(
                "today",
                .object([
                    .required("from", .time), .required("to", .time), .required("total", .count),
                    .required("by_status", statuses),
                ])
            ),
            .required("waiting", durations), .required("visits", durations),
        ])
    )

    private static let statuses = JSONSchema.object(ConsultationStatus.allCases.map { .required($0.name, .count) })

    private static let durations = JSONSchema.object([
        .required("count", .count), .required("median_seconds", .nullable(.count)),
        .required("p95_seconds", .nullable(.count)),
    ])
}

extension JSONSchema {
    fileprivate static let count = JSONSchema.integer(0...Int(Int32.max))
}

extension VisitRoutes {
    static let statistics = Endpoint(
        .get,
        "\(ConsultationRoutes.basePath)stats/",
        "Totals and durations: a doctor's own, for staff and administrators all",
        access: .roles([.doctor, .staff, .admin]),
        query: [.init("day_start", .time, "When today began, the last midnight in UTC if left out")],
        answers: [.ok: StatisticsAnswer.schema]
    )

    private static let day: Duration = .seconds(24 * 60 * 60)

    func statistics(_ request: Request, for grant: AccessGrant) async throws -> StatisticsAnswer {
        var reader = QueryReader(request)
        let start = reader.value("day_start", else: "Must be a time as in RFC 3339.") { Timestamp(rfc3339: $0) }
        try reader.finish()
        let from = start ?? Self.midnight(before: dependencies.clocks.now())
        let today = from..<(from + Self.day)
        let person = grant.role.seesAllConsultations ? nil : grant.person
        return StatisticsAnswer(
            try await dependencies.catalog.statistics(of: person, today: today),
            today: today
        )
    }

    private static func midnight(before now: Timestamp) -> Timestamp {
        let length = day.wholeMilliseconds
        let rest = now.milliseconds % length
        return Timestamp(milliseconds: now.milliseconds - (rest < 0 ? rest + length : rest))
    }
}
