import Auth
import Core
import Hummingbird

/// The query of the consultation list.
struct ListQuery {
    let page: PageQuery
    /// Whether the list is read on from a place, however deep, instead of by page numbers.
    let isByCursor: Bool
    private let order: CatalogQuery.Order
    private let status: ConsultationStatus?
    private let provider: MeetingProvider?
    private let doctor: PersonID?
    private let words: [String]
    private let from: Timestamp?
    private let to: Timestamp?
    private let after: CatalogQuery.Cursor?

    /// What stands for the place before everything.
    private static let first = "first"

    /// Throws `FieldProblems`.
    init(_ request: Request, role: Role) throws {
        var reader = QueryReader(request)
        page = PageQuery(&reader, orderings: ["scheduled_start", "created_at"])
        order = Self.order(page)
        let seesOthers = role.allows(.host) || role.seesAllConsultations
        status = Self.status(&reader, seesOthers)
        provider = reader.value("provider", else: "Is no provider.") { MeetingProvider(name: $0) }
        doctor = reader.value("doctor", else: "Must be a UUID, and is not for your role.") { text in
            // Who waits to be let in may not know who else takes part.
            seesOthers ? PersonID(text) : nil
        }
        words =
            reader.value("search", else: "Must have a word and at most 500 bytes, and is not for your role.") { text in
                seesOthers ? Self.words(text) : nil
            } ?? []
        from = reader.value("start_from", else: "Must be a time as in RFC 3339.") { Timestamp(rfc3339: $0) }
        to = reader.value("start_to", else: "Must be a time as in RFC 3339.") { Timestamp(rfc3339: $0) }
        let isFirstPage = page.page == 1
        let cursor: CatalogQuery.Cursor?? = reader.value("cursor", else: "Must be first, or as next says it.") { text in
            guard isFirstPage else { return nil }
            return text == Self.first ? .some(nil) : CatalogQuery.Cursor(text: text).map { .some($0) }
        }
        isByCursor = cursor != nil
        after = cursor ?? nil
        try reader.finish()
    }

    func catalogQuery(for grant: AccessGrant) -> CatalogQuery {
        CatalogQuery(
            person: grant.role.seesAllConsultations ? nil : grant.person,
            status: status,
            provider: provider,
            doctor: doctor,
            words: words,
            from: from,
            to: to,
            after: after,
            order: order,
            offset: page.offset,
            limit: page.pageSize
        )
    }

    /// The same list from just after this consultation on.
    func link(after summary: ConsultationSummary) -> String {
        page.link(replacing: "cursor", by: "\(order.time(of: summary).milliseconds).\(summary.id)")
    }

    static let searchBytes = 1...500

    private static func words(_ text: String) -> [String]? {
        guard searchBytes.contains(text.utf8.count) else { return nil }
        let words = PeopleWords.words(text).prefix(PeopleWords.queryMax)
        return words.isEmpty ? nil : Array(words)
    }

    private static func order(_ page: PageQuery) -> CatalogQuery.Order {
        switch (page.ordering, page.isDescending) {
        case ("created_at", false): .createdAscending
        case ("created_at", true): .createdDescending
        case (_, false): .startAscending
        case (_, true): .startDescending
        }
    }

    private static func status(_ reader: inout QueryReader, _ seesOthers: Bool) -> ConsultationStatus? {
        let problem =
            seesOthers
            ? "Is no status of a consultation." : "With your role only ended, cancelled and no_show can be asked for."
        return reader.value("status", else: problem) { text in
            let status = ConsultationStatus.allCases.first { $0.name == text }
            // Who waits to be let in may not know whether the visit has begun, and the list can't tell who waits.
            return status.flatMap { $0.isFinal || seesOthers ? $0 : nil }
        }
    }
}

extension CatalogQuery.Cursor {
    /// `1800003600000.0192…`: a time in milliseconds and an id.
    fileprivate init?(text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let time = Int64(parts[0]), let id = ConsultationID(String(parts[1])) else {
            return nil
        }
        self.init(time: Timestamp(milliseconds: time), id: id)
    }
}
