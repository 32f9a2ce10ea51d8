import Actors
import Client
import Core
import Foundation
import Gateway
import Logging
import NIOCore
import NIOHTTP1
import Persistence
import REST
import Testing
import Wire

@testable import Hub

/// Whoever sees or changes personal data is in the audit of a running hub, whichever way they came.
@Suite(.serialized, .timeLimit(.minutes(2))) struct AuditWalkTests {
    private static let path = "/telemedicine/api/audit/"

    private static func list(_ admin: VisitREST, _ query: String) async throws -> [[String: Any]] {
        let answer = try await admin.answer(.GET, "\(path)?page_size=100&\(query)")
        #expect(answer.status == 200)
        return answer.json["results"] as? [[String: Any]] ?? []
    }

    private static func operations(_ rows: [[String: Any]]) -> [String] {
        rows.compactMap { $0["operation"] as? String }.reversed()
    }

    @Test func everyWayInLeavesARow() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient]) { visit in
            let (doctor, stranger) = (visit.people[0], PersonID(uuid: UUID()))
            let rest = try await VisitREST(visit, doctor, .doctor)
            let admin = try await VisitREST(visit, PersonID(uuid: UUID()), .admin)
            _ = try await rest.get("")
            _ = try await rest.get("messages/")
            let socket = try await SocketReader(visit, doctor)
            try await rest.post("waiting-room/deny/", #"{"seat": 2, "reason": "Wrong day"}"#)
            #expect(try await VisitREST(visit, stranger, .patient).status("") == 404)
            try await Self.knock(visit, stranger)
            withExtendedLifetime(socket) {}

            let own = try await Self.list(admin, "person=\(doctor)")
            #expect(
                Self.operations(own) == [
                    "get_consultations_id", "get_consultations_id_messages", "socket_hello",
                    "post_consultations_id_waiting_room_deny",
                ]
            )
            #expect(own.allSatisfy { $0["outcome"] as? String == "allowed" && $0["address"] as? String == "127.0.0.1" })
            let subject = ["kind": "consultation", "id": "\(visit.id)"]
            #expect(own.allSatisfy { $0["subjects"] as? [[String: String]] == [subject] })

            var foreign: [[String: Any]] = []
            // The refusal of the socket is recorded beside it.
            while foreign.count < 3 { foreign = try await Self.list(admin, "person=\(stranger)") }
            #expect(Self.operations(foreign) == ["get_consultations_id", "socket_hello", "socket_attach"])
            let refused = try await Self.list(admin, "person=\(stranger)&outcome=refused")
            #expect(refused.compactMap { $0["code"] as? String } == ["not_allowed", "not_found"])
            #expect(try await Self.list(admin, "subject=\(visit.id)&operation=socket_hello").count == 2)
        }
    }

    /// A socket that is not let in.
    private static func knock(_ visit: HubVisit, _ person: PersonID) async throws {
        let transport = try await visit.connect(person)
        var code: UInt32?
        for try await message in transport.inbound {
            if case .closing(let closing) = message.body { code = closing.code }
        }
        #expect(code == UInt32(CloseCode.notAllowed.rawValue))
    }

    @Test func theConsoleAndTheAuditItselfAreRecorded() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor]) { visit in
            let admin = try await VisitREST(visit, PersonID(uuid: UUID()), .admin)
            var configuration = HubConfiguration()
            configuration.dataDirectory = visit.folder
            configuration.masterKey = .test
            _ = try await Administration.perform(.rotateKeys, configuration)
            let erasure = AdministrationRequest.erase(.init(consultation: "\(visit.id)"))
            await #expect(throws: CommandFailure.self) { try await Administration.perform(erasure, configuration) }
            let rows = try await Self.list(admin, "")
            #expect(Self.operations(rows) == ["console_keys_rotate", "console_erase"])
            #expect(rows.first?["code"] as? String == "wrong_status")
            #expect(rows.allSatisfy { $0["door"] as? String == "console" && $0["person_id"] is NSNull })
            #expect(try await Self.operations(Self.list(admin, "operation=get_audit")) == ["get_audit"])
        }
    }

    @Test func strangersAreCounted() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor]) { visit in
            let nobody = VisitREST(visit, token: "nonsense")
            for _ in 0..<20 { #expect(try await nobody.status("") == 401) }
            await visit.hub.parts.audit.flush()
            let admin = try await VisitREST(visit, PersonID(uuid: UUID()), .admin)
            let rows = try await Self.list(admin, "operation=turned_away")
            #expect(rows.count == 1)
            let refusals = rows.first?["refusals"] as? [[String: Any]]
            #expect(refusals?.count == 1)
            #expect(refusals?.first?["operation"] as? String == "get_consultations_id")
            #expect(refusals?.first?["count"] as? Int == 20)
        }
    }

    /// With their time the addresses go, and nothing else.
    @Test func addressesGoWhenTheirTimeHasCome() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor]) { visit in
            let rest = try await VisitREST(visit, visit.people[0], .doctor)
            _ = try await rest.get("")
            let store = visit.hub.parts.store
            func addresses() async throws -> [Erasable<ClientAddress>?] {
                try await store.journal.audit(AuditQuery(operation: "get_consultations_id")).rows
                    .map { $0.event.record?.address }
            }
            func sweep(_ retention: Duration?) async {
                await AddressRetentionService(
                    store: store,
                    clocks: visit.hub.parts.clocks,
                    retention: retention,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                ).sweep()
            }
            let known = try await addresses()
            #expect(known.count == 1 && known.first??.value != nil)
            await sweep(nil)
            await sweep(.zero)
            #expect(try await addresses() == known)
            // As if it were seen forty days later.
            await sweep(.seconds(-40 * 86_400))
            #expect(try await addresses() == [.erased])
            let report = try StoreVerifier.verify(
                StorePaths(folder: visit.folder),
                master: try #require(MasterKey.test),
                replay: Replay.check
            )
            #expect(report.findings == [])
        }
    }

    /// Who is signed in and is refused again and again doesn't fill the disk.
    @Test func floodsOfOnePersonAreFewRows() async throws {
        var configuration = HubConfiguration()
        configuration.server.limits.requestsPerPerson = .init(perSecond: 1, burst: 20)
        try await HubVisit.run(configuration, roles: [.doctor]) { visit in
            let person = PersonID(uuid: UUID())
            let rest = try await VisitREST(visit, person, .patient)
            var statuses: [Int: Int] = [:]
            for _ in 0..<200 { statuses[try await rest.status(""), default: 0] += 1 }
            #expect(statuses[429, default: 0] > 100)
            #expect(statuses[404, default: 0] >= 20)
            await visit.hub.parts.audit.flush()
            let admin = try await VisitREST(visit, PersonID(uuid: UUID()), .admin)
            let rows = try await Self.list(admin, "person=\(person)")
            let counts = rows.map { $0["count"] as? Int ?? 1 }
            #expect(rows.count == 2 * RefusalTally.rowsPerKind + 2)
            #expect(counts.reduce(0, +) == 200)
            #expect(Set(rows.compactMap { $0["code"] as? String }) == ["not_found", "too_many_requests"])
        }
    }

    /// Whoever was shown much has to wait for it, and nobody else.
    @Test func whatFillsTheAuditCountsAsManyRequests() async throws {
        var configuration = HubConfiguration()
        configuration.server.limits.requestsPerPerson = .init(perSecond: 1, burst: 20)
        try await HubVisit.run(configuration, roles: [.doctor, .patient]) { visit in
            let doctor = try await VisitREST(visit, visit.people[0], .doctor)
            let patient = try await VisitREST(visit, visit.people[1], .patient)
            #expect(try await doctor.status("") == 200)
            visit.hub.parts.rest.chargePerson(visit.people[0], 600)
            #expect(try await doctor.status("") == 429)
            #expect(try await patient.status("") == 200)
        }
    }

    /// What the audit holds survives the hub, and a changed row is found.
    @Test func theRowsAreProvedLikeEverythingElse() async throws {
        try await withTemporaryFolder { folder in
            let life = try await HubLife.begin(folder, port: LastingPort.next())
            let doctor = try await HubAPI.signIn(life.file, "doctor")
            #expect(try await doctor.get("auth/me/").status == 200)
            #expect(try await doctor.get("consultations/").status == 200)
            try await life.end()
            let report = try StoreVerifier.verify(
                StorePaths(folder: folder),
                master: try #require(MasterKey.test),
                replay: Replay.check
            )
            #expect(report.findings == [])
            #expect(report.provedPosition == report.entries)
            let again = try await HubLife.begin(folder, port: life.port)
            let admin = try await HubAPI.signIn(again.file, "admin")
            let rows = try await admin.get("audit/?page_size=100").results
            let names = rows.compactMap { $0["operation"] as? String }
            #expect(names.contains("get_auth_me") && names.contains("get_consultations"))
            #expect(names.contains("post_auth_login"))
            try await again.end()
        }
    }
}
