import Core

/// How long somebody may still have to wait, as a range of minutes.
///
/// It goes through the doctor's day twice from now on: once with short visits and without those who have not come yet,
/// once with long visits and everyone. What a visit takes is learned from the doctor's own visits; before there are enough
/// of them, from what each was planned to take. So a day that runs late shows in both ends.
struct WaitEstimate: Hashable, Sendable {
    /// Visits that began longer ago play no part.
    static let lookBack: Duration = .seconds(12 * 60 * 60)
    /// Visits before the own one that are looked at.
    static let visitsMax = 200
    static let minutesMax = 24 * 60
    /// Visits from which on they tell more than the plan.
    static let learnedMin = 5

    /// A visit of the same doctor.
    struct Visit: Hashable, Sendable {
        let id: ConsultationID
        let start: Timestamp
        let minutes: Int
        let status: ConsultationStatus
        let begun: Timestamp?
    }

    let fromMinutes: Int
    let toMinutes: Int

    init(
        for id: ConsultationID,
        start: Timestamp,
        behind visits: [Visit],
        durations: DurationTally,
        at now: Timestamp
    ) {
        let ahead = visits.filter { $0.id != id && $0.precedes(start) }.sorted { $0.order < $1.order }
        let isLearned = durations.total >= Self.learnedMin
        let short = isLearned ? durations.quantile(0.25) : nil
        let long = isLearned ? durations.quantile(0.75) : nil
        let earliest = Self.end(of: ahead.filter { $0.status != .scheduled }, from: now) { visit in
            short ?? .seconds(visit.minutes * 45)
        }
        let latest = Self.end(of: ahead, from: now) { visit in long ?? .seconds(visit.minutes * 75) }
        let from = earliest - now
        let to = max(max(latest, start) - now, from)
        fromMinutes = min(Int(from.components.seconds / 60), Self.minutesMax)
        toMinutes = min(Int((to.components.seconds + 59) / 60), Self.minutesMax)
    }

    /// When the doctor has seen all of them, one after the other.
    private static func end(of visits: [Visit], from now: Timestamp, _ length: (Visit) -> Duration) -> Timestamp {
        var time = now
        for visit in visits {
            switch visit.status {
            case .active, .onHold:
                // One that takes longer than most may end at any moment.
                time = max(time, (visit.begun ?? visit.start) + length(visit))
            case .waiting:
                time = time + length(visit)
            case .scheduled:
                // Nobody is seen before they come, and they come when it was agreed.
                time = max(time, visit.start) + length(visit)
            case .ended, .cancelled, .noShow:
                break
            }
        }
        return time
    }
}

extension WaitEstimate.Visit {
    init(_ summary: ConsultationSummary) {
        self.init(
            id: summary.id,
            start: summary.booking.start,
            minutes: summary.booking.minutes,
            status: summary.status,
            begun: summary.course.begun
        )
    }

    /// Whether it comes before a visit that starts then.
    fileprivate func precedes(_ other: Timestamp) -> Bool {
        switch status {
        case .active, .onHold: true
        case .scheduled, .waiting: start < other
        case .ended, .cancelled, .noShow: false
        }
    }

    /// What goes on already, then by start.
    fileprivate var order: (Int, Timestamp) {
        switch status {
        case .active, .onHold: (0, start)
        case .scheduled, .waiting, .ended, .cancelled, .noShow: (1, start)
        }
    }
}
