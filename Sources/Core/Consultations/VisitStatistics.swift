/// What became of consultations, counted.
package struct VisitStatistics: Hashable, Sendable {
    /// How many there are of a status and a provider.
    package struct Kind: Hashable, Sendable {
        package let status: ConsultationStatus
        package let provider: MeetingProvider

        package init(status: ConsultationStatus, provider: MeetingProvider) {
            self.status = status
            self.provider = provider
        }
    }

    package var counts: [Kind: Int]
    /// Those that start today.
    package var today: [ConsultationStatus: Int]
    /// How long the first person waited to be let in.
    package var waits: DurationTally
    /// How long visits took that somebody ended.
    package var visits: DurationTally

    package init(
        counts: [Kind: Int] = [:],
        today: [ConsultationStatus: Int] = [:],
        waits: DurationTally = DurationTally(),
        visits: DurationTally = DurationTally()
    ) {
        self.counts = counts
        self.today = today
        self.waits = waits
        self.visits = visits
    }
}
