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
            .init("day_start", .time, "When today began, the last midnight there if left out"),
            .init("from", .time, "When the period begins, thirty days before the end if left out"),
            .init("to", .time, "When the period ends, with today if left out; at most 366 days after its beginning"),
            .init("doctor", .uuid, "Of this doctor only: for staff and administrators"),
            .init("time_zone", .text(bytes: 1...64, example: "Europe/Berlin"), "Whose days: 24 hours each if left out"),
        ],
        answers: [.ok: StatisticsAnswer.schema]
    )

    func statistics(
        _ request: Request,
        for grant: AccessGrant
    ) async throws -> AttributedAnswer<StatisticsAnswer> {
        let query = try StatisticsQuery(request, for: grant, dependencies.booking?.zones)
        let times = try query.times(at: dependencies.clocks.now(), on: try await clock(query))
        let catalog = dependencies.catalog
        let answer = StatisticsAnswer(
            try await catalog.statistics(of: query.doctor, today: times.today),
            try await catalog.statistics(of: query.doctor, startingOn: times.days),
            times
        )
        return AttributedAnswer(answer: answer, auditSubjects: query.doctor.map { [.person($0)] } ?? [])
    }

    /// That of the zone that was asked for, or of the doctor's calendar where no time was.
    private func clock(_ query: StatisticsQuery) async throws -> StatisticsQuery.Clock? {
        guard let booking = dependencies.booking else { return nil }
        var zone = query.zone
        if zone == nil, query.namesNoTime, let doctor = query.doctor {
            zone = try await booking.catalog.doctor(doctor)?.zone
        }
        return zone.flatMap { zone in WallClock(zone, booking.zones).map { (zone, $0) } }
    }
}
