import Core
import Foundation
import HTTPTypes
import Testing

@testable import REST

/// The endpoints, the router, and the document that describes them.
@Suite struct EndpointTests {
    private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete]

    private static let id = UUID().uuidString.lowercased()

    /// A path with something in the place of each parameter, the same for all methods.
    private static func path(_ endpoint: Endpoint) -> String {
        endpoint.pathParameters.reduce(endpoint.path) { path, name in
            path.replacing("{\(name)}", with: id)
        }
    }

    @Test func everyEndpointIsThereOnce() {
        let names = RESTRoutes.endpoints.map { "\($0.method) \($0.path)" }
        #expect(Set(names).count == names.count)
        let operations = RESTRoutes.endpoints.map(\.operationID)
        #expect(Set(operations).count == operations.count)
    }

    @Test func theRouterKnowsExactlyTheMethodsOfTheDocument() async throws {
        let clinic = try await Clinic()
        for sharing in Dictionary(grouping: RESTRoutes.endpoints, by: \.path).values {
            let path = Self.path(sharing[0])
            for method in Self.methods {
                let answer = try await clinic.send(method, path, as: clinic.admin)
                let isKnown = sharing.contains { $0.method == method }
                #expect((answer.status != 405) == isKnown, "\(method) \(path) is answered with \(answer.status)")
            }
        }
    }

    @Test func theDocumentHasEveryEndpointWithAllThatItAnswers() async throws {
        let answer = try await Clinic().send(.get, "/telemedicine/api/openapi.json")
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
        #expect(try answer.json["openapi"] as? String == "3.1.0")
        let paths = try #require(try answer.json["paths"] as? [String: [String: [String: Any]]])
        for endpoint in RESTRoutes.endpoints {
            let operation = try #require(paths[endpoint.path]?[endpoint.method.rawValue.lowercased()])
            let responses = try #require(operation["responses"] as? [String: Any])
            let statuses = Set(endpoint.answers.keys.map(\.code) + endpoint.allErrors.keys.map(\.code))
            #expect(Set(responses.keys) == Set(statuses.map { "\($0)" }))
            #expect((operation["requestBody"] != nil) == (endpoint.body != nil))
        }
        #expect(paths.values.reduce(0) { $0 + $1.count } == RESTRoutes.endpoints.count)
    }

    @Test func everyReferenceOfTheDocumentLeadsSomewhere() async throws {
        let answer = try await Clinic().send(.get, "/telemedicine/api/openapi.json")
        let components = try #require(try answer.json["components"] as? [String: [String: Any]])
        let schemas = try #require(components["schemas"])
        let names = answer.text.matches(of: /"#\/components\/schemas\/([A-Za-z]+)"/).map { String($0.1) }
        #expect(!names.isEmpty)
        for name in Set(names) { #expect(schemas[name] != nil, "\(name) is missing") }
        #expect(Set(schemas.keys).isSubset(of: names))
    }

    @Test func thePageNamesEveryEndpointAndNoOtherHost() async throws {
        let answer = try await Clinic().send(.get, "/telemedicine/api/docs/")
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        for endpoint in RESTRoutes.endpoints {
            #expect(answer.text.contains("\(endpoint.method.rawValue) \(endpoint.path)"))
        }
        // Examples may name some; nothing is loaded from them, and nothing leads there.
        #expect(answer.text.firstMatch(of: /(src|href|action|url)\s*[=(]\s*["']?https?:/) == nil)
        #expect(!answer.text.contains("<script"))
        let policy = try #require(answer.headers[.contentSecurityPolicy])
        #expect(policy.wholeMatch(of: /default-src 'none'; style-src 'sha256-[A-Za-z0-9+\/=]{44}'; .*/) != nil)
    }

    @Test func whoeverIsNotServedIsRefusedBeforeTheHandlerLooks() async throws {
        let clinic = try await Clinic()
        for endpoint in RESTRoutes.endpoints {
            guard endpoint.access != .everyone else { continue }
            let path = Self.path(endpoint)
            let stranger = try await clinic.send(endpoint.method, path, body: "no JSON")
            #expect(stranger.status == 401, "\(endpoint.method) \(path)")
            guard case .roles(let roles) = endpoint.access else { continue }
            for user in [clinic.doctor, clinic.patient, clinic.staff, clinic.admin] where !roles.contains(user.role) {
                let answer = try await clinic.send(endpoint.method, path, as: user, body: "no JSON")
                #expect(answer.status == 403, "\(endpoint.method) \(path) as \(user.role)")
            }
        }
        #expect(clinic.desk.questions.isEmpty)
    }
}
