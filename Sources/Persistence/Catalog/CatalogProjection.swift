package import Core

/// The list of all consultations: a pure function of the journal's entries, with the position up to which it applied them.
///
/// Two steps, so that a batch is folded before anything of it is kept: ``folded(_:)`` judges, ``keep(_:upTo:)`` can't fail.
package struct CatalogProjection: Hashable, Sendable {
    /// Longest page that is given out, whatever was asked for.
    package static let pageMax = 500

    /// The position of the newest entry that is in here; 0 for none.
    package private(set) var position: UInt64 = 0
    private var summaries: [ConsultationID: ConsultationSummary] = [:]
    private var seated: [PersonID: Set<ConsultationID>] = [:]

    package init() {}

    /// What becomes of a consultation's summary by these entries; `nil` for entities that are no consultations.
    ///
    /// Throws at an entry of an unknown kind or version, and at one that can't follow what came before.
    package func folded(_ entries: [JournalEntry]) throws(StorageError) -> ConsultationSummary? {
        guard let entity = entries.first?.entity, entity.kind == .consultation else { return nil }
        var summary = summaries[ConsultationID(uuid: entity.uuid)]
        for entry in entries { try ConsultationSummary.fold(entry, into: &summary) }
        return summary
    }

    /// Keeps what ``folded(_:)`` made of the entries that end at `position`.
    package mutating func keep(_ summary: ConsultationSummary?, upTo position: UInt64) {
        self.position = position
        guard let summary else { return }
        let known = summaries.updateValue(summary, forKey: summary.id)?.seats.count ?? 0
        for seat in summary.seats.dropFirst(known) { seated[seat.person, default: []].insert(summary.id) }
    }

    /// One page of the matching consultations.
    ///
    /// Offset and limit are brought into range, not refused.
    package func page(_ query: CatalogQuery) -> CatalogPage {
        let matching = candidates(query.person)
            .filter { query.status == nil || $0.status == query.status }
            .sorted { Self.precedes($0, $1, in: query.order) }
        let limit = min(max(query.limit, 0), Self.pageMax)
        let items = matching.dropFirst(max(query.offset, 0)).prefix(limit)
        return CatalogPage(total: matching.count, items: Array(items))
    }

    private func candidates(_ person: PersonID?) -> [ConsultationSummary] {
        guard let person else { return Array(summaries.values) }
        return seated[person, default: []].compactMap { summaries[$0] }
    }

    private static func precedes(
        _ left: ConsultationSummary,
        _ right: ConsultationSummary,
        in order: CatalogQuery.Order
    ) -> Bool {
        guard left.booking.start != right.booking.start else { return left.id < right.id }
        switch order {
        case .startAscending: return left.booking.start < right.booking.start
        case .startDescending: return right.booking.start < left.booking.start
        }
    }
}
