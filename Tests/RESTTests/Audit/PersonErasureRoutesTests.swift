import Core
import Foundation
import HTTPTypes
import Testing

@testable import REST

/// Erasing people, for administrators.
@Suite struct PersonErasureRoutesTests {
    private static func path(_ id: PersonID) -> String { "/telemedicine/api/users/\(id)/erase/" }

    private static func certificate(_ id: PersonID, _ requester: PersonID?) -> PersonErasureCertificate {
        PersonErasureCertificate(
            .init(
                person: id,
                erased: Example.start,
                requester: requester,
                visitsErased: 3,
                visitsKept: 1,
                keyBackupsUntil: Example.start + .seconds(86_400)
            ),
            history: HistoryID(uuid: UUID()),
            position: 12,
            total: "9f86",
            publicKey: "d75a",
            sign: { _ in "e556" }
        )
    }

    @Test func theAnswerIsTheCertificate() async throws {
        var clinic = try await Clinic()
        clinic.dependencies.erasePerson = { (id, origin) throws(PersonErasureRefusal) in
            guard case .person(let requester) = origin else { throw .busy }
            return Self.certificate(id, requester)
        }
        let id = PersonID(uuid: UUID())
        let answer = try await clinic.send(.post, Self.path(id), as: clinic.admin)
        #expect(answer.status == 200)
        #expect(try answer.json["person_id"] as? String == id.description)
        #expect(try answer.json["requested_by"] as? String == clinic.admin.id.description)
        #expect(try answer.json["visits_erased"] as? Int == 3)
        #expect(try answer.json["visits_kept"] as? Int == 1)
        let read = try JSONDecoder().decode(PersonErasureCertificate.self, from: Data(answer.text.utf8))
        #expect(read.erasure.keyBackupsUntil == Example.start + .seconds(86_400))
    }

    @Test(arguments: PersonErasureRefusal.allCases)
    func whatCannotBeErasedIsSaid(refusal: PersonErasureRefusal) async throws {
        var clinic = try await Clinic()
        clinic.dependencies.erasePerson = { (_, _) throws(PersonErasureRefusal) in throw refusal }
        let answer = try await clinic.send(.post, Self.path(PersonID(uuid: UUID())), as: clinic.admin)
        let status =
            switch refusal {
            case .unknown: 404
            case .ownAccount, .lastAdministrator, .visitNotOver, .legalHold: 409
            case .busy, .outcomeUnknown: 503
            }
        #expect(answer.status == status)
        #expect(try answer.code == refusal.code)
    }

    @Test func onlyAdministratorsErasePeople() async throws {
        let clinic = try await Clinic()
        for user in [clinic.doctor, clinic.patient] {
            #expect(try await clinic.send(.post, Self.path(clinic.patient.id), as: user).status == 403)
        }
        #expect(try await clinic.send(.post, "/telemedicine/api/users/nobody/erase/", as: clinic.admin).status == 404)
    }
}
