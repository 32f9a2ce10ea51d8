import Auth
import Core
import Hummingbird

extension VisitRoutes {
    static let statistics = Endpoint(
        .get,
        "\(ConsultationRoutes.basePath)stats/",
        "Totals and durations: a doctor's own, for staff and administrators all or one doctor's",
        access: .roles([.doctor, .staff, .admin]),
        query: [
            .init("day_start", .time, "When today began, the last midnight in UTC if left out"),
            .init("from", .time, "When the period begins, thirty days before the end if left out"),
            .init("to", .time, "When the period ends, with today if left out; at most 366 days after its beginning"),
            .init("doctor", .uuid, "Of this doctor only: for staff and administrators"),
        ],
        answers: [.ok: StatisticsAnswer.schema]
    )

    func statistics(
        _ request: Request,
        for grant: AccessGrant
    ) async throws -> AttributedAnswer<StatisticsAnswer> {
        let query = try StatisticsQuery(request, for: grant, at: dependencies.clocks.now())
        let catalog = dependencies.catalog
        let answer = StatisticsAnswer(
            try await catalog.statistics(of: query.person, today: query.today),
            today: query.today,
            try await catalog.statistics(of: query.person, startingIn: query.period),
            period: query.period
        )
        return AttributedAnswer(answer: answer, auditSubjects: query.person.map { [.person($0)] } ?? [])
    }
}

/// Of whom statistics are, and of which time.
struct StatisticsQuery {
    private static let daysDefault = 30

    /// A doctor; everyone for `nil`.
    let person: PersonID?
    let today: Range<Timestamp>
    let period: Range<Timestamp>

    /// Throws `FieldProblems`.
    init(_ request: Request, for grant: AccessGrant, at now: Timestamp) throws {
        var reader = QueryReader(request)
        func time(_ name: String) -> Timestamp? {
            reader.value(name, else: FieldReader.timeProblem) { Timestamp(rfc3339: $0) }
        }
        let dayStart = time("day_start") ?? Self.midnight(before: now)
        let (from, to) = (time("from"), time("to"))
        let seesAll = grant.role.seesAllConsultations
        let doctor = reader.value("doctor", else: "Must be a UUID, and is not for your role.") { text in
            PersonID(text).flatMap { seesAll || $0 == grant.person ? $0 : nil }
        }
        try reader.finish()
        person = seesAll ? doctor : grant.person
        let tomorrow = dayStart + PeriodStatistics.day
        today = dayStart..<tomorrow
        let end = to ?? from.map { max($0, tomorrow) } ?? tomorrow
        let begin = from ?? end + PeriodStatistics.day * -Self.daysDefault
        guard begin <= end, end - begin <= PeriodStatistics.day * PeriodStatistics.daysMax else {
            throw FieldProblems("Must be 0 to \(PeriodStatistics.daysMax) days after from.", at: "to")
        }
        period = begin..<end
    }

    private static func midnight(before now: Timestamp) -> Timestamp {
        let length = PeriodStatistics.day.wholeMilliseconds
        let rest = now.milliseconds % length
        return Timestamp(milliseconds: now.milliseconds - (rest < 0 ? rest + length : rest))
    }
}
