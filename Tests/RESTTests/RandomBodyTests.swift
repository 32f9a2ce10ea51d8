import Core
import Foundation
import HTTPTypes
import TestKit
import Testing

@testable import REST

/// Bodies that are right, nearly right or broken at random, at every operation that takes one.
@Suite(.timeLimit(.minutes(5))) struct RandomBodyTests {
    private static let roundsDefault = 20

    private static var endpoints: [Endpoint] { RESTRoutes.endpoints.filter { $0.body != nil } }

    /// Whatever is sent, the answer is no fault of the hub, and a refusal has the API's form.
    @Test func randomBodiesAreAnswered() async throws {
        var generator = SplitMix64(seed: seedFromEnvironmentOrRandom())
        let rounds = ProcessInfo.processInfo.environment["LASO_RUNS"].flatMap { Int($0) } ?? Self.roundsDefault
        try await CalendarClinic.run { clinic in
            for endpoint in Self.endpoints {
                guard let schema = endpoint.body else { continue }
                for _ in 0..<rounds {
                    let body = schema.randomJSON(&generator).brokenAtRandom(&generator)
                    let path = endpoint.path.replacing(/\{\w+\}/, with: "\(clinic.doctor.id)")
                    let user = [clinic.doctor, clinic.staff, clinic.clinic.admin].randomElement(using: &generator)
                    let answer = try await clinic.send(endpoint.method, path, as: user, body: body)
                    #expect(answer.status < 500 || answer.status == 503, "\(endpoint.path) \(body) \(answer.text)")
                    guard answer.status >= 400 else { continue }
                    #expect(try answer.code != nil, "\(endpoint.path) \(body) \(answer.text)")
                }
            }
        }
    }
}

extension JSONSchema {
    /// Something that fits, or that a client in a hurry might send.
    fileprivate func randomJSON(_ generator: inout SplitMix64) -> String {
        switch self {
        case .text(let bytes, let example):
            "\"\(Int.random(in: 0..<3, using: &generator) == 0 ? String(repeating: "é", count: (bytes?.upperBound ?? 9) % 5000) : example)\""
        case .uuid: "\"\(UUID().uuidString.lowercased())\""
        case .time: "\"2027-01-18T0\(Int.random(in: 0..<10, using: &generator)):00:00Z\""
        case .date: "\"2027-02-\(Int.random(in: 10..<40, using: &generator))\""
        case .email: "\"person\(Int.random(in: 0..<9, using: &generator))@example.org\""
        case .integer, .number: "\(Int.random(in: -2...2000, using: &generator))"
        case .boolean: Bool.random(using: &generator) ? "true" : "false"
        case .choice(let texts): "\"\(texts.randomElement(using: &generator) ?? "")\""
        case .nullable(let schema):
            Bool.random(using: &generator) ? "null" : schema.randomJSON(&generator)
        case .named(_, let schema): schema.randomJSON(&generator)
        case .list(let element, _):
            "[\((0..<Int.random(in: 0...3, using: &generator)).map { _ in element.randomJSON(&generator) }.joined(separator: ","))]"
        case .object(let fields): Self.randomObject(fields, &generator)
        case .anything, .page, .plainText, .html, .fhirBundle: "{\"a\": [1, {\"b\": null}]}"
        }
    }

    private static func randomObject(_ fields: [Field], _ generator: inout SplitMix64) -> String {
        let present = fields.filter { $0.isRequired || Bool.random(using: &generator) }
        let texts = present.map { "\"\($0.name)\": \($0.schema.randomJSON(&generator))" }
        return "{\(texts.joined(separator: ", "))}"
    }
}

extension String {
    /// The same in half of the cases, and otherwise with a piece lost, doubled or exchanged.
    fileprivate func brokenAtRandom(_ generator: inout SplitMix64) -> String {
        guard Bool.random(using: &generator), !isEmpty else { return self }
        var pieces = Array(self)
        let index = Int.random(in: pieces.indices, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: pieces.remove(at: index)
        case 1: pieces.insert(contentsOf: pieces[index...].prefix(20), at: index)
        case 2:
            pieces[index] = ["\"", "{", "]", "\u{0}", "9", "-", "\\", "e", "💥"].randomElement(using: &generator) ?? "x"
        default: pieces.removeLast(pieces.count - index)
        }
        return String(pieces)
    }
}
