import Auth
import Core
import Hummingbird

extension ConsultationRoutes {
    /// One page of the list; `next` and `previous` are paths with a query.
    struct ListPage: ResponseEncodable {
        let count: Int
        @ExplicitNull var next: String?
        @ExplicitNull var previous: String?
        let results: [ConsultationItem]
    }

    func page(_ request: Request, for grant: AccessGrant) async throws -> ListPage {
        let query = try ListQuery(request, role: grant.role)
        let page = try await dependencies.catalog.page(
            CatalogQuery(
                person: grant.role.seesAllConsultations ? nil : grant.person,
                status: query.status,
                order: query.order,
                offset: query.offset,
                limit: query.pageSize
            )
        )
        guard query.page == 1 || query.offset < page.total else { throw APIError.nothingHere }
        return ListPage(
            count: page.total,
            next: query.offset + page.items.count < page.total ? query.link(to: query.page + 1) : nil,
            previous: query.page > 1 ? query.link(to: query.page - 1) : nil,
            results: page.items.map { ConsultationItem($0, for: grant) }
        )
    }
}

extension Role {
    /// Whether the list holds everyone's consultations, not only those in which the person has a seat.
    var seesAllConsultations: Bool {
        switch self {
        case .staff, .admin: true
        case .patient, .doctor, .interpreter, .guest: false
        }
    }
}
