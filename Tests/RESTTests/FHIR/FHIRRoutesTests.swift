import Actors
import Core
import Foundation
import HTTPTypes
import Testing

@testable import REST

/// A consultation in the words of FHIR.
@Suite struct FHIRRoutesTests {
    private static func statuses(_ encounter: [String: Any]) -> [String] {
        (encounter["statusHistory"] as? [[String: Any]] ?? []).compactMap { $0["status"] as? String }
    }

    private static func payloads(_ answer: FHIRAnswer) -> [String?] {
        answer.all("Communication").map { ($0["payload"] as? [[String: Any]])?.first?["contentString"] as? String }
    }

    @Test func theBundleIsOfFHIRsMediaTypeAndHasEveryKindOfResource() async throws {
        let visit = try await FHIRVisit.begin()
        let bundle = try await visit.bundle(for: visit.clinic.doctor)
        #expect(bundle.answer.status == 200)
        #expect(bundle.answer.headers[.contentType] == "application/fhir+json; charset=utf-8")
        #expect(try bundle.answer.json["type"] as? String == "collection")
        let types = Set(bundle.resources.compactMap { $0["resourceType"] as? String })
        #expect(
            types == [
                "Encounter", "Appointment", "Patient", "Practitioner", "RelatedPerson", "Communication", "Consent",
                "DocumentReference", "AuditEvent",
            ]
        )
    }

    @Test func everyReferenceLeadsToAnEntryAndNoEntryComesTwice() async throws {
        let visit = try await FHIRVisit.begin()
        for user in [visit.clinic.doctor, visit.clinic.patient, visit.clinic.staff, visit.clinic.admin] {
            let bundle = try await visit.bundle(for: user)
            #expect(!bundle.references.isEmpty)
            #expect(Set(bundle.references).isSubset(of: bundle.urls))
            #expect(Set(bundle.urls).count == bundle.urls.count)
            for (url, resource) in zip(bundle.urls, bundle.resources) {
                #expect(url == "urn:uuid:\(resource["id"] as? String ?? "")")
            }
            #expect(!bundle.answer.text.contains("null") && !bundle.answer.text.contains("[]"))
        }
    }

    @Test func theSameVisitHasTheSameIds() async throws {
        let visit = try await FHIRVisit.begin()
        let first = try await visit.bundle(for: visit.clinic.doctor).urls
        #expect(try await visit.bundle(for: visit.clinic.doctor).urls == first)
    }

    @Test func theEncounterTellsItsStatusesOneAfterTheOther() async throws {
        let visit = try await FHIRVisit.begin()
        let encounter = try await visit.bundle(for: visit.clinic.doctor).first("Encounter")
        #expect(encounter["status"] as? String == "finished")
        let expected = ["planned", "arrived", "in-progress", "onleave", "in-progress", "finished"]
        #expect(Self.statuses(encounter) == expected)
        let history = try #require(encounter["statusHistory"] as? [[String: Any]])
        let periods = history.compactMap { $0["period"] as? [String: String] }
        #expect(zip(periods, periods.dropFirst()).allSatisfy { $0["end"] == $1["start"] })
        #expect(periods.last?["end"] == nil)
        #expect((encounter["length"] as? [String: Any])?["value"] as? Int == 600)
        #expect(
            encounter["period"] as? [String: String]
                == ["start": "2027-01-15T09:05:00.000Z", "end": "2027-01-15T09:15:00.000Z"]
        )
    }

    /// Who waits is told that they wait, not that the visit's status changed by it.
    @Test func thePatientKnowsThatTheyArrived() async throws {
        let visit = try await FHIRVisit.begin()
        let encounter = try await visit.bundle(for: visit.clinic.patient).first("Encounter")
        #expect(Self.statuses(encounter).prefix(3) == ["planned", "arrived", "in-progress"])
    }

    @Test func everybodyReadsTheMessagesThatTheyWereTold() async throws {
        let visit = try await FHIRVisit.begin()
        let doctor = try await visit.bundle(for: visit.clinic.doctor)
        #expect(Self.payloads(doctor) == ["Good\u{FFFD} morning", "Between us", nil])
        let patient = try await visit.bundle(for: visit.clinic.patient)
        #expect(Self.payloads(patient) == ["Good\u{FFFD} morning", nil])
        let types = patient.all("DocumentReference").compactMap { $0["status"] as? String }
        #expect(types == ["superseded", "current"])
        #expect(doctor.all("DocumentReference").count == 3)
    }

    @Test func aConsentHoldsUntilItIsWithdrawn() async throws {
        let visit = try await FHIRVisit.begin()
        let consents = try await visit.bundle(for: visit.clinic.doctor).all("Consent")
        #expect(consents.compactMap { $0["status"] as? String } == ["inactive", "active"])
        let provisions = consents.compactMap { $0["provision"] as? [String: Any] }
        #expect((provisions[0]["period"] as? [String: String])?["end"] == "2027-01-15T09:10:00.000Z")
        #expect((provisions[1]["period"] as? [String: String])?["end"] == nil)
    }

    @Test func auditEventsSayWhoDidIt() async throws {
        let visit = try await FHIRVisit.begin()
        let events = try await visit.bundle(for: visit.clinic.doctor).all("AuditEvent")
        let codes = events.compactMap { ($0["subtype"] as? [[String: String]])?.first?["code"] }
        #expect(codes.prefix(3) == ["waiting_room_entered", "status_changed", "admitted"])
        #expect(!codes.contains("chat_posted") && !codes.contains("seen"))
        let agents = events.compactMap { ($0["agent"] as? [[String: Any]])?.first }
        #expect(agents[1]["requestor"] as? Bool == false)
        let doctor = (agents[2]["who"] as? [String: String])?["reference"]
        #expect(doctor == "urn:uuid:\(visit.clinic.doctor.id)")
    }

    @Test func staffAndAdministratorsWithoutASeatReadNoWordAndNoConsent() async throws {
        let visit = try await FHIRVisit.begin()
        for user in [visit.clinic.staff, visit.clinic.admin] {
            let bundle = try await visit.bundle(for: user)
            #expect(bundle.answer.status == 200)
            for secret in ["morning", "Between", "cough", "Come again", "consent"] {
                #expect(!bundle.answer.text.contains(secret))
            }
            #expect(bundle.all("Communication").isEmpty && bundle.all("DocumentReference").isEmpty)
            #expect(Self.statuses(try bundle.first("Encounter")).last == "finished")
            #expect(bundle.all("Consent").isEmpty)
            let appointment = try bundle.first("Appointment")
            #expect(appointment["description"] as? String == "Follow-up")
        }
    }

    @Test func whoHasNoSeatIsToldThatThereIsNothing() async throws {
        let visit = try await FHIRVisit.begin()
        let other = Example.consultationID()
        for user in [visit.clinic.doctor, visit.clinic.patient, visit.clinic.admin] {
            let path = "/telemedicine/api/consultations/\(other)/fhir/"
            #expect(try await visit.clinic.send(.get, path, as: user).status == 404)
        }
        let foreign = try await visit.clinic.send(
            .get,
            "/telemedicine/api/consultations/x/fhir/",
            as: visit.clinic.admin
        )
        #expect(foreign.status == 404)
    }

    @Test func aJournalThatIsTooLongForOneAnswerIsRefused() async throws {
        let visit = try await FHIRVisit.begin()
        let step = FHIRVisit.Step(.seen(by: FHIRVisit.doctorSeat, upTo: 1), FHIRVisit.all, nil)
        visit.hold(visit.course + Array(repeating: step, count: VisitRecord.entriesMax))
        let bundle = try await visit.bundle(for: visit.clinic.doctor)
        #expect(bundle.answer.status == 409)
        #expect(try bundle.answer.code == "too_many")
    }

    @Test func aJournalThatCannotBeReadIsNoHalfBundle() async throws {
        let visit = try await FHIRVisit.begin()
        visit.clinic.journal.fail()
        #expect(try await visit.bundle(for: visit.clinic.doctor).answer.status == 503)
    }

    @Test(arguments: [
        (ConsultationStatus.scheduled, "planned", "booked"), (.waiting, "arrived", "arrived"),
        (.active, "in-progress", "fulfilled"), (.onHold, "onleave", "fulfilled"), (.ended, "finished", "fulfilled"),
        (.cancelled, "cancelled", "cancelled"), (.noShow, "cancelled", "noshow"),
    ])
    func everyStatusHasItsWord(status: ConsultationStatus, encounter: String, appointment: String) async throws {
        let visit = try await FHIRVisit.begin()
        var view = Example.view(visit.id, of: visit.clinic.doctor)
        view.status = status
        visit.clinic.desk.seat(visit.clinic.doctor.id, view)
        let bundle = try await visit.bundle(for: visit.clinic.doctor)
        #expect(try bundle.first("Encounter")["status"] as? String == encounter)
        #expect(try bundle.first("Appointment")["status"] as? String == appointment)
    }

    /// A view says "waiting" to all who have to be let in, whether anybody came or not.
    @Test(arguments: [(0, "planned", "booked"), (3, "arrived", "arrived")])
    func whoHasToBeLetInReadsWhatTheyWereTold(steps: Int, encounter: String, appointment: String) async throws {
        let visit = try await FHIRVisit.begin()
        visit.hold(Array(visit.course.prefix(max(1, steps))))
        var view = Example.view(visit.id, of: visit.clinic.patient, status: .waiting, standing: .held)
        view.ownSeat = FHIRVisit.patientSeat
        view.participants[0].seat = FHIRVisit.patientSeat
        visit.clinic.desk.seat(visit.clinic.patient.id, view)
        let bundle = try await visit.bundle(for: visit.clinic.patient)
        #expect(try bundle.first("Encounter")["status"] as? String == encounter)
        #expect(Self.statuses(try bundle.first("Encounter")).last == encounter)
        #expect(try bundle.first("Appointment")["status"] as? String == appointment)
    }

    /// Who was put out sees nobody but themselves; the messages from before still have their senders.
    @Test func aSeatThatIsNoLongerSeenIsNamedByItsPlace() async throws {
        let visit = try await FHIRVisit.begin()
        var view = Example.view(visit.id, of: visit.clinic.patient, standing: .removed)
        view.ownSeat = FHIRVisit.patientSeat
        view.participants[0].seat = FHIRVisit.patientSeat
        visit.clinic.desk.seat(visit.clinic.patient.id, view)
        let bundle = try await visit.bundle(for: visit.clinic.patient)
        let senders = bundle.all("Communication").compactMap { $0["sender"] as? [String: String] }
        #expect(senders.first == ["display": "Seat 1"])
        #expect(Set(bundle.references).isSubset(of: bundle.urls))
    }

    @Test(
        arguments: [("", nil), (" \n\t", nil), ("a\u{0}b", "a\u{FFFD}b"), ("a\r\n\tb", "a\r\n\tb"), ("ü👍", "ü👍")]
            as [(String, String?)]
    )
    func textsAreThoseThatFHIRAllows(_ text: String, _ expected: String?) {
        #expect(JSONValue.fhirText(text) == expected.map { .text($0) })
    }
}
