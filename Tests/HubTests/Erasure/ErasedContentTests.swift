import Actors
import Client
import Core
import Foundation
import NIOHTTP1
import Persistence
import Testing
import Wire

@testable import Hub

/// After an erasure the content is nowhere: every file of a hub and all that it logged are searched for it.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ErasedContentTests {
    private static let words = [
        "Zebrafinch title", "Quokka message", "Axolotl chat", "Narwhal note", "Pangolin summary", "Okapi priority",
        "Tapir issue", "Wombat hold",
    ]

    /// A visit in which all of these words are said or written.
    private static func play(_ visit: HubVisit, _ rest: VisitREST) async throws {
        let patient = try await SocketReader(visit, visit.people[1])
        try await rest.patch(#"{"title": "\#(words[0])"}"#)
        try await rest.post("waiting-room/message/", #"{"seat": 2, "text": "\#(words[1])"}"#)
        try await rest.post(
            "waiting-room/priority/",
            #"{"seat": 2, "priority": "urgent", "reason": "\#(words[5])"}"#
        )
        try await rest.post("waiting-room/admit/", #"{"seat": 2}"#)
        let doctor = try await SocketReader(visit, visit.people[0])
        try await doctor.perform { $0.start = .init() }
        try await doctor.perform { $0.postChat.text = words[2] }
        try await patient.perform {
            $0.reportIssue.category = .audio
            $0.reportIssue.severity = .blocking
            $0.reportIssue.description_p = words[6]
        }
        try await rest.post("notes/", #"{"text": "\#(words[3])"}"#)
        try await rest.post("end/", #"{"summary": "\#(words[4])"}"#)
    }

    private static func finds(_ folder: String, _ log: WrittenLines) throws -> [String] {
        var finds: [String] = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(path)") else { continue }
            for word in words where bytes.range(of: Data(word.utf8)) != nil { finds.append("\(path): \(word)") }
        }
        return finds + words.filter { log.text.contains($0) }.map { "log: \($0)" }
    }

    @Test func nothingOfItIsLeftAnywhereAndTheChainHolds() async throws {
        let log = WrittenLines()
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient], logger: log.logger) { visit in
            let rest = try await VisitREST(visit, visit.people[0], .doctor)
            let admin = try await VisitREST(visit, PersonID(uuid: UUID()), .admin)
            try await Self.play(visit, rest)
            let before = String(decoding: try await rest.bytes("export/"), as: UTF8.self)
            #expect(before.contains(Self.words[3]))
            let hold = try await admin.answer(.PUT, "legal-hold/", #"{"reason": "\#(Self.words[7])"}"#)
            #expect(hold.status == 200)
            let held = try await admin.answer(.POST, "erase/")
            #expect(held.status == 409)
            #expect(held.json["code"] as? String == "legal_hold")
            #expect(try await admin.answer(.DELETE, "legal-hold/").status == 200)

            let erased = try await admin.answer(.POST, "erase/")
            #expect(erased.status == 200)
            try Self.judge(erased.json, visit)
            let again = try await admin.answer(.POST, "erase/")
            #expect(again.json["erased_at"] as? String == erased.json["erased_at"] as? String)

            #expect(try Self.finds(visit.folder, log) == [])
            let after = String(decoding: try await rest.bytes("export/"), as: UTF8.self)
            for word in Self.words { #expect(!after.contains(word)) }
            #expect(try await rest.get("")["title"] as? String == nil)
            let messages = try await rest.get("messages/")["results"] as? [[String: Any]]
            #expect(messages?.isEmpty == false)
            #expect(messages?.allSatisfy { $0["text"] is NSNull } == true)
            #expect(try await rest.statusOfPost("notes/", #"{"text": "More"}"#) == 409)
            #expect(try await admin.answer(.PUT, "legal-hold/", #"{"reason": "Too late"}"#).status == 409)
            try Self.verify(visit.folder)
            #expect(log.text.contains("request was answered"))
        }
    }

    private static func judge(_ certificate: [String: Any], _ visit: HubVisit) throws {
        let read = try JSONDecoder().decode(
            ErasureCertificate.self,
            from: JSONSerialization.data(withJSONObject: certificate)
        )
        #expect(read.erasure.consultation == visit.id)
        #expect(read.erasure.keyBackupsUntil == read.erasure.erased + .seconds(30 * 86_400))
        #expect(read.isTrue(publicKey: read.publicKey))
    }

    private static func verify(_ folder: String) throws {
        let report = try StoreVerifier.verify(
            StorePaths(folder: folder),
            master: try #require(MasterKey.test),
            replay: Replay.check
        )
        #expect(report.findings == [])
        #expect(report.erasures == 1)
    }

    /// What is past its retention goes by itself; what is held stays.
    @Test func contentGoesWhenItsTimeHasCome() async throws {
        let log = WrittenLines()
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient], logger: log.logger) { visit in
            let rest = try await VisitREST(visit, visit.people[0], .doctor)
            let admin = try await VisitREST(visit, PersonID(uuid: UUID()), .admin)
            try await Self.play(visit, rest)
            let service = RetentionService(visit.hub.parts, logger: log.logger)
            await service.sweep(.seconds(3600))
            #expect(try await rest.get("")["title"] as? String == Self.words[0])
            #expect(try await admin.answer(.PUT, "legal-hold/", #"{"reason": "Letter"}"#).status == 200)
            await service.sweep(.zero)
            #expect(try await rest.get("")["title"] as? String == Self.words[0])
            #expect(try await admin.answer(.DELETE, "legal-hold/").status == 200)
            // A millisecond has to have passed since it was over.
            while try await rest.get("")["title"] as? String != nil { await service.sweep(.zero) }
            #expect(try Self.finds(visit.folder, log) == [])
            #expect(log.text.contains("Content was erased after its retention"))
            try Self.verify(visit.folder)
        }
    }

    /// A backup of before the erasure was restored, with the key file of now.
    @Test func whatOnlyTheKeyFileKnowsToBeErasedIsNoted() async throws {
        let log = WrittenLines()
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient], logger: log.logger) { visit in
            let rest = try await VisitREST(visit, visit.people[0], .doctor)
            try await Self.play(visit, rest)
            let parts = visit.hub.parts
            _ = try parts.store.keys.destroy(KeyID(EntityID(visit.id)), at: parts.clocks.now())
            parts.registry.forget(visit.id)
            let service = RetentionService(parts, logger: log.logger)
            let later = parts.clocks.now() + .seconds(3600)
            #expect(try await parts.store.expired(before: later, limit: 9).map(\.id) == [visit.id])
            // As if an hour had passed.
            await service.sweep(.seconds(-3600))
            #expect(try await parts.store.expired(before: later, limit: 9) == [])
            let entries = try await parts.store.journal.entries(of: EntityID(visit.id), after: 0, limit: 1000)
            let last = try #require(entries.last)
            let event = try ConsultationEvent(last.content)
            #expect(event == .contentErased(.retention))
            try Self.verify(visit.folder)
        }
    }

    @Test func theConsoleErasesToo() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient]) { visit in
            let rest = try await VisitREST(visit, visit.people[0], .doctor)
            let admin = try await VisitREST(visit, PersonID(uuid: UUID()), .admin)
            try await Self.play(visit, rest)
            _ = try await admin.answer(.PUT, "legal-hold/", #"{"reason": "Letter"}"#)
            var configuration = HubConfiguration()
            configuration.dataDirectory = visit.folder
            configuration.masterKey = .test
            let request = AdministrationRequest.erase(.init(consultation: "\(visit.id)"))
            await #expect(throws: CommandFailure.self) { try await Administration.perform(request, configuration) }
            _ = try await admin.answer(.DELETE, "legal-hold/")
            let answer = try await Administration.perform(request, configuration)
            let certificate = try #require(answer.certificate)
            #expect(certificate.isTrue(publicKey: certificate.publicKey))
            #expect(certificate.erasure.person == nil)
            #expect(try await rest.get("")["title"] as? String == nil)
        }
    }
}
