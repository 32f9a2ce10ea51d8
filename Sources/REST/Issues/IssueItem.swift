import Core
import FoundationEssentials
import Hummingbird

/// An issue, as those who may know it see it.
struct IssueItem: ResponseEncodable {
    struct Resolution: Encodable {
        let personId: String
        let time: String
        @ExplicitNull var note: String?
    }

    let id: String
    let consultationId: String
    let seq: UInt64
    let category: String
    let severity: String
    let status: String
    /// Whose trouble it is.
    let seat: UInt16
    let personId: String
    @ExplicitNull var personName: String?
    /// Whether the hub noticed it by itself.
    let isNoticed: Bool
    @ExplicitNull var description: String?
    @ExplicitNull var diagnostics: JSONValue?
    /// What the devices reported, where the hub noticed it.
    @ExplicitNull var quality: QualityFigures?
    @ExplicitNull var assigneeId: String?
    @ExplicitNull var assigneeName: String?
    let createdAt: String
    let updatedAt: String
    @ExplicitNull var resolution: Resolution?

    init(_ issue: IssueSummary, personName: String?, assigneeName: String?) {
        id = issue.id.description
        consultationId = issue.consultation.description
        seq = issue.seq
        category = issue.category.name
        severity = issue.severity.name
        status = issue.status.name
        seat = issue.seat.rawValue
        personId = issue.person.description
        self.personName = personName
        isNoticed = issue.isNoticed
        description = issue.description?.value
        diagnostics = issue.diagnostics?.value.map(Self.diagnostics)
        quality = issue.quality.map(QualityFigures.init)
        assigneeId = issue.assignee?.description
        self.assigneeName = assigneeName
        createdAt = issue.createdAt.rfc3339
        updatedAt = issue.updatedAt.rfc3339
        resolution = issue.resolution.map { resolution in
            Resolution(
                personId: resolution.person.description,
                time: resolution.time.rfc3339,
                note: resolution.note.value
            )
        }
    }

    /// A socket may have brought anything; what is no object is shown as one.
    private static func diagnostics(_ text: String) -> JSONValue {
        // Why it is none doesn't matter.
        let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        if case .object? = value, let value { return value }
        return ["text": .text(text)]
    }

    static let schema = JSONSchema.named(
        "TechnicalIssue",
        .object([
            .required("id", .uuid), .required("consultation_id", .uuid), .required("seq", .integer(1...Int.max)),
            .required("category", NewIssue.category), .required("severity", NewIssue.severity),
            .required("status", .choice(IssueStatus.allCases.map(\.name))), .required("seat", .seat),
            .required("person_id", .uuid), .required("person_name", .nullable(.text(example: "Ben Bright"))),
            .required("is_noticed", .boolean),
            .required("description", .nullable(.text(example: "The picture freezes."))),
            .required("diagnostics", .nullable(.anything)), .required("quality", .nullable(QualityFigures.schema)),
            .required("assignee_id", .nullable(.uuid)),
            .required("assignee_name", .nullable(.text(example: "Cleo Sand"))),
            .required("created_at", .time), .required("updated_at", .time),
            .required(
                "resolution",
                .nullable(
                    .object([
                        .required("person_id", .uuid), .required("time", .time),
                        .required("note", .nullable(.text(example: "Another browser helped."))),
                    ])
                )
            ),
        ])
    )
}
