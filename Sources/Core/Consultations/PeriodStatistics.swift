/// What became of the visits that were to start within a time.
package struct PeriodStatistics: Hashable, Sendable {
    /// The longest time that is looked at.
    package static let daysMax = 366
    package static let day: Duration = .seconds(24 * 60 * 60)

    /// By the number of the day, 0 for the first.
    package var days: [Int: [ConsultationStatus: Int]] = [:]
    package var counts: [VisitStatistics.Kind: Int] = [:]
    /// How long the first person waited to be let in.
    package var waits = DurationTally()
    /// How long visits took that somebody ended.
    package var visits = DurationTally()
    /// See ``VisitFigures``.
    package var together = Duration.zero
    package var held = Duration.zero
    package var waited = Duration.zero
    package var seatCount = 0
    package var cameCount = 0
    package var issues: [IssueCategory: Int] = [:]
    package var resolvedCount = 0
    package var qualities: [QualityVerdict: Int] = [:]

    package init() {}

    /// Counts one more visit, if it was to start on one of these days.
    package mutating func add(_ summary: ConsultationSummary, on days: CountedDays) {
        guard let day = days.day(of: summary.booking.start) else { return }
        let (status, figures) = (summary.status, summary.figures)
        self.days[day, default: [:]][status, default: 0] += 1
        counts[.init(status: status, provider: summary.booking.provider), default: 0] += 1
        if let waited = summary.course.waited { waits.add(waited) }
        if let lasted = summary.course.lasted { visits.add(lasted) }
        together += figures.together
        held += figures.held
        waited += figures.waited
        seatCount += figures.seatCount
        cameCount += figures.cameCount
        issues.merge(figures.issues, uniquingKeysWith: +)
        resolvedCount += figures.resolvedCount
        qualities.merge(figures.qualities, uniquingKeysWith: +)
    }
}
