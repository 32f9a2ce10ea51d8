import Actors
import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct ConsultationCreationTests {
    private static let path = "/telemedicine/api/consultations/"

    private static func body(_ participants: String, extra: String = "") -> String {
        """
        {"title": "Follow-up", "scheduled_start": "2027-01-15T10:00:00+01:00", "duration_minutes": 30,
        "participants": [\(participants)]\(extra)}
        """
    }

    @Test func doctorCreatesOneAndSitsFirst() async throws {
        let clinic = try await Clinic()
        clinic.desk.reply(.done(seq: 3))
        let body = Self.body(#"{"email": "BEN@example.org"}"#, extra: #", "provider": "jitsi""#)
        let answer = try await clinic.send(.post, Self.path, as: clinic.doctor, body: body)
        #expect(answer.status == 201)
        let question = try #require(clinic.desk.questions.first)
        #expect(answer.headers[.location] == "\(Self.path)\(question.id)/")
        let booking = ConsultationEvent.Booking(
            title: .present("Follow-up"),
            start: Example.start,
            minutes: 30,
            provider: .jitsi
        )
        let invitations = [
            Invitation(person: clinic.doctor.id, role: .doctor, name: "Ada"),
            Invitation(person: clinic.patient.id, role: .patient, name: "Ben"),
        ]
        #expect(question.request == .create(booking, invitations, by: .person(clinic.doctor.id)))
        let json = try answer.json
        #expect(json["id"] as? String == question.id.description)
        #expect(json["status"] as? String == "scheduled")
        #expect(json["seq"] as? Int == 3)
        #expect((json["participants"] as? [Any])?.count == 2)
    }

    @Test func idCarriesTheTimeOfTheClocks() async throws {
        let clinic = try await Clinic()
        _ = try await clinic.send(.post, Self.path, as: clinic.doctor, body: Self.body(""))
        let id = try #require(clinic.desk.questions.first?.id.description)
        let milliseconds = Int64(id.replacing("-", with: "").prefix(12), radix: 16)
        #expect(milliseconds == clinic.clocks.now().milliseconds)
    }

    @Test func listedDoctorKeepsTheirPlace() async throws {
        let clinic = try await Clinic()
        let people = #"{"person_id": "\#(clinic.patient.id)"}, {"person_id": "\#(clinic.doctor.id)"}"#
        _ = try await clinic.send(.post, Self.path, as: clinic.doctor, body: Self.body(people))
        guard case .create(_, let invitations, _) = clinic.desk.questions.first?.request else {
            Issue.record("nothing was created")
            return
        }
        #expect(invitations.map(\.person) == [clinic.patient.id, clinic.doctor.id])
    }

    @Test func staffGetNoSeatUnlessListed() async throws {
        let clinic = try await Clinic()
        let people = #"{"email": "ada@example.org"}, {"email": "ben@example.org", "role": "interpreter"}"#
        let answer = try await clinic.send(.post, Self.path, as: clinic.staff, body: Self.body(people))
        #expect(answer.status == 201)
        guard case .create(_, let invitations, _) = clinic.desk.questions.first?.request else {
            Issue.record("nothing was created")
            return
        }
        #expect(invitations.map(\.role) == [.doctor, .interpreter])
    }

    @Test func patientMayNotCreate() async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.post, Self.path, as: clinic.patient, body: Self.body(""))
        #expect(answer.status == 403)
        #expect(try answer.code == "not_permitted")
        #expect(clinic.desk.questions.isEmpty)
    }

    @Test(arguments: [
        (#"{"email": "nobody@example.org"}"#, "participants.0.email"),
        (#"{"person_id": "00000000-0000-0000-0000-000000000001"}"#, "participants.0.person_id"),
        (#"{"person_id": "x"}"#, "participants.0.person_id"),
        (#"{"email": 5}"#, "participants.0.email"),
        (#"{}"#, "participants.0.person_id"),
        (
            #"{"email": "ben@example.org", "person_id": "00000000-0000-0000-0000-000000000001"}"#,
            "participants.0.person_id"
        ),
        (#"{"email": "ben@example.org"}, {"email": "ben@example.org"}"#, "participants.1.email"),
        (#"{"email": "ben@example.org", "role": "doctor"}"#, "participants.0.role"),
        (#"{"email": "ben@example.org", "role": "staff"}"#, "participants.0.role"),
        (#"{"email": "ben@example.org", "role": "surgeon"}"#, "participants.0.role"),
        (#"{"email": "dora@example.org"}"#, "participants.0.role"),
        (#""ben""#, "participants.0"),
        (String(repeating: "{},", count: 500) + "{}", "participants"),
    ])
    func badParticipantsAreRefused(participants: String, field: String) async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.post, Self.path, as: clinic.doctor, body: Self.body(participants))
        #expect(answer.status == 400)
        #expect(try answer.code == "invalid")
        #expect(try answer.errors.keys.sorted() == [field])
        #expect(clinic.desk.questions.isEmpty)
    }

    /// More or fewer than are usual: what counts is what the installation is set to.
    @Test(arguments: [(2, 1, 201), (2, 2, 400), (600, 599, 201), (600, 600, 400)])
    func theListMayBeAsLongAsSeatsAreAllowed(seats: Int, patients: Int, status: Int) async throws {
        var clinic = try await Clinic()
        clinic.dependencies.limits.seatsMax = seats
        let people = (0..<patients).map { _ in User.invented(.patient, "Ben", passwordHash: "") }
        clinic.dependencies.users = FakeUsers(people: [clinic.doctor] + people)
        clinic.desk.reply(.done(seq: 1))
        let list = people.map { #"{"person_id": "\#($0.id)"}"# }.joined(separator: ",")
        let answer = try await clinic.send(.post, Self.path, as: clinic.doctor, body: Self.body(list))
        #expect(answer.status == status)
        #expect(clinic.desk.questions.count == (status == 201 ? 1 : 0))
    }

    @Test func nobodyIsTooFew() async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.post, Self.path, as: clinic.staff, body: Self.body(""))
        #expect(try answer.errors.keys.sorted() == ["participants"])
    }

    @Test func everyFieldOfTheWrongTypeIsNamed() async throws {
        let clinic = try await Clinic()
        let body = #"{"title": 1, "scheduled_start": 2, "duration_minutes": "3", "provider": [], "participants": {}}"#
        let answer = try await clinic.send(.post, Self.path, as: clinic.doctor, body: body)
        #expect(answer.status == 400)
        let fields = ["duration_minutes", "participants", "provider", "scheduled_start", "title"]
        #expect(try answer.errors.keys.sorted() == fields)
        let missing = try await clinic.send(.post, Self.path, as: clinic.doctor, body: "{}")
        #expect(try missing.errors.keys.sorted() == fields.filter { $0 != "provider" })
    }

    @Test(arguments: [
        (#""title": """#, "title"), (#""title": "\#(String(repeating: "x", count: 513))""#, "title"),
        (#""scheduled_start": "tomorrow""#, "scheduled_start"), (#""duration_minutes": 0"#, "duration_minutes"),
        (#""duration_minutes": 1441"#, "duration_minutes"), (#""duration_minutes": 1.5"#, "duration_minutes"),
        (#""duration_minutes": 1e300"#, "duration_minutes"), (#""provider": "pigeon""#, "provider"),
    ])
    func valuesOutOfRangeAreRefused(field: String, name: String) async throws {
        let clinic = try await Clinic()
        var fields = [
            "title": #""title": "T""#, "scheduled_start": #""scheduled_start": "2027-01-15T10:00:00Z""#,
            "duration_minutes": #""duration_minutes": 5"#, "participants": #""participants": []"#,
        ]
        fields[name] = field
        let body = "{\(fields.values.joined(separator: ","))}"
        let answer = try await clinic.send(.post, Self.path, as: clinic.doctor, body: body)
        #expect(answer.status == 400)
        #expect(try answer.errors.keys.sorted() == [name])
    }

    @Test(arguments: [(Refusal.busy, 503), (.outcomeUnknown, 503), (.invalid, 400), (.alreadyExists, 409)])
    func refusalOfTheConsultationIsPassedOn(refusal: Refusal, status: Int) async throws {
        let clinic = try await Clinic()
        clinic.desk.reply(.refused(refusal))
        let answer = try await clinic.send(.post, Self.path, as: clinic.doctor, body: Self.body(""))
        #expect(answer.status == status)
    }
}
