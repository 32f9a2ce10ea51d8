import Foundation
import HTTPTypes

@testable import REST

/// Everything that is tried on one operation, at a path that is there.
struct BadRequests {
    let endpoint: Endpoint
    let path: String
    let token: String?
    /// Bytes that a body may have.
    private static let bodyBytesMax = RESTDependencies.bodyBytesMaxDefault

    var all: [BadRequest] { paths + queries + bodies + headers }

    private var credential: [String] { token.map { ["Authorization: Bearer \($0)"] } ?? [] }
    private var method: String { "\(endpoint.method)" }

    private func request(
        _ label: String,
        _ path: String? = nil,
        fields: [String] = [],
        body: [UInt8] = [],
        _ statuses: Set<Int>,
        named: [String] = [],
        isDocumented: Bool = true
    ) -> BadRequest {
        BadRequest(
            label: label,
            method: method,
            path: path ?? self.path,
            fields: credential + fields,
            body: body,
            statuses: statuses,
            named: named,
            isDocumented: isDocumented
        )
    }

    // MARK: Paths

    /// What stands where an id should.
    private static let ids = [
        "x", "..", ".", "%2e%2e", "%2E%2E%2Fusers", "%00", "%", "%zz", "%ff", ";", "*", "%20", "..%5c", "-1",
        "00000000000000000000000000000000", "019012345678-7000-8000-0000-000000000001",
        "00000000-0000-7000-8000-00000000000g", String(repeating: "a", count: 3000),
    ]

    private var paths: [BadRequest] {
        var tried = [
            path.replacing("/api/", with: "//api/"), "/\(path)", path.replacing("/api/", with: "/api/../api/"),
            path.replacing("/api/", with: "/./api/"), path.replacing("/api/", with: "/%61pi/%2e%2e/"),
            path.replacing("/api/", with: "/api;v=1/"), path.replacing("/api/", with: "/API/"),
            path.replacing("/api/", with: "\\api\\"), "\(path)/", "\(path)%2e%2e/", "\(path)x%00y/",
        ]
        if path.hasSuffix("/") { tried.append(String(path.dropLast())) }
        let elsewhere = tried.filter { $0 != path }
        return elsewhere.map { request("path", $0, [400, 404, 405], isDocumented: false) } + nonsense
    }

    /// The pieces of the path that are ids, one after the other.
    private var nonsense: [BadRequest] {
        let (pattern, pieces) = (endpoint.path.split(separator: "/"), path.split(separator: "/"))
        return zip(pattern, pieces).enumerated().filter { $0.element.0.hasPrefix("{") }.flatMap { index, _ in
            Self.ids.map { id in
                var tried = pieces.map(String.init)
                tried[index] = id
                return request("id", "/\(tried.joined(separator: "/"))/", [400, 404, 405], isDocumented: false)
            }
        }
    }

    // MARK: Queries

    private var queries: [BadRequest] {
        guard endpoint.isStrict else { return [] }
        let unknown = [request("unknown parameter", "\(path)?no_such_thing=1", [400], named: ["no_such_thing"])]
        return unknown
            + endpoint.query.flatMap { parameter in
                let name = parameter.name
                let wrong = parameter.schema.wrongParameters.map { value in
                    request("parameter \(value.prefix(40))", "\(path)?\(name)=\(value)", [400], named: [name])
                }
                let twice = request("doubled parameter", "\(path)?\(name)=1&\(name)=1", [400], named: [name])
                return wrong + [twice]
            }
    }

    // MARK: Bodies

    private static let depth = 20_000

    private static let malformed: [[UInt8]] =
        [
            "{", "[]", "null", "7", "\"text\"", "{}{}", "{'a': 1}", "{\"a\": 01}", "{\"a\": \"\\ud800\"}", "{\"a\" 1}",
            "\u{FEFF}{\"a\": NaN}", "<a/>", String(repeating: "[", count: depth),
            String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth),
            "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}",
        ].map { Array($0.utf8) }
        + [[0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xFF, 0x22, 0x7D], [0xC0, 0xAF], [0], Array("{\"a\": 1}".utf8) + [0]]

    private var bodies: [BadRequest] {
        guard let schema = endpoint.body else { return [] }
        let huge = Array("{\"a\":\"\(String(repeating: "a", count: Self.bodyBytesMax))\"}".utf8)
        let strange = request(
            "unknown field",
            body: Array("{\"no_such_field\": 1}".utf8),
            [400],
            named: ["no_such_field"]
        )
        return Self.malformed.map { request("malformed \($0.prefix(12))", body: $0, [400]) }
            + [strange, request("huge", body: huge, [413])]
            + ["text/plain", "application/jsonp", "application/json, application/json", ";"].map { type in
                request("type \(type)", fields: ["Content-Type: \(type)"], body: Array("{}".utf8), [415])
            } + wrongTypes(schema.fields)
    }

    /// All fields are wrong at once, and each has to be named; then the next way of being wrong.
    private func wrongTypes(_ fields: [JSONSchema.Field]) -> [BadRequest] {
        let rounds = fields.map(\.schema.wrongValues.count).max() ?? 0
        return (0..<rounds).map { round in
            let values = fields.map { field in
                let wrong = field.schema.wrongValues
                return "\"\(field.name)\": \(wrong[round % wrong.count])"
            }
            let body = "{\(values.joined(separator: ", "))}"
            return request("wrong types \(body.prefix(300))", body: Array(body.utf8), [400], named: fields.map(\.name))
        }
    }

    // MARK: Headers

    private var headers: [BadRequest] {
        var all = [
            request("two hosts", fields: ["Host: evil.example"], [400], isDocumented: false)
        ]
        if endpoint.method != .get {
            all.append(request("foreign origin", fields: ["Origin: https://evil.example"], [403]))
        }
        if endpoint.access != .everyone {
            all.append(request("two credentials", fields: ["Authorization: Bearer x"], [401]))
            if endpoint.isRemembered {
                all.append(request("two keys", fields: ["Idempotency-Key: a", "Idempotency-Key: b"], [400]))
                all.append(
                    request("long key", fields: ["Idempotency-Key: \(String(repeating: "a", count: 256))"], [400])
                )
            }
        }
        if endpoint.body != nil {
            let types = ["Content-Type: application/json", "Content-Type: application/json"]
            all.append(request("two types", fields: types, body: Array("{}".utf8), [415]))
            let lengths = ["Content-Length: 3"]
            var twice = request("two lengths", fields: lengths, body: Array("{}".utf8), [400], isDocumented: false)
            twice.isHTTP = false
            all.append(twice)
        }
        return all
    }
}
