import Auth
import Core
import REST
import Testing

@testable import Hub

extension LimitCase {
    private static let path = "/telemedicine/api/consultations/"

    static let rest = [
        LimitCase("seats", ["SEATS": "4"]) { stage in
            let clinic = try await LimitClinic(stage, patients: 4)
            #expect(try await clinic.book(patients: 3).status == 201)
            return {
                let answer = try await clinic.book(patients: 4)
                #expect(answer.status == 400)
                #expect(answer.body.contains(#""participants":["#))
                #expect(try await clinic.count() == 1)
            }
        },
        LimitCase("name-bytes") { stage in
            let clinic = try await LimitClinic(stage, patients: 1)
            #expect(try await clinic.book(title: String(repeating: "é", count: 256)).status == 201)
            return {
                let answer = try await clinic.book(title: String(repeating: "é", count: 256) + "x")
                #expect(answer.status == 400)
                #expect(answer.body.contains(#""title":["#))
                #expect(try await clinic.count() == 1)
            }
        },
        LimitCase("visit-minutes") { stage in
            let clinic = try await LimitClinic(stage, patients: 1)
            #expect(try await clinic.book(minutes: 1440).status == 201)
            return {
                let answer = try await clinic.book(minutes: 1441)
                #expect(answer.status == 400)
                #expect(answer.body.contains(#""duration_minutes":["#))
                #expect(try await clinic.count() == 1)
            }
        },
        LimitCase("page-size") { stage in
            let clinic = try await LimitClinic(stage, patients: 0)
            #expect(try await clinic.get(path + "?page_size=100").status == 200)
            return {
                let answer = try await clinic.get(path + "?page_size=101")
                #expect(answer.status == 400)
                #expect(answer.body.contains(#""page_size":["#))
            }
        },
        LimitCase("messages-limit") { stage in
            let clinic = try await LimitClinic(stage, patients: 0)
            let messages = "\(path)\(stage.visit.id)/messages/"
            #expect(try await clinic.get(messages + "?limit=200").status == 200)
            return {
                let answer = try await clinic.get(messages + "?limit=201")
                #expect(answer.status == 400)
                #expect(answer.body.contains(#""limit":["#))
            }
        },
    ]
}

/// People of the directory who book visits over REST, on one connection.
private final class LimitClinic {
    private static let path = "/telemedicine/api/consultations/"

    private let client: LimitClient
    /// Of a doctor of the directory.
    private let token: String
    /// Of a doctor who has a seat in the stage's consultation.
    private let seatedToken: String
    private let patients: [String]

    init(_ stage: LimitStage, patients count: Int) async throws {
        let parts = stage.visit.hub.parts
        let doctor = try await Self.add("doctor", "Dr. Ada Marlow", parts)
        var patients: [String] = []
        for number in 0..<count { patients.append(try await Self.add("patient", "Ben Fields \(number)", parts)) }
        self.patients = patients
        token = try await parts.rest.tokens.issue(for: try #require(PersonID(doctor)), role: .doctor).text
        seatedToken = try await parts.rest.tokens.issue(for: stage.person(LimitStage.first), role: .doctor).text
        client = try await stage.client()
    }

    private static func add(_ role: String, _ name: String, _ parts: HubParts) async throws -> String {
        let email = name.lowercased().filter(\.isLetter) + name.filter(\.isNumber) + "@example.org"
        let user = AdministrationRequest.NewUser(email: email, role: role, name: name, password: "long enough")
        return try #require(await parts.people.add(user).id)
    }

    /// The doctor books a visit with the first patients.
    func book(
        title: String = "Follow-up",
        minutes: Int = 30,
        patients count: Int = 1
    ) async throws -> LimitClient.Answer {
        let participants = patients.prefix(count).map { #"{"person_id": "\#($0)"}"# }.joined(separator: ", ")
        let body = """
            {"title": "\(title)", "scheduled_start": "2027-01-15T10:00:00Z", "duration_minutes": \(minutes),
            "participants": [\(participants)]}
            """
        return try await client.request(
            "POST",
            Self.path,
            fields: ["Authorization: Bearer \(token)"],
            body: body
        )
    }

    /// How many visits the doctor has.
    func count() async throws -> Int? {
        let answer = try await client.get(Self.path, fields: ["Authorization: Bearer \(token)"])
        return answer.body.firstMatch(of: #/"count":(\d+)/#).flatMap { Int($0.1) }
    }

    func get(_ path: String) async throws -> LimitClient.Answer {
        try await client.get(path, fields: ["Authorization: Bearer \(seatedToken)"])
    }
}
