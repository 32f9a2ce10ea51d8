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

    // MARK: Who is named

    /// The agents of all that is told, as JSON.
    private static func agents(_ bundle: FHIRAnswer) throws -> String {
        let agents = bundle.all("AuditEvent").compactMap { $0["agent"] as? [[String: Any]] }
        return String(decoding: try JSONSerialization.data(withJSONObject: agents), as: UTF8.self)
    }

    @Test func whoArrangedTheVisitIsNamedToThePeopleOfTheClinicOnly() async throws {
        let visit = try await FHIRVisit.begin()
        let arranger = PersonID(uuid: UUID())
        let added = ConsultationEvent.seatAdded(
            FHIRVisit.patientSeat,
            visit.clinic.patient.id,
            .patient,
            name: visit.clinic.patient.name
        )
        visit.hold([visit.course[0], (added, FHIRVisit.all, arranger)] + visit.course.dropFirst())
        for user in [visit.clinic.doctor, visit.clinic.staff, visit.clinic.admin] {
            #expect(try Self.agents(try await visit.bundle(for: user)).contains("\(arranger)"))
        }
        let patient = try await visit.bundle(for: visit.clinic.patient)
        #expect(!patient.answer.text.contains("\(arranger)"))
        #expect(try Self.agents(patient).contains("Somebody of the clinic"))
        #expect(try Self.agents(patient).contains("\(visit.clinic.doctor.id)"))
    }

    /// A doctor who is a patient here is told no more than other patients.
    @Test func whatOneIsInTheVisitCounts() async throws {
        let visit = try await FHIRVisit.begin()
        let arranger = PersonID(uuid: UUID())
        visit.hold([visit.course[0], (.roomEntered(FHIRVisit.patientSeat), FHIRVisit.all, arranger)])
        var view = Example.view(visit.id, of: visit.clinic.doctor)
        view.participants[0].role = .patient
        visit.clinic.desk.seat(visit.clinic.doctor.id, view)
        #expect(try await !visit.bundle(for: visit.clinic.doctor).answer.text.contains("\(arranger)"))
    }

    @Test func whoWaitsIsToldOfNobody() async throws {
        let visit = try await FHIRVisit.begin()
        let (patient, doctor) = (FHIRVisit.patientSeat, visit.clinic.doctor.id)
        visit.hold([visit.course[0], (.movedToWaitingRoom(patient, by: FHIRVisit.doctorSeat), FHIRVisit.all, doctor)])
        var view = Example.view(visit.id, of: visit.clinic.patient, status: .waiting, standing: .held)
        view.ownSeat = patient
        view.participants[0].seat = patient
        visit.clinic.desk.seat(visit.clinic.patient.id, view)
        let bundle = try await visit.bundle(for: visit.clinic.patient)
        #expect(!bundle.answer.text.contains("\(doctor)"))
        #expect(bundle.all("AuditEvent").count == 1)
    }

    // MARK: Who read it

    @Test func administratorsFindWhoReadIt() async throws {
        let visit = try await FHIRVisit.begin()
        let (reader, address) = (visit.clinic.staff.id, ClientAddress(ipv4: 0xC000_0207))
        let other = AuditRecord.Subject(.consultation, UUID())
        func row(_ seq: UInt64, _ operation: String, _ outcome: AuditRecord.Outcome) -> AuditRow {
            let record = AuditRecord(
                door: .rest,
                person: reader,
                role: .staff,
                operation: operation,
                subjects: [.consultation(visit.id), .person(visit.clinic.patient.id), other],
                outcome: outcome,
                address: .present(address)
            )
            return AuditRow(position: 100 + seq, seq: seq, time: Example.start, event: .accessed(record))
        }
        let rows = [
            row(9, "patch_consultations_id", .allowed),
            row(8, "get_consultations_id", .refused(code: "not_permitted")), row(7, "get_consultations_id", .allowed),
        ]
        let often = AuditEvent.refusedOften(
            AuditRecord(door: .rest, person: reader, operation: "get_audit", outcome: .refused(code: "not_permitted")),
            count: 40,
            since: Example.start
        )
        let more = AuditRow(position: 110, seq: 10, time: Example.start + .seconds(60), event: often)
        visit.clinic.trail.hold(AuditPage(total: 4, rows: [more] + rows))
        let bundle = try await visit.bundle(for: visit.clinic.admin)
        #expect(visit.clinic.trail.query == AuditQuery(subject: visit.id.uuid, limit: VisitRecord.accessesMax))
        let accesses = bundle.all("AuditEvent").filter {
            ($0["source"] as? [String: Any])?["site"] as? String == "rest"
        }
        #expect(accesses.compactMap { $0["action"] as? String } == ["R", "R", "U", "R"])
        #expect(accesses.compactMap { $0["outcome"] as? String } == ["0", "4", "0", "4"])
        #expect(accesses[3]["outcomeDesc"] as? String == "not_permitted, 40 times")
        #expect(accesses[3]["period"] as? [String: String] != nil)
        #expect(accesses[1]["outcomeDesc"] as? String == "not_permitted")
        let agent = try #require((accesses[0]["agent"] as? [[String: Any]])?.first)
        #expect((agent["network"] as? [String: String])?["address"] == address.text)
        #expect("\(agent["who"] ?? "")".contains("\(reader)"))
        #expect((accesses[0]["entity"] as? [Any])?.count == 2)
        #expect(!bundle.answer.text.contains(other.uuid.canonicalText))
        #expect(Set(bundle.urls).count == bundle.urls.count)
        #expect(Set(bundle.references).isSubset(of: bundle.urls))
        for user in [visit.clinic.doctor, visit.clinic.patient, visit.clinic.staff] {
            #expect(try await !visit.bundle(for: user).answer.text.contains(address.text))
        }
    }

    // MARK: Bounds

    /// FHIR wants somebody in every appointment.
    @Test func aVisitWithoutPeopleIsStillRight() async throws {
        let visit = try await FHIRVisit.begin()
        let empty = ConsultationSummary(
            id: visit.id,
            booking: Example.booking,
            status: .scheduled,
            seats: [],
            seq: 1,
            createdAt: Example.start,
            updatedAt: Example.start
        )
        visit.clinic.catalog.hold(CatalogPage(total: 1, items: [empty]))
        visit.hold([visit.course[0]])
        let bundle = try await visit.bundle(for: visit.clinic.staff)
        let participants = try #require(try bundle.first("Appointment")["participant"] as? [[String: Any]])
        #expect(participants.count == 1)
        #expect(participants[0]["status"] as? String == "needs-action")
        let encounter = try bundle.first("Encounter")
        #expect(encounter["subject"] == nil && encounter["participant"] == nil)
    }

    @Test func beyondThatTheHubIsBusy() async throws {
        var clinic = try await Clinic()
        clinic.dependencies.fhirBundlesMax = 0
        let path = "/telemedicine/api/consultations/\(Example.consultationID())/fhir/"
        let answer = try await clinic.send(.get, path, as: clinic.admin)
        #expect(answer.status == 503)
        #expect(try answer.code == "busy")
        #expect(answer.headers[.retryAfter] != nil)
    }

    @Test(
        arguments: [("", nil), (" \n\t", nil), ("a\u{0}b", "a\u{FFFD}b"), ("a\r\n\tb", "a\r\n\tb"), ("ü👍", "ü👍")]
            as [(String, String?)]
    )
    func textsAreThoseThatFHIRAllows(_ text: String, _ expected: String?) {
        #expect(JSONValue.fhirText(text) == expected.map { .text($0) })
    }
}
