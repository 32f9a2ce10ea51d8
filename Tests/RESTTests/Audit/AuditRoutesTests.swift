import Core
import Foundation
import HTTPTypes
import Testing

@testable import REST

/// The list of accesses.
@Suite struct AuditRoutesTests {
    private static let path = "/telemedicine/api/audit/"

    private func row(_ event: AuditEvent, at position: UInt64) -> AuditRow {
        AuditRow(position: position, seq: 7, time: Example.start, event: event)
    }

    @Test func anEntrySaysWhoWhatWhenAndFromWhere() async throws {
        let clinic = try await Clinic()
        let visit = Example.consultationID()
        let record = AuditRecord(
            door: .rest,
            person: clinic.doctor.id,
            role: .doctor,
            operation: "get_consultations_id",
            subjects: [.consultation(visit)],
            outcome: .refused(code: "not_found"),
            requestID: "r1",
            address: .present(ClientAddress(ipv4: 0xC000_0207))
        )
        let refusals = [AuditEvent.Refusals(operation: "post_auth_login", code: "401", count: 3)]
        clinic.trail.hold(
            AuditPage(
                total: 2,
                rows: [
                    row(.turnedAway(refusals, since: Example.start), at: 12), row(.accessed(record), at: 9),
                ]
            )
        )
        let answer = try await clinic.send(.get, "\(Self.path)?page_size=2", as: clinic.admin)
        #expect(answer.status == 200)
        #expect(try answer.json["next"] as? String == "\(Self.path)?page_size=2&cursor=9")
        let results = try answer.results
        #expect((results[0]["refusals"] as? [[String: Any]])?.first?["count"] as? Int == 3)
        #expect(results[1]["person_id"] as? String == clinic.doctor.id.description)
        #expect(results[1]["outcome"] as? String == "refused")
        #expect(results[1]["code"] as? String == "not_found")
        #expect(results[1]["address"] as? String == "192.0.2.7")
        let subjects = results[1]["subjects"] as? [[String: String]]
        #expect(subjects == [["kind": "consultation", "id": visit.description]])
    }

    @Test func whatWasCountedOfOnePersonSaysHowOften() async throws {
        let clinic = try await Clinic()
        let record = AuditRecord(
            door: .rest,
            person: clinic.patient.id,
            role: .patient,
            operation: "get_bookings",
            outcome: .refused(code: "too_many_requests")
        )
        let event = AuditEvent.refusedOften(record, count: 512, since: Example.start)
        clinic.trail.hold(AuditPage(total: 1, rows: [row(event, at: 9)]))
        let answer = try await clinic.send(.get, Self.path, as: clinic.admin)
        let entry = try #require(try answer.results.first)
        #expect(entry["count"] as? Int == 512)
        #expect(entry["since"] as? String == Example.start.rfc3339)
        #expect(entry["person_id"] as? String == clinic.patient.id.description)
        #expect(entry["code"] as? String == "too_many_requests" && entry["outcome"] as? String == "refused")
        #expect(entry["refusals"] == nil)
    }

    @Test func everyFilterArrives() async throws {
        let clinic = try await Clinic()
        let (person, subject) = (UUID().uuidString.lowercased(), UUID().uuidString.lowercased())
        let answer = try await clinic.send(
            .get,
            "\(Self.path)?person=\(person)&subject=\(subject)&operation=get_bookings&outcome=refused"
                + "&from=2027-01-15T09:00:00Z&to=2027-01-16T09:00:00Z&cursor=88&page_size=5",
            as: clinic.admin
        )
        #expect(answer.status == 200)
        let expected = AuditQuery(
            person: PersonID(person),
            subject: PersonID(subject)?.uuid,
            operation: "get_bookings",
            isRefused: true,
            from: Timestamp(rfc3339: "2027-01-15T09:00:00Z"),
            to: Timestamp(rfc3339: "2027-01-16T09:00:00Z"),
            before: 88,
            limit: 5
        )
        #expect(clinic.trail.query == expected)
    }

    @Test(arguments: [
        "person=7", "subject=x", "outcome=maybe", "from=yesterday", "to=1", "cursor=-1", "page=2", "other=1",
        "operation=",
    ])
    func whatMakesNoSenseIsRefused(query: String) async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.get, "\(Self.path)?\(query)", as: clinic.admin)
        #expect(answer.status == 400)
        #expect(try answer.code == "invalid")
        #expect(clinic.trail.query == nil)
    }

    @Test func readingItIsRecordedToo() async throws {
        let clinic = try await Clinic()
        _ = try await clinic.send(.get, Self.path, as: clinic.admin)
        #expect(clinic.trail.records.map(\.operation) == ["get_audit"])
    }
}
