import Core
import HTTPTypes

/// The OpenAPI 3.1 document of the endpoints.
struct OpenAPIDocument {
    let endpoints: [Endpoint]

    var json: JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "LASO Hub", "version": "1",
                "description": .text(Self.description),
            ],
            "servers": [["url": "/"]],
            "paths": .object(paths),
            "components": ["schemas": .object(schemas), "securitySchemes": Self.securitySchemes],
        ]
    }

    private static let description = """
        Telemedicine: bookings, consultations, and what happened in them. Paths end with a slash, names are in snake_case, \
        ids are UUIDs, times are RFC 3339 in UTC. Errors have a `code` for programs and a `detail` for people. Fields and \
        parameters that an operation doesn't name are refused. A POST may carry an `Idempotency-Key`: its repeat gets the first answer again.
        """

    private static let securitySchemes: JSONValue = [
        "bearer": [
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "The `access_token` of a sign-in.",
        ]
    ]

    private var paths: [String: JSONValue] {
        Dictionary(grouping: endpoints, by: \.path).mapValues { sharing in
            let operations = sharing.map { ($0.method.rawValue.lowercased(), operation($0)) }
            return .object(Dictionary(operations) { _, last in last })
        }
    }

    private var schemas: [String: JSONValue] {
        var named: [String: JSONSchema] = [:]
        for endpoint in endpoints {
            for schema in [endpoint.body] + Array(endpoint.answers.values) + endpoint.query.map(\.schema) {
                named.merge(schema?.components ?? [:]) { first, _ in first }
            }
        }
        var schemas = named.mapValues(\.document)
        schemas["Error"] = Self.error
        return schemas
    }

    private static let error: JSONValue = [
        "type": "object", "required": ["detail", "code"],
        "properties": [
            "detail": ["type": "string", "description": "For people; safe to show."],
            "code": ["type": "string", "description": "For programs; never renamed."],
            "errors": [
                "type": "object", "description": "What is wrong with which field.",
                "additionalProperties": ["type": "array", "items": ["type": "string"]],
            ],
            "next_slots": [
                "type": "array", "description": "Free slots, where one was asked for that can't be had.",
                "items": ["$ref": "#/components/schemas/Slot"],
            ],
        ],
    ]

    private func operation(_ endpoint: Endpoint) -> JSONValue {
        var fields: [String: JSONValue] = [
            "operationId": .text(endpoint.operationID), "summary": .text(endpoint.summary),
            "tags": [.text(endpoint.subject)],
            "security": endpoint.access == .everyone ? [] : [["bearer": []]],
            "parameters": .list(parameters(endpoint)), "responses": .object(responses(endpoint)),
        ]
        if case .roles(let roles) = endpoint.access {
            fields["description"] = .text("For \(roles.map(\.name).sorted().joined(separator: ", ")).")
        }
        if let body = endpoint.body {
            fields["requestBody"] = [
                "required": .boolean(!endpoint.isBodyOptional), "content": Self.content(body),
            ]
        }
        return .object(fields)
    }

    private func parameters(_ endpoint: Endpoint) -> [JSONValue] {
        let inPath = endpoint.pathParameters.map { name -> JSONValue in
            ["name": .text(name), "in": "path", "required": true, "schema": JSONSchema.uuid.document]
        }
        let inQuery = endpoint.query.map { parameter -> JSONValue in
            [
                "name": .text(parameter.name), "in": "query", "required": false,
                "description": .text(parameter.description), "schema": parameter.schema.document,
            ]
        }
        guard endpoint.isRemembered, endpoint.access != .everyone else { return inPath + inQuery }
        return inPath + inQuery + [Self.idempotencyKey]
    }

    private static let idempotencyKey: JSONValue = [
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "A name for this request: its repeat gets the first answer again.",
        "schema": ["type": "string", "minLength": .integer(1), "maxLength": .integer(255), "pattern": "^[!-~]+$"],
    ]

    private func responses(_ endpoint: Endpoint) -> [String: JSONValue] {
        var responses: [String: JSONValue] = [:]
        for (status, codes) in endpoint.allErrors { responses["\(status.code)"] = Self.refusal(status, codes) }
        for (status, schema) in endpoint.answers {
            var response: [String: JSONValue] = ["description": .text(status.reasonPhrase)]
            if let schema { response["content"] = Self.content(schema, or: responses["\(status.code)"]) }
            responses["\(status.code)"] = .object(response)
        }
        return responses
    }

    private static func refusal(_ status: HTTPResponse.Status, _ codes: [String]) -> JSONValue {
        var known: Set<String> = []
        let codes = codes.filter { known.insert($0).inserted }
        let examples = codes.map { code -> (String, JSONValue) in
            (code, ["value": ["code": .text(code), "detail": "A sentence for people."]])
        }
        return [
            "description": .text(status.reasonPhrase),
            "content": [
                "application/json": [
                    "schema": [
                        "allOf": [
                            ["$ref": "#/components/schemas/Error"],
                            ["type": "object", "properties": ["code": ["enum": .list(codes.map { .text($0) })]]],
                        ]
                    ],
                    "examples": .object(Dictionary(examples) { _, last in last }),
                ]
            ],
        ]
    }

    /// A body of this kind; where the same status can be a refusal as well, either.
    private static func content(_ schema: JSONSchema, or refusal: JSONValue? = nil) -> JSONValue {
        let own: JSONValue = ["schema": schema.document, "example": schema.example]
        guard case .object(let fields) = refusal, case .object(let content) = fields["content"],
            case .object(let json) = content["application/json"], let refused = json["schema"]
        else { return .object([schema.mediaType: own]) }
        return ["application/json": ["schema": ["anyOf": [schema.document, refused]], "example": schema.example]]
    }
}

extension Endpoint {
    /// What programs made from the document, and the audit, call it.
    var operationID: String { Self.operationID(method, path) }

    /// The same of a method and a path or its pattern.
    static func operationID(_ method: HTTPRequest.Method, _ path: String) -> String {
        let words = path.split { !$0.isLetter && !$0.isNumber }.drop { ["telemedicine", "api"].contains($0) }
        return ([method.rawValue.lowercased()] + words.map(String.init)).joined(separator: "_")
    }

    /// What it is about: the first word of the path that says something.
    var subject: String {
        let words = path.split(separator: "/").filter { !["telemedicine", "api"].contains($0) }
        return words.first.map(String.init) ?? "other"
    }
}
