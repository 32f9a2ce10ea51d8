extension JSONSchema {
    /// The schema as JSON Schema 2020-12, which OpenAPI 3.1 uses.
    ///
    /// Named schemas are references into the document's components.
    var document: JSONValue {
        switch self {
        case .text(let bytes, _): Self.text(bytes)
        case .uuid: ["type": "string", "format": "uuid"]
        case .time: ["type": "string", "format": "date-time"]
        case .date: ["type": "string", "format": "date"]
        case .email: ["type": "string", "format": "email", "maxLength": .integer(254)]
        case .integer(let range): Self.integer(range)
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .choice(let names): ["type": "string", "enum": .list(names.map { .text($0) })]
        case .nullable(let schema): ["anyOf": [schema.document, ["type": "null"]]]
        case .list(let item, let countMax): Self.list(item, countMax)
        case .object(let fields): Self.object(fields)
        case .named(let name, _): ["$ref": .text("#/components/schemas/\(name)")]
        case .page(let item): Self.object(Self.pageFields(of: item))
        case .anything: ["type": "object"]
        case .fhirBundle: Self.bundleDocument
        case .plainText, .html: ["type": "string"]
        }
    }

    /// The media type of a body like this.
    var mediaType: String {
        switch self {
        case .plainText: "text/plain"
        case .html: "text/html"
        case .fhirBundle: "application/fhir+json"
        default: "application/json"
        }
    }

    /// Every named schema in this one, by name.
    var components: [String: JSONSchema] {
        switch self {
        case .named(let name, let schema): schema.components.merging([name: schema]) { first, _ in first }
        case .nullable(let schema), .list(let schema, _), .page(let schema): schema.components
        case .object(let fields):
            fields.reduce(into: [:]) { $0.merge($1.schema.components) { first, _ in first } }
        case .text, .uuid, .time, .date, .email, .integer, .number, .boolean, .choice, .anything, .plainText, .html,
            .fhirBundle:
            [:]
        }
    }

    private static func text(_ bytes: ClosedRange<Int>?) -> JSONValue {
        guard let bytes else { return ["type": "string"] }
        // JSON Schema counts characters; none has less than one byte, so this is the outer bound.
        var fields: [String: JSONValue] = [
            "type": "string", "description": .text("\(bytes.lowerBound) to \(bytes.upperBound) bytes of UTF-8."),
        ]
        if bytes.lowerBound > 0 { fields["minLength"] = .integer(1) }
        if bytes.upperBound < Int.max { fields["maxLength"] = .integer(bytes.upperBound) }
        return .object(fields)
    }

    private static func integer(_ range: ClosedRange<Int>?) -> JSONValue {
        guard let range else { return ["type": "integer"] }
        var fields: [String: JSONValue] = ["type": "integer", "minimum": .integer(range.lowerBound)]
        if range.upperBound < Int.max { fields["maximum"] = .integer(range.upperBound) }
        return .object(fields)
    }

    private static func list(_ item: JSONSchema, _ countMax: Int?) -> JSONValue {
        var fields: [String: JSONValue] = ["type": "array", "items": item.document]
        if let countMax { fields["maxItems"] = .integer(countMax) }
        return .object(fields)
    }

    private static let bundleDocument: JSONValue = [
        "type": "object", "required": ["resourceType", "type", "entry"],
        "properties": [
            "resourceType": ["const": "Bundle"], "type": ["const": "collection"],
            "entry": ["type": "array", "items": ["type": "object", "required": ["fullUrl", "resource"]]],
        ],
    ]

    private static func object(_ fields: [Field]) -> JSONValue {
        [
            "type": "object", "additionalProperties": false,
            "required": .list(fields.filter(\.isRequired).map { .text($0.name) }),
            "properties": .object(Dictionary(fields.map { ($0.name, $0.schema.document) }) { _, last in last }),
        ]
    }
}

extension JSONSchema {
    /// A value of this kind.
    var example: JSONValue {
        switch self {
        case .text(_, let example): .text(example)
        case .uuid: "01945e9c-3b1a-7c44-9d58-6f0a1c2e7b90"
        case .time: "2027-01-15T09:00:00.000Z"
        case .date: "2027-01-15"
        case .email: "ada@example.org"
        case .integer(let range): .integer(range.map { max($0.lowerBound, min(30, $0.upperBound)) } ?? 30)
        case .number: .number(1.5)
        case .boolean: true
        case .choice(let names): names.first.map { .text($0) } ?? .null
        case .nullable(let schema): schema.example
        case .list(let item, _): [item.example]
        case .object(let fields): .object(Dictionary(fields.map { ($0.name, $0.schema.example) }) { _, last in last })
        case .named(_, let schema): schema.example
        case .page(let item):
            ["count": .integer(1), "next": .null, "previous": .null, "results": [item.example]]
        case .anything: [:]
        case .fhirBundle: ["resourceType": "Bundle", "type": "collection", "entry": []]
        case .plainText, .html: "…"
        }
    }
}
