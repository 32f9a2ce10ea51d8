import Actors
import Auth
import Client
import Core
import Foundation
import NIOHTTP1
import Notifications
import Persistence
import REST
import Testing
import Wire

@testable import Hub

/// After a person was erased nothing names them: every file of a hub and all that it logged are searched, and every key that
/// is left is tried.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ErasedPersonTests {
    private static let name = "Numbat Quill"
    private static let email = "numbat.quill@example.org"
    private static let password = "a good long password"
    private static let words = ["Numbat", "numbat.quill", "Kakapo reason", "Echidna message"]

    private static func path(_ id: PersonID) -> String { "/telemedicine/api/users/\(id)/" }

    private static func withVisit(
        _ log: WrittenLines = WrittenLines(),
        _ body: (HubVisit, _ patient: PersonID, _ admin: VisitREST) async throws -> Void
    ) async throws {
        var configuration = HubConfiguration()
        configuration.liftRates()
        try await HubVisit.run(configuration, roles: [.doctor], logger: log.logger) { visit in
            let parts = visit.hub.parts
            let hash = try await parts.people.passwords.hash(password)
            let address = try #require(EmailAddress(email))
            let identity = Identity(email: address, name: name, language: "de", timeZone: "Europe/Vienna")
            let person = NewPerson(identity, role: .patient, passwordHash: hash)
            let patient = try await parts.people.directory.add(person).id
            try await body(visit, patient, try await VisitREST(visit, PersonID(uuid: UUID()), .admin))
        }
    }

    /// A visit of this patient and the doctor of `visit`; over if it is not left open.
    private static func meet(_ visit: HubVisit, _ patient: PersonID, isOver: Bool = true) async throws -> ConsultationID
    {
        let (registry, id, doctor) = (visit.hub.parts.registry, ConsultationID(uuid: UUID()), visit.people[0])
        let booking = ConsultationEvent.Booking(
            title: .present(words[2]),
            start: visit.hub.parts.clocks.now(),
            minutes: 30,
            provider: .direct
        )
        let invitations = [
            Invitation(person: doctor, role: .doctor, name: "Invented Person"),
            Invitation(person: patient, role: .patient, name: name),
        ]
        var replies = [await registry.ask(id, .create(booking, invitations, by: .hub))]
        replies.append(await registry.ask(id, .perform(.writeNote(text: words[3]), by: doctor, id: nil)))
        if isOver { replies.append(await registry.ask(id, .callOff(by: .hub))) }
        for case .refused(let refusal) in replies { Issue.record("the visit could not be held: \(refusal)") }
        return id
    }

    private static func finds(_ folder: String, _ log: WrittenLines) throws -> [String] {
        var finds: [String] = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(path)") else { continue }
            for word in words where bytes.range(of: Data(word.utf8)) != nil { finds.append("\(path): \(word)") }
        }
        return finds + words.filter { log.text.contains($0) }.map { "log: \($0)" }
    }

    /// Everything personal that any key which is left opens.
    private static func opened(_ visit: HubVisit, _ entities: [EntityID]) async throws -> String {
        var text = ""
        for entity in entities {
            for entry in try await visit.hub.parts.store.journal.entries(of: entity, after: 0, limit: 1000) {
                text += String(decoding: entry.content.personal ?? [], as: UTF8.self)
            }
        }
        return text
    }

    private static func verify(_ visit: HubVisit) throws {
        let report = try StoreVerifier.verify(
            StorePaths(folder: visit.folder),
            master: try #require(MasterKey.test),
            replay: Replay.check
        )
        #expect(report.findings == [])
    }

    @Test func nothingNamesThemAnyMoreAndTheChainHolds() async throws {
        let log = WrittenLines()
        try await Self.withVisit(log) { visit, patient, admin in
            let api = HubAPI(address: visit.address)
            let credentials = #"{"email": "\#(Self.email)", "password": "\#(Self.password)"}"#
            let token = try await api.post("auth/login/", credentials).text("access_token")
            let own = HubAPI(address: visit.address, token: token)
            #expect(try await own.get("auth/me/").text("name") == Self.name)
            let met = try await Self.meet(visit, patient)
            let entities = [EntityID.directory, EntityID(account: patient), EntityID(met)]
            for word in Self.words { #expect(try await Self.opened(visit, entities).contains(word)) }

            let erased = try await admin.answer(.POST, "\(Self.path(patient))erase/")
            #expect(erased.status == 200)
            let bytes = try JSONSerialization.data(withJSONObject: erased.json)
            let certificate = try JSONDecoder().decode(PersonErasureCertificate.self, from: bytes)
            #expect(certificate.isTrue(publicKey: certificate.publicKey))
            #expect(certificate.erasure.visitsErased == 1 && certificate.erasure.visitsKept == 0)
            let again = try await admin.answer(.POST, "\(Self.path(patient))erase/")
            #expect(again.json["erased_at"] as? String == erased.json["erased_at"] as? String)

            #expect(try Self.finds(visit.folder, log) == [])
            let left = try await Self.opened(visit, entities)
            for word in Self.words { #expect(!left.contains(word), "\(word)") }
            try Self.verify(visit)
            #expect(try await own.get("auth/me/").status == 401)
            #expect(try await api.post("auth/login/", credentials).status == 401)
            try await Self.judgeAnswers(visit, patient, met, admin)
            let rows = try await admin.getPath("/telemedicine/api/audit/?subject=\(patient)")
            let operations = (rows["results"] as? [[String: Any]])?.compactMap { $0["operation"] as? String } ?? []
            #expect(operations.filter { $0 == "post_users_id_erase" }.count == 2)
            let anew = #"{"email": "\#(Self.email)", "name": "Somebody Else", "role": "patient"}"#
            #expect(try await admin.answer(.POST, "/telemedicine/api/users/", anew).status == 201)
            try Self.verify(visit)
        }
    }

    private static func judgeAnswers(
        _ visit: HubVisit,
        _ patient: PersonID,
        _ met: ConsultationID,
        _ admin: VisitREST
    ) async throws {
        let person = try await admin.getPath(path(patient))
        #expect(person["is_erased"] as? Bool == true)
        #expect(person["name"] is NSNull && person["email"] is NSNull)
        #expect(try await admin.answer(.PATCH, path(patient), #"{"is_disabled": false}"#).status == 404)
        let booking = #"{"doctor_id": "\#(patient)", "patient_id": "\#(patient)", "start": "2030-01-07T09:00:00Z"}"#
        let booked = try await admin.answer(.POST, "/telemedicine/api/bookings/", booking)
        #expect(booked.status == 400)
        #expect((booked.json["errors"] as? [String: Any])?.keys.sorted() == ["patient_id"])
        let detail = try await admin.getPath("/telemedicine/api/consultations/\(met)/")
        #expect(detail["title"] is NSNull)
        let people = detail["participants"] as? [[String: Any]] ?? []
        #expect(people.contains { $0["person_id"] as? String == "\(patient)" || $0["id"] as? String == "\(patient)" })
        #expect(people.allSatisfy { $0["name"] is NSNull })
    }

    @Test func whatStandsAgainstItIsSaidAndNothingChanges() async throws {
        try await Self.withVisit { visit, patient, admin in
            let path = "\(Self.path(patient))erase/"
            let met = try await Self.meet(visit, patient, isOver: false)
            let open = try await admin.answer(.POST, path)
            #expect(open.status == 409)
            #expect(open.json["code"] as? String == "wrong_status")
            let hold = "/telemedicine/api/consultations/\(met)/legal-hold/"
            #expect(try await admin.answer(.PUT, hold, #"{"reason": "Letter"}"#).status == 200)
            _ = await visit.hub.parts.registry.ask(met, .callOff(by: .hub))
            let held = try await admin.answer(.POST, path)
            #expect(held.json["code"] as? String == "legal_hold")
            #expect(try await admin.getPath(Self.path(patient))["name"] as? String == Self.name)
            let own = try await VisitREST(visit, patient, .admin)
            #expect(try await own.answer(.POST, path).json["code"] as? String == "own_account")
            #expect(try await admin.answer(.POST, "\(Self.path(PersonID(uuid: UUID())))erase/").status == 404)
            #expect(try await admin.answer(.DELETE, hold).status == 200)
            #expect(try await admin.answer(.POST, path).status == 200)
        }
    }

    /// A doctor is a part of their patients' records, and stays there until those go.
    @Test func whoOnlyTookPartStaysInTheRecordOfOthers() async throws {
        try await Self.withVisit { visit, patient, admin in
            let parts = visit.hub.parts
            let email = try #require(EmailAddress("dr.potoo@example.org"))
            let doctor = try await parts.people.directory.add(email, role: .doctor, name: "Dr. Potoo", passwordHash: "")
            let id = ConsultationID(uuid: UUID())
            let booking = ConsultationEvent.Booking(
                title: .present("Visit"),
                start: parts.clocks.now(),
                minutes: 30,
                provider: .direct
            )
            let invitations = [
                Invitation(person: doctor, role: .doctor, name: "Dr. Potoo"),
                Invitation(person: patient, role: .patient, name: Self.name),
            ]
            _ = await parts.registry.ask(id, .create(booking, invitations, by: .hub))
            _ = await parts.registry.ask(id, .callOff(by: .hub))
            let erased = try await admin.answer(.POST, "\(Self.path(doctor))erase/")
            #expect(erased.json["visits_erased"] as? Int == 0)
            #expect(erased.json["visits_kept"] as? Int == 1)
            #expect(try await admin.getPath("/telemedicine/api/consultations/\(id)/")["title"] as? String == "Visit")
            let profile = "/telemedicine/api/doctors/\(doctor)/"
            #expect(try await admin.answer(.GET, profile).status == 404)
            #expect(try await admin.answer(.GET, "\(profile)slots/").status == 404)
            let patients = try await admin.answer(.POST, "\(Self.path(patient))erase/")
            #expect(patients.json["visits_erased"] as? Int == 1)
            let again = try await admin.answer(.POST, "\(Self.path(doctor))erase/")
            #expect(again.json["visits_kept"] as? Int == 0)
        }
    }

    /// The hub dies after the directory noted it.
    @Test func whatBrokeOffIsFinishedByTheNextLook() async throws {
        let log = WrittenLines()
        try await Self.withVisit(log) { visit, patient, admin in
            let met = try await Self.meet(visit, patient)
            let parts = visit.hub.parts
            _ = try await parts.people.directory.erase(patient, by: .hub)
            let service = RetentionService(parts, logger: log.logger)
            // One that stops meanwhile leaves it to the next start.
            try await StoppedLook(service: service).run()
            guard case .present = try parts.store.keys.state(of: KeyID(patient)) else {
                Issue.record("it went on")
                return
            }
            await service.finish()
            for key in [KeyID(patient), KeyID(EntityID(met))] {
                guard case .destroyed = try parts.store.keys.state(of: key) else {
                    Issue.record("\(key.owner) is left")
                    continue
                }
            }
            #expect(try await admin.getPath("/telemedicine/api/consultations/\(met)/")["title"] is NSNull)
            #expect(log.text.contains("Erasures that had broken off were finished"))
            try Self.verify(visit)
        }
    }

    @Test func theConsoleErasesPeopleToo() async throws {
        try await Self.withVisit { visit, patient, _ in
            _ = try await Self.meet(visit, patient)
            var configuration = HubConfiguration()
            configuration.dataDirectory = visit.folder
            configuration.masterKey = .test
            func erase(_ person: String) async throws -> AdministrationAnswer {
                try await Administration.perform(.eraseUser(.init(person: person)), configuration)
            }
            await #expect(throws: CommandFailure.self) { try await erase("nobody@example.org") }
            await #expect(throws: CommandFailure.self) { try await erase("nonsense") }
            let certificate = try #require(try await erase(Self.email).personCertificate)
            #expect(certificate.erasure.person == patient)
            #expect(certificate.erasure.requester == nil)
            let file = visit.folder + "/certificate.json"
            try CertificateFile.write(certificate, to: file)
            let words = try CertificateFile.judge(file, publicKey: certificate.publicKey)
            #expect(words.contains("Person \(patient) has been erased since"))
            #expect(throws: CommandFailure.self) { try CertificateFile.judge(file, publicKey: "00") }
            #expect(throws: CommandFailure.self) { try CertificateFile.judge(visit.folder, publicKey: nil) }
            // The address is nobody's any more, the id still is theirs.
            await #expect(throws: CommandFailure.self) { try await erase(Self.email) }
            #expect(try await erase("\(patient)").detail == certificate.erasure.erased.rfc3339)
        }
    }
}
