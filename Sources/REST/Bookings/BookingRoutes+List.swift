import Auth
import Core
import Hummingbird

extension BookingRoutes {
    func page(_ request: Request, for grant: AccessGrant) async throws -> ListPage<BookingItem> {
        var reader = QueryReader(request)
        let page = PageQuery(&reader, orderings: ["start"])
        var query = BookingQuery(offset: page.offset, limit: page.pageSize)
        query.order = page.isDescending ? .startDescending : .startAscending
        query.status = reader.value("status", else: "Must be booked or cancelled.") { name in
            BookingStatus.allCases.first { $0.name == name }
        }
        query.kind = reader.value("kind", else: "Must be virtual or in_person.") { name in
            BookingKind.allCases.first { $0.name == name }
        }
        query.from = reader.value("from", else: FieldReader.timeProblem) { Timestamp(rfc3339: $0) }
        query.to = reader.value("to", else: FieldReader.timeProblem) { Timestamp(rfc3339: $0) }
        query.doctor = reader.value("doctor", else: "Must be a UUID.") { PersonID($0) }
        query.patient = reader.value("patient", else: "Must be a UUID.") { PersonID($0) }
        try reader.finish()
        guard Self.narrow(&query, for: grant) else { return try ListPage([], count: 0, page) }
        let found = try await services.catalog.bookings(query)
        var items: [BookingItem] = []
        for summary in found.items { items.append(try await item(summary)) }
        return try ListPage(items, count: found.total, page)
    }

    /// Leaves only what the person may see; `false` if that is nothing.
    private static func narrow(_ query: inout BookingQuery, for grant: AccessGrant) -> Bool {
        switch grant.role {
        case .patient:
            guard query.patient ?? grant.person == grant.person else { return false }
            query.patient = grant.person
        case .doctor:
            guard query.doctor ?? grant.person == grant.person else { return false }
            query.doctor = grant.person
        case .staff, .admin:
            break
        case .interpreter, .guest:
            return false
        }
        return true
    }
}
