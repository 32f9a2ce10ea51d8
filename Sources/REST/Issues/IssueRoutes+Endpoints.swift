import Core
import HTTPTypes

extension IssueRoutes {
    private static let onePath = "\(basePath){id}/"

    static let list = Endpoint(
        .get,
        basePath,
        "Trouble in visits: all for staff and administrators, for others their own and that of visits that they host",
        access: .signedIn,
        query: [
            .init("page", .integer(1...PageQuery.pageMax), "Which page, from 1"),
            .init("page_size", .integer(1...PageQuery.pageSizeMax), "How many a page has, 20 if left out"),
            .init("ordering", .choice(["created_at", "-created_at"]), "The oldest first, or the newest"),
            .init("status", .choice(IssueStatus.allCases.map(\.name)), "Only those with this status"),
            .init("severity", NewIssue.severity, "Only those of this severity"),
            .init("category", NewIssue.category, "Only those of this category"),
            .init("consultation", .uuid, "Only those of this consultation"),
            .init("assignee", .uuid, "Only those that this person looks after"),
        ],
        answers: [.ok: .page(of: IssueItem.schema)],
        errors: [.notFound: ["not_found"], .forbidden: ["not_permitted"]]
    )

    static let report = Endpoint(
        .post,
        basePath,
        "Reports one's own trouble in a visit in which one has a seat, also when it is over",
        access: .signedIn,
        body: NewIssue.schema,
        answers: [.created: IssueItem.schema],
        errors: [
            .forbidden: ["not_permitted"], .notFound: ["not_found"], .conflict: ["over", "too_many", "turned_away"],
            .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    static let detail = Endpoint(
        .get,
        onePath,
        "An issue",
        access: .signedIn,
        answers: [.ok: IssueItem.schema],
        errors: [.forbidden: ["not_permitted"]]
    )

    static let assign = Endpoint(
        .post,
        "\(onePath)assign/",
        "Says who looks after it: oneself, if nobody is named",
        access: .roles([.staff, .admin]),
        body: AssigneeBody.schema,
        isBodyOptional: true,
        answers: [.ok: IssueItem.schema],
        errors: changing
    )

    static let unassign = Endpoint(
        .delete,
        "\(onePath)assign/",
        "Says that nobody looks after it any more",
        access: .roles([.staff, .admin]),
        answers: [.ok: IssueItem.schema],
        errors: changing
    )

    static let resolve = Endpoint(
        .post,
        "\(onePath)resolve/",
        "Says that it is resolved, and how",
        access: .roles([.staff, .admin]),
        body: ResolutionBody.schema,
        answers: [.ok: IssueItem.schema],
        errors: changing
    )

    private static let changing: [HTTPResponse.Status: [String]] = [
        .conflict: ["resolved", "over"], .serviceUnavailable: ["outcome_unknown"],
    ]
}
