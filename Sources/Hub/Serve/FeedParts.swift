import Actors
import Core

/// The clinic's feed, and who tells it what is new.
struct FeedParts: Sendable {
    let feed: ClinicFeed
    let follower: JournalFollower

    /// Begins at the journal's end: what was before is in the lists.
    init(
        _ feed: ClinicFeed,
        journal: any JournalFeed,
        from position: UInt64,
        catalog: any ConsultationCatalog
    ) {
        self.feed = feed
        let kinds = ClinicNews.kinds.keys.map(\.rawValue)
        follower = JournalFollower(
            "clinic feed",
            feed: ForgetfulFeed(journal: journal),
            of: FeedInterest([.consultation: Set(kinds)]),
            after: position
        ) { entry in
            guard let news = ClinicNews(entry.entry) else { return .done }
            let audience = await feed.audience
            guard !audience.isEmpty else { return .done }
            // News that can't be placed is for those alone who see all; the others read their lists.
            let summary = audience.isKnown ? nil : try? await catalog.summary(of: news.consultation)
            feed.publish(news, to: Set(summary?.seats.map(\.person) ?? []))
            return .done
        }
    }
}

/// A journal of which nobody notes how far they have followed it.
private struct ForgetfulFeed: JournalFeed {
    let journal: any JournalFeed

    func entries(
        after: UInt64,
        of interest: FeedInterest,
        limit: Int
    ) async throws(JournalReadError) -> FeedPage {
        try await journal.entries(after: after, of: interest, limit: limit)
    }

    func cursor(of follower: String) async throws(JournalReadError) -> UInt64 { 0 }

    func advance(_ follower: String, to position: UInt64) {}
}
