/// What a JSON value looks like, for the OpenAPI document.
///
/// It describes and never judges: bodies are read by ``FieldReader``.
indirect enum JSONSchema: Hashable, Sendable {
    /// Text of so many bytes of UTF-8.
    case text(bytes: ClosedRange<Int>? = nil, example: String = "text")
    case uuid
    /// RFC 3339 with a time of day.
    case time
    /// A day: `2027-01-15`.
    case date
    case email
    case integer(ClosedRange<Int>? = nil)
    case number
    case boolean
    /// One of these texts.
    case choice([String])
    case nullable(JSONSchema)
    case list(JSONSchema, max: Int? = nil)
    case object([Field])
    /// A schema with a name of its own, which the document says once.
    case named(String, JSONSchema)
    /// A page of a list: `count`, `next`, `previous` and `results`.
    case page(of: JSONSchema)
    /// An object with any fields.
    case anything
    /// No JSON at all, but `text/plain`.
    case plainText
    /// A FHIR R4 bundle, whose shape FHIR says.
    case fhirBundle
    /// No JSON at all, but a page for people.
    case html

    struct Field: Hashable, Sendable {
        let name: String
        let schema: JSONSchema
        let isRequired: Bool

        static func required(_ name: String, _ schema: JSONSchema) -> Field {
            Field(name: name, schema: schema, isRequired: true)
        }

        static func optional(_ name: String, _ schema: JSONSchema) -> Field {
            Field(name: name, schema: schema, isRequired: false)
        }
    }
}

extension JSONSchema {
    /// The schema behind a page's name.
    static func pageFields(of item: JSONSchema) -> [Field] {
        [
            .required("count", .integer(0...Int(Int32.max))),
            .required("next", .nullable(.text(example: "?page=3"))),
            .required("previous", .nullable(.text(example: "?page=1"))),
            .required("results", .list(item)),
        ]
    }
}
