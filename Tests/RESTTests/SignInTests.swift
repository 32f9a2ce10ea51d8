import Auth
import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct SignInTests {
    private static let login = "/telemedicine/api/auth/login/"
    private static let me = "/telemedicine/api/auth/me/"

    @Test func rightPasswordGetsATokenThatWorks() async throws {
        let clinic = try await Clinic()
        let body = #"{"email": "ADA@example.org", "password": "\#(FakeUsers.password)"}"#
        let answer = try await clinic.send(.post, Self.login, body: body)
        #expect(answer.status == 200)
        #expect(try answer.json["token_type"] as? String == "Bearer")
        #expect(try answer.json["expires_at"] as? String == (clinic.clocks.now() + .seconds(3600)).rfc3339)
        let user = try #require(try answer.json["user"] as? [String: Any])
        #expect(user["id"] as? String == clinic.doctor.id.description)
        #expect(user["role"] as? String == "doctor")
        #expect(user["name"] as? String == "Ada")
        #expect(user["email"] as? String == "ada@example.org")
        #expect(user["time_zone"] is NSNull)
        let token = try #require(try answer.json["access_token"] as? String)
        let own = try await clinic.send(.get, Self.me, token: "Bearer \(token)")
        #expect(own.status == 200)
        #expect(try own.json["id"] as? String == clinic.doctor.id.description)
    }

    @Test func wrongPasswordAndUnknownPersonGetTheSameAnswer() async throws {
        let clinic = try await Clinic()
        let wrong = try await clinic.send(
            .post,
            Self.login,
            body: #"{"email": "ada@example.org", "password": "wrong password"}"#
        )
        let unknown = try await clinic.send(
            .post,
            Self.login,
            body: #"{"email": "nobody@example.org", "password": "wrong password"}"#
        )
        let short = try await clinic.send(.post, Self.login, body: #"{"email": "ada@example.org", "password": ""}"#)
        for answer in [wrong, unknown, short] {
            #expect(answer.status == 401)
            #expect(answer.text == wrong.text)
            #expect(try answer.code == "bad_credential")
        }
    }

    @Test func allFieldsWithProblemsAreNamedAtOnce() async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.post, Self.login, body: #"{"email": 7}"#)
        #expect(answer.status == 400)
        #expect(try answer.code == "invalid")
        #expect(
            try answer.errors == ["email": ["Must be an e-mail address."], "password": ["Is required."]]
        )
    }

    @Test(arguments: ["", "{", "[]", "null", "\"text\"", "7", "{\"email\": }", "\u{FEFF}{}x"])
    func bodyThatIsNoJSONObjectIsMalformed(body: String) async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.post, Self.login, body: body)
        #expect(answer.status == 400)
        #expect(try answer.code == "malformed")
    }

    @Test func deeplyNestedBodyIsRefused() async throws {
        let clinic = try await Clinic()
        let body = #"{"email": "# + String(repeating: "[", count: 100_000)
        #expect(try await clinic.send(.post, Self.login, body: body).status == 400)
    }

    @Test func tooLargeBodyIsRefused() async throws {
        let clinic = try await Clinic()
        let padding = String(repeating: "x", count: 256 * 1024)
        let answer = try await clinic.send(.post, Self.login, body: #"{"email": "\#(padding)"}"#)
        #expect(answer.status == 413)
        #expect(try answer.code == "too_large")
    }

    @Test func fullPasswordQueueIsBusy() async throws {
        var clinic = try await Clinic()
        clinic.dependencies.passwords = .init(.full)
        let body = #"{"email": "ada@example.org", "password": "\#(FakeUsers.password)"}"#
        let answer = try await clinic.send(.post, Self.login, body: body)
        #expect(answer.status == 503)
        #expect(try answer.code == "busy")
        #expect(answer.headers[.retryAfter] == "1")
    }

    @Test func unreadableDirectoryIsBusy() async throws {
        var clinic = try await Clinic()
        clinic.dependencies.users = FakeUsers(people: [], refusal: .busy)
        let body = #"{"email": "ada@example.org", "password": "\#(FakeUsers.password)"}"#
        #expect(try await clinic.send(.post, Self.login, body: body).status == 503)
    }

    @Test(arguments: ["", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic YTpi", "Bearer a b", "Bearer é"])
    func badTokenIsRefused(field: String) async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.get, Self.me, token: field)
        #expect(answer.status == 401)
        #expect(try answer.code == "signed_out")
        #expect(answer.headers[.wwwAuthenticate] == "Bearer")
    }

    @Test func expiredTokenIsRefused() async throws {
        let clinic = try await Clinic()
        let token = try await clinic.tokens.issue(for: clinic.doctor.id, role: .doctor)
        clinic.clocks.advance(by: .seconds(3600))
        #expect(try await clinic.send(.get, Self.me, token: "Bearer \(token.text)").status == 401)
    }

    @Test func personWhoIsGoneIsSignedOut() async throws {
        var clinic = try await Clinic()
        clinic.dependencies.users = FakeUsers(people: [])
        #expect(try await clinic.send(.get, Self.me, as: clinic.doctor).status == 401)
    }
}
