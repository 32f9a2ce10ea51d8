import Auth
import Core
import Hummingbird

extension ConsultationRoutes {
    func page(_ request: Request, for grant: AccessGrant) async throws -> ListPage<ConsultationItem> {
        let query = try ListQuery(request, role: grant.role)
        let page = try await dependencies.catalog.page(query.catalogQuery(for: grant))
        let items = page.items.map { ConsultationItem($0, for: grant) }
        guard query.isByCursor else { return try ListPage(items, count: page.total, query.page) }
        let isFull = page.items.count == query.page.pageSize
        let next = isFull ? page.items.last.map { query.link(after: $0) } : nil
        return ListPage(items, count: page.total, next: next)
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
