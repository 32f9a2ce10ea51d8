import Foundation
import HTTPTypes
import Testing

@testable import REST

@Suite struct BadInputTests {
    private static let path = "/telemedicine/api/consultations/"

    @Test func aFieldThatNobodyKnowsIsNamed() async throws {
        let clinic = try await Clinic()
        let body = """
            {"title": "A", "scheduled_start": "2027-01-15T09:00:00Z", "duration_minutes": 30, "colour": 1,
            "participants": [{"email": "ben@example.org", "nick": "B"}]}
            """
        let answer = try await clinic.send(.post, Self.path, as: clinic.doctor, body: body)
        #expect(answer.status == 400)
        #expect(try Set(answer.errors.keys) == ["colour", "participants.0.nick"])
        #expect(clinic.desk.questions.isEmpty)
    }

    @Test func thousandsOfUnknownFieldsGetAShortAnswer() async throws {
        let clinic = try await Clinic()
        let fields = (0..<5000).map { "\"f\($0)\": 1" }.joined(separator: ",")
        let answer = try await clinic.send(.post, Self.path, as: clinic.doctor, body: "{\(fields)}")
        #expect(answer.status == 400)
        #expect(answer.text.utf8.count < 4096)
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
    func aBodyOfAnotherKindIsRefused(type: String) async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(
            .post,
            Self.path,
            as: clinic.doctor,
            headers: ["Content-Type": type],
            body: "{}"
        )
        #expect(answer.status == 415)
        #expect(try answer.code == "unsupported_media_type")
    }

    @Test(arguments: ["application/json", "Application/JSON; charset=utf-8", "application/json;charset=utf-8"])
    func jsonIsKnownByItsName(type: String) async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(
            .post,
            Self.path,
            as: clinic.doctor,
            headers: ["Content-Type": type],
            body: "{}"
        )
        #expect(answer.status == 400)
        #expect(try answer.errors["title"] == ["Is required."])
    }

    @Test func deepAndBrokenJSONIsRefused() async throws {
        let clinic = try await Clinic()
        let deep = String(repeating: "[", count: 50_000) + String(repeating: "]", count: 50_000)
        let broken = ["{", "[]", "null", "\"text\"", "{\"title\": \"\u{0}", "{\"title\": \"\\ud800\"}"]
        for body in [deep, "{\"a\":\(deep)}"] + broken {
            let answer = try await clinic.send(.post, Self.path, as: clinic.doctor, body: body)
            #expect(answer.status == 400, "\(body.prefix(20))")
        }
        #expect(clinic.desk.questions.isEmpty)
    }
}
