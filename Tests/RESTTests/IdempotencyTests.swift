import Actors
import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct IdempotencyTests {
    private static let path = "/telemedicine/api/consultations/"
    private static let key = ["Idempotency-Key": "visit-1"]

    private static func body(_ title: String = "Follow-up") -> String {
        """
        {"title": "\(title)", "scheduled_start": "2027-01-15T09:00:00Z", "duration_minutes": 30, "participants": []}
        """
    }

    private static func isReplayed(_ answer: Answer) -> Bool {
        answer.headers.contains { $0.name.canonicalName == "idempotency-replayed" && $0.value == "true" }
    }

    @Test func theRepeatGetsTheFirstAnswerAndDoesNothing() async throws {
        let clinic = try await Clinic()
        let first = try await clinic.send(.post, Self.path, as: clinic.doctor, headers: Self.key, body: Self.body())
        let second = try await clinic.send(.post, Self.path, as: clinic.doctor, headers: Self.key, body: Self.body())
        #expect(first.status == 201)
        #expect(second.status == 201)
        #expect(second.text == first.text)
        #expect(second.headers[.location] == first.headers[.location])
        #expect(!Self.isReplayed(first))
        #expect(Self.isReplayed(second))
        #expect(clinic.desk.questions.count == 1)
    }

    @Test func theSameKeyForSomethingElseIsRefused() async throws {
        let clinic = try await Clinic()
        _ = try await clinic.send(.post, Self.path, as: clinic.doctor, headers: Self.key, body: Self.body())
        let body = Self.body("Other")
        let other = try await clinic.send(.post, Self.path, as: clinic.doctor, headers: Self.key, body: body)
        #expect(other.status == 409)
        #expect(try other.code == "idempotency_key_reused")
        #expect(clinic.desk.questions.count == 1)
    }

    @Test func everybodyHasTheirOwnKeys() async throws {
        let clinic = try await Clinic()
        let body = """
            {"title": "A", "scheduled_start": "2027-01-15T09:00:00Z", "duration_minutes": 30,
            "participants": [{"email": "ben@example.org"}]}
            """
        let first = try await clinic.send(.post, Self.path, as: clinic.staff, headers: Self.key, body: body)
        let second = try await clinic.send(.post, Self.path, as: clinic.admin, headers: Self.key, body: body)
        #expect(first.status == 201)
        #expect(second.status == 201)
        let ids = clinic.desk.questions.map(\.id)
        #expect(Set(ids).count == 2)
    }

    @Test func aRefusalIsJudgedAnew() async throws {
        let clinic = try await Clinic()
        clinic.desk.reply(.refused(.busy))
        let first = try await clinic.send(.post, Self.path, as: clinic.doctor, headers: Self.key, body: Self.body())
        #expect(first.status == 503)
        clinic.desk.reply(.done(seq: 2))
        let second = try await clinic.send(.post, Self.path, as: clinic.doctor, headers: Self.key, body: Self.body())
        #expect(second.status == 201)
        #expect(!Self.isReplayed(second))
    }

    @Test func afterARestartTheRepeatFindsWhatWasCreated() async throws {
        var clinic = try await Clinic()
        clinic.desk.reply(.done(seq: 2))
        let first = try await clinic.send(.post, Self.path, as: clinic.doctor, headers: Self.key, body: Self.body())
        let id = try #require(clinic.desk.questions.first?.id)
        clinic.dependencies.answers = AnswerMemory(clocks: clinic.clocks)
        clinic.desk.reply(.refused(.alreadyExists))
        let seat = SeatNumber(index: 0)
        let seated = ConsultationEvent.seatAdded(seat, clinic.doctor.id, .doctor, name: .present("Ada"))
        clinic.journal.hold([
            Example.entry(id, seq: 1, .created(Example.shortBooking), for: Audience()),
            Example.entry(id, seq: 2, seated, for: Audience(seat)),
        ])
        let again = try await clinic.send(.post, Self.path, as: clinic.doctor, headers: Self.key, body: Self.body())
        #expect(again.status == 201)
        #expect(again.text == first.text)
        let otherKey = ["Idempotency-Key": "visit-2"]
        let other = try await clinic.send(.post, Self.path, as: clinic.doctor, headers: otherKey, body: Self.body())
        #expect(other.status == 409)
    }

    /// What is erased is not told from memory either.
    @Test func anAnswerIsForgottenWithTheContentThatItHas() async throws {
        let clinic = try await Clinic()
        let first = try await clinic.send(.post, Self.path, as: clinic.doctor, headers: Self.key, body: Self.body())
        await clinic.dependencies.answers.forget(about: Example.consultationID())
        let again = try await clinic.send(.post, Self.path, as: clinic.doctor, headers: Self.key, body: Self.body())
        #expect(Self.isReplayed(again))
        let id = try #require((try first.json["id"] as? String).flatMap { ConsultationID($0) })
        await clinic.dependencies.answers.forget(about: id)
        let late = try await clinic.send(.post, Self.path, as: clinic.doctor, headers: Self.key, body: Self.body())
        #expect(!Self.isReplayed(late))
    }

    @Test func anAnswerIsForgottenAfterADay() async throws {
        let clinic = try await Clinic()
        _ = try await clinic.send(.post, Self.path, as: clinic.doctor, headers: Self.key, body: Self.body())
        clinic.clocks.advance(by: .seconds(24 * 60 * 60))
        let late = try await clinic.send(.post, Self.path, as: clinic.doctor, headers: Self.key, body: Self.body())
        #expect(!Self.isReplayed(late))
        #expect(clinic.desk.questions.count == 2)
    }

    @Test(arguments: ["", "two words", "ü", String(repeating: "k", count: 256)])
    func aTextThatIsNoKeyIsRefused(key: String) async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(
            .post,
            Self.path,
            as: clinic.doctor,
            headers: ["Idempotency-Key": key],
            body: Self.body()
        )
        #expect(answer.status == 400)
        #expect(clinic.desk.questions.isEmpty)
    }

    @Test func whoAsksMostGivesWayWhenTheMemoryIsFull() async throws {
        var clinic = try await Clinic()
        var configuration = AnswerMemory.Configuration()
        configuration.answersMax = 3
        clinic.dependencies.answers = AnswerMemory(configuration, clocks: clinic.clocks)
        func isReplayed(_ key: String, _ user: User) async throws -> Bool {
            let headers = ["Idempotency-Key": key]
            return Self.isReplayed(
                try await clinic.send(.post, Self.path, as: user, headers: headers, body: Self.body())
            )
        }
        for key in ["one", "two"] { #expect(try await !isReplayed(key, clinic.doctor)) }
        let other = User.invented(.doctor, "Eve", passwordHash: "")
        for key in ["three", "four"] {
            let path = "\(Self.path)\(Example.consultationID())/start/"
            _ = try await clinic.send(.post, path, as: other, headers: ["Idempotency-Key": key])
        }
        #expect(try await isReplayed("two", clinic.doctor))
        #expect(try await !isReplayed("one", clinic.doctor))
    }

    @Test func answersThatProveWhoSomebodyIsAreNotKept() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient))
        let path = "\(Self.path)\(id)/join/"
        let first = try await clinic.send(.post, path, as: clinic.patient, headers: Self.key)
        let second = try await clinic.send(.post, path, as: clinic.patient, headers: Self.key)
        #expect(first.status == 200)
        #expect(first.text != second.text)
        #expect(!Self.isReplayed(second))
    }
}
