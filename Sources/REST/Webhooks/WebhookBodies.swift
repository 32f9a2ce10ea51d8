import Actors
import Core

/// Which notices a webhook is sent, as JSON has it: a list of types, or one asterisk for all that there are and will be.
enum NoticeTypes {
    static let everything = "*"
    static let names = NoticeType.allCases.map(\.name)
    static let schema = JSONSchema.list(.choice([everything] + names), max: names.count + 1)
    static let problem = "Must be a list of types of events, or only \"*\" for all of them."

    /// Nothing for what is no such list; `.some(nil)` for all types.
    static func parse(_ texts: [String]) -> Set<NoticeType>?? {
        if texts == [everything] { return .some(nil) }
        let types = texts.compactMap { NoticeType(name: $0) }
        guard !types.isEmpty, types.count == texts.count else { return nil }
        return .some(Set(types))
    }

    static func texts(_ types: Set<NoticeType>?) -> [String] {
        guard let types else { return [everything] }
        return NoticeType.allCases.filter(types.contains).map(\.name)
    }
}

/// Where notices are to be sent, and which.
struct NewWebhookBody: Decodable {
    let url: WebhookURL
    let types: Set<NoticeType>?

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let url = fields.value("url", else: WebhookURLRule.problem) { WebhookURL($0) }
        let types = fields.noticeTypes("event_types")
        guard fields.problems.isEmpty, let url else { throw fields.problems }
        self.url = url
        self.types = types ?? nil
    }

    static let schema = JSONSchema.object([
        .required("url", WebhookURLRule.schema), .optional("event_types", .nullable(NoticeTypes.schema)),
    ])
}

/// What an administrator changes about a webhook.
struct WebhookChangeBody: Decodable {
    let change: Webhook.Change

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        var change = Webhook.Change()
        change.url = fields.optionalValue("url", else: WebhookURLRule.problem) { WebhookURL($0) }
        change.types = fields.noticeTypes("event_types")
        change.isActive = fields.optionalBool("is_active")
        guard fields.problems.isEmpty else { throw fields.problems }
        self.change = change
    }

    static let schema = JSONSchema.object([
        .optional("url", .nullable(WebhookURLRule.schema)), .optional("event_types", .nullable(NoticeTypes.schema)),
        .optional("is_active", .nullable(.boolean)),
    ])
}

enum WebhookURLRule {
    static let problem = "Must be an https address of at most \(WebhookURL.bytesMax) bytes, without user or fragment."
    static let schema = JSONSchema.text(bytes: 9...WebhookURL.bytesMax, example: "https://clinic.example.org/hub")
}

extension FieldReader {
    /// Nothing if the field is missing or wrong; `.some(nil)` for all types.
    fileprivate mutating func noticeTypes(_ name: String) -> Set<NoticeType>?? {
        switch read(name, [String].self, else: NoticeTypes.problem) {
        case .missing, .wrong: return nil
        case .present(let texts):
            guard let types = NoticeTypes.parse(texts) else { return refuse(name, NoticeTypes.problem) }
            return types
        }
    }
}
