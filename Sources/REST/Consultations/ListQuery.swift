import Core
import Hummingbird

/// The query of the consultation list.
struct ListQuery: Hashable {
    static let pageSizeDefault = 20
    static let pageSizeMax = 100
    /// So that page and size never overflow when multiplied.
    private static let pageMax = 1_000_000

    let page: Int
    let pageSize: Int
    let order: CatalogQuery.Order
    let status: ConsultationStatus?

    /// Throws `FieldProblems`.
    init(_ request: Request, role: Role) throws {
        var problems = FieldProblems()
        page = Self.number(request, "page", or: 1, max: Self.pageMax, &problems)
        pageSize = Self.number(request, "page_size", or: Self.pageSizeDefault, max: Self.pageSizeMax, &problems)
        order = Self.order(request, &problems)
        status = Self.status(request, role, &problems)
        guard problems.isEmpty else { throw problems }
    }

    var offset: Int { (page - 1) * pageSize }

    /// Another page of the same list; nothing in it needs escaping.
    func link(to page: Int) -> String {
        var parameters = ["page=\(page)", "page_size=\(pageSize)"]
        if order == .startDescending { parameters.append("ordering=-scheduled_start") }
        if let status { parameters.append("status=\(status.name)") }
        return "\(ConsultationRoutes.basePath)?\(parameters.joined(separator: "&"))"
    }

    private static func number(
        _ request: Request,
        _ name: Substring,
        or fallback: Int,
        max: Int,
        _ problems: inout FieldProblems
    ) -> Int {
        guard let text = request.query(name) else { return fallback }
        guard let number = Int(text), (1...max).contains(number) else {
            problems.add("Must be a whole number from 1 to \(max).", at: String(name))
            return fallback
        }
        return number
    }

    private static func order(_ request: Request, _ problems: inout FieldProblems) -> CatalogQuery.Order {
        switch request.query("ordering") {
        case nil, "scheduled_start": break
        case "-scheduled_start": return .startDescending
        default: problems.add("Must be scheduled_start or -scheduled_start.", at: "ordering")
        }
        return .startAscending
    }

    private static func status(
        _ request: Request,
        _ role: Role,
        _ problems: inout FieldProblems
    ) -> ConsultationStatus? {
        guard let text = request.query("status") else { return nil }
        guard let status = ConsultationStatus.allCases.first(where: { $0.name == text }) else {
            problems.add("Is no status of a consultation.", at: "status")
            return nil
        }
        // Who waits to be let in may not know whether the visit has begun, and the list can't tell who waits.
        guard status.isFinal || role.allows(.host) || role.seesAllConsultations else {
            problems.add("With your role only ended, cancelled and no_show can be asked for.", at: "status")
            return nil
        }
        return status
    }
}
