import Actors
import Core
import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import REST

/// Erasing and keeping, for administrators.
@Suite struct ErasureRoutesTests {
    private static func path(_ id: ConsultationID, _ rest: String) -> String {
        "/telemedicine/api/consultations/\(id)/\(rest)"
    }

    private static func certificate(_ id: ConsultationID, _ person: PersonID) -> ErasureCertificate {
        ErasureCertificate(
            .init(
                consultation: id,
                erased: Example.start,
                person: person,
                reason: .requested,
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
        clinic.dependencies.erase = { (id, origin) throws(Refusal) in
            guard case .person(let person) = origin else { throw .invalid }
            return Self.certificate(id, person)
        }
        let id = Example.consultationID()
        let answer = try await clinic.send(.post, Self.path(id, "erase/"), as: clinic.admin)
        #expect(answer.status == 200)
        #expect(try answer.json["consultation_id"] as? String == id.description)
        #expect(try answer.json["person_id"] as? String == clinic.admin.id.description)
        #expect(try answer.json["erased_at"] as? String == Example.start.rfc3339)
        #expect(try answer.json["key_backups_until"] as? String == (Example.start + .seconds(86_400)).rfc3339)
        let read = try JSONDecoder().decode(ErasureCertificate.self, from: Data(answer.text.utf8))
        #expect(read.erasure.consultation == id)
    }

    @Test(arguments: [(Refusal.legalHold, 409), (.wrongStatus, 409), (.notFound, 404), (.busy, 503)])
    func whatCannotBeErasedIsSaid(refusal: Refusal, status: Int) async throws {
        var clinic = try await Clinic()
        clinic.dependencies.erase = { (_, _) throws(Refusal) in throw refusal }
        let answer = try await clinic.send(.post, Self.path(Example.consultationID(), "erase/"), as: clinic.admin)
        #expect(answer.status == status)
        if refusal == .legalHold { #expect(try answer.code == "legal_hold") }
    }

    @Test func aHoldIsPlacedWithItsReasonAndLifted() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        let path = Self.path(id, "legal-hold/")
        let body = #"{"reason": "Letter of the court"}"#
        #expect(try await clinic.send(.put, path, as: clinic.admin, body: body).json["seq"] as? Int == 7)
        #expect(try await clinic.send(.delete, path, as: clinic.admin).status == 200)
        let origin = Origin.person(clinic.admin.id)
        #expect(
            clinic.desk.questions == [
                .init(id: id, request: .hold(reason: "Letter of the court", by: origin)),
                .init(id: id, request: .release(by: origin)),
            ]
        )
    }

    @Test func whoHadItKeptAndWhyIsShownUntilItIsLifted() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        let path = Self.path(id, "legal-hold/")
        #expect(try await clinic.send(.get, path, as: clinic.admin).status == 404)
        func entry(_ seq: UInt64, _ event: ConsultationEvent, by origin: Origin = .hub) -> JournalEntry {
            JournalEntry(
                entity: EntityID(id),
                seq: seq,
                epoch: 1,
                time: Example.start + .seconds(Int64(seq)),
                origin: origin,
                command: nil,
                audience: Audience(),
                content: event.stored()
            )
        }
        var entries = [entry(1, .statusChanged(.waiting, .requested, by: nil))]
        clinic.journal.hold(entries)
        let free = try await clinic.send(.get, path, as: clinic.admin)
        #expect(free.text == #"{"is_held":false,"person_id":null,"reason":null,"since":null}"#)
        let reason = ConsultationEvent.legalHoldPlaced(reason: .present("Letter of the court"))
        entries.append(entry(2, reason, by: .person(clinic.admin.id)))
        clinic.journal.hold(entries)
        let held = try await clinic.send(.get, path, as: clinic.admin).json
        #expect(held["is_held"] as? Bool == true && held["reason"] as? String == "Letter of the court")
        #expect(held["person_id"] as? String == clinic.admin.id.description)
        #expect(held["since"] as? String == (Example.start + .seconds(2)).rfc3339)
        clinic.journal.hold(entries + [entry(3, .legalHoldLifted)])
        #expect(try await clinic.send(.get, path, as: clinic.admin).json["is_held"] as? Bool == false)
        #expect(try await clinic.send(.get, path, as: clinic.doctor).status == 403)
    }

    @Test(arguments: ["{}", #"{"reason": ""}"#, #"{"reason": 7}"#, #"{"reason": "x", "other": 1}"#, "[]", ""])
    func aHoldWithoutAReasonIsRefused(body: String) async throws {
        let clinic = try await Clinic()
        let path = Self.path(Example.consultationID(), "legal-hold/")
        #expect(try await clinic.send(.put, path, as: clinic.admin, body: body).status == 400)
        #expect(clinic.desk.questions.isEmpty)
    }
}
