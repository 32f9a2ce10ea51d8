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
            .filter { matches($0, query) }
            .sorted { Self.precedes($0, $1, in: query.order) }
        let limit = min(max(query.limit, 0), Self.pageMax)
        let rest = matching.drop { summary in
            guard let after = query.after else { return false }
            return !Self.follows(summary, after, in: query.order)
        }
        let items = rest.dropFirst(max(query.offset, 0)).prefix(limit)
        return CatalogPage(total: matching.count, items: Array(items))
    }

    /// One consultation; `nil` if there is none.
    package func summary(of id: ConsultationID) -> ConsultationSummary? { summaries[id] }

    /// Totals of a doctor's consultations, or of all.
    package func statistics(of doctor: PersonID?, today: Range<Timestamp>) -> VisitStatistics {
        var statistics = VisitStatistics()
        for summary in served(by: doctor) {
            let kind = VisitStatistics.Kind(status: summary.status, provider: summary.booking.provider)
            statistics.counts[kind, default: 0] += 1
            if today.contains(summary.booking.start) { statistics.today[summary.status, default: 0] += 1 }
            if let waited = summary.course.waited { statistics.waits.add(waited) }
            if let lasted = summary.course.lasted { statistics.visits.add(lasted) }
        }
        return statistics
    }

    /// What became of a doctor's consultations, or of all, that were to start on certain days.
    package func statistics(of doctor: PersonID?, startingOn days: CountedDays) -> PeriodStatistics {
        var statistics = PeriodStatistics()
        for summary in served(by: doctor) { statistics.add(summary, on: days) }
        return statistics
    }

    /// A doctor's consultations that start within a time.
    package func agenda(of doctor: PersonID, _ time: Range<Timestamp>, limit: Int) -> [ConsultationSummary] {
        let within = served(by: doctor).filter { time.contains($0.booking.start) }
        return Array(within.sorted { Self.precedes($0, $1, in: .startAscending) }.prefix(max(0, limit)))
    }

    private func matches(_ summary: ConsultationSummary, _ query: CatalogQuery) -> Bool {
        if let status = query.status, summary.status != status { return false }
        if let provider = query.provider, summary.booking.provider != provider { return false }
        if let doctor = query.doctor, !summary.isServed(by: doctor) { return false }
        if !query.words.isEmpty, !isFound(summary, query) { return false }
        if let from = query.from, summary.booking.start < from { return false }
        if let to = query.to, summary.booking.start >= to { return false }
        return true
    }

    private func isFound(_ summary: ConsultationSummary, _ query: CatalogQuery) -> Bool {
        if let person = query.person {
            let own = summary.seats.first { $0.person == person }
            guard own?.role.allows(.host) == true else { return false }
        }
        let words = summary.seats.compactMap(\.name.value).reduce(into: Set<String>()) { all, name in
            all.formUnion(PeopleWords.all(ofName: name))
        }
        return query.words.allSatisfy(words.contains)
    }

    private static func follows(
        _ summary: ConsultationSummary,
        _ cursor: CatalogQuery.Cursor,
        in order: CatalogQuery.Order
    ) -> Bool {
        let time = order.time(of: summary)
        guard time != cursor.time else { return cursor.id < summary.id }
        return order.isDescending ? time < cursor.time : time > cursor.time
    }

    private func candidates(_ person: PersonID?) -> [ConsultationSummary] {
        guard let person else { return Array(summaries.values) }
        return seated[person, default: []].compactMap { summaries[$0] }
    }

    private func served(by doctor: PersonID?) -> [ConsultationSummary] {
        let candidates = candidates(doctor)
        return doctor.map { doctor in candidates.filter { $0.isServed(by: doctor) } } ?? candidates
    }

    private static func precedes(
        _ left: ConsultationSummary,
        _ right: ConsultationSummary,
        in order: CatalogQuery.Order
    ) -> Bool {
        let (first, second) = (order.time(of: left), order.time(of: right))
        guard first != second else { return left.id < right.id }
        return order.isDescending ? second < first : first < second
    }
}

extension ConsultationSummary {
    /// Whether this person sits in it as a doctor.
    fileprivate func isServed(by doctor: PersonID) -> Bool {
        seats.contains { $0.person == doctor && $0.role == .doctor }
    }
}
