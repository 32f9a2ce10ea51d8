import Core
import FoundationEssentials

/// What somebody reports.
struct NewIssue: DecodableWithConfiguration {
    let consultation: ConsultationID
    let category: IssueCategory
    let severity: IssueSeverity
    let description: String
    /// As JSON, with its names in order.
    let diagnostics: String?

    static let categoryProblem = "Must be audio, video, connection, provider or other."
    static let severityProblem = "Must be minor, disturbing or blocking."

    init(from decoder: any Decoder, configuration limits: Limits) throws {
        var fields = try FieldReader(decoder)
        let consultation = fields.value("consultation_id", else: "Must be a UUID.") { ConsultationID($0) }
        let category = fields.value("category", else: Self.categoryProblem) { IssueCategory(name: $0) }
        let severity = fields.value("severity", else: Self.severityProblem) { IssueSeverity(name: $0) }
        let description = fields.text("description", bytes: 1...limits.textBytesMax)
        diagnostics = Self.diagnostics(&fields, bytesMax: limits.diagnosticsBytesMax)
        guard fields.problems.isEmpty, let consultation, let category, let severity, let description else {
            throw fields.problems
        }
        self.consultation = consultation
        self.category = category
        self.severity = severity
        self.description = description
    }

    private static func diagnostics(_ fields: inout FieldReader, bytesMax: Int) -> String? {
        switch fields.read("diagnostics", [String: JSONValue].self, else: "Must be an object.") {
        case .missing, .wrong:
            return nil
        case .present(let object):
            // What was read can be written.
            guard let text = try? JSONValue.object(object).text(), text.utf8.count <= bytesMax else {
                return fields.refuse("diagnostics", "Must have at most \(bytesMax) bytes.")
            }
            return text
        }
    }

    static let category = JSONSchema.choice(IssueCategory.allCases.map(\.name))
    static let severity = JSONSchema.choice(IssueSeverity.allCases.map(\.name))

    static let schema = JSONSchema.named(
        "NewTechnicalIssue",
        .object([
            .required("consultation_id", .uuid), .required("category", category), .required("severity", severity),
            .required("description", .text(bytes: 1...Limits().textBytesMax, example: "The picture freezes.")),
            .optional("diagnostics", .nullable(.anything)),
        ])
    )
}

/// Who is to look after an issue.
struct AssigneeBody: Decodable {
    let person: PersonID?

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        person = fields.optionalValue("person_id", else: "Must be a UUID.") { PersonID($0) }
        guard fields.problems.isEmpty else { throw fields.problems }
    }

    static let schema = JSONSchema.object([.optional("person_id", .nullable(.uuid))])
}

/// What was done about an issue.
struct ResolutionBody: Decodable {
    let note: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        // The consultation itself knows how long a text may be.
        let note = fields.text("note", bytes: 1...TextBody.bytesMax)
        guard fields.problems.isEmpty, let note else { throw fields.problems }
        self.note = note
    }

    static let schema = JSONSchema.object([
        .required("note", .text(bytes: 1...TextBody.bytesMax, example: "Another browser helped."))
    ])
}

extension IssueCategory {
    init?(name: String) {
        guard let category = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = category
    }
}

extension IssueSeverity {
    init?(name: String) {
        guard let severity = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = severity
    }
}
