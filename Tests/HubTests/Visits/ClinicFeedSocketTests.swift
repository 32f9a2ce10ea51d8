import Client
import Core
import Foundation
import NIOCore
import Testing
import Wire

@testable import Hub

/// What is new in the clinic, live, through a whole hub.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ClinicFeedSocketTests {
    private static let path = "/telemedicine/ws/feed/"

    private static func open(_ visit: HubVisit, _ rest: VisitREST) async throws -> WebSocketTransport {
        let joining = try await rest.postPath("/telemedicine/api/feed/join/", "{}")
        let transport = try await WebSocketTransport.connect(to: visit.address, path: Self.path, options: .init())
        var hello = ProtoClientMessage()
        hello.hello.ticket = try #require(joining["ticket"] as? String)
        hello.hello.deviceID = "desk"
        transport.send(hello)
        return transport
    }

    @Test func staffSeeTroubleAsItHappens() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient]) { visit in
            let clerk = try await VisitREST(visit, PersonID(uuid: UUID()), .staff)
            let transport = try await Self.open(visit, clerk)
            var incoming = transport.inbound.makeAsyncIterator()
            let first = await incoming.next(isolation: #isolation)
            #expect(first?.welcome.historyID.isEmpty == false)
            let guest = try await SocketReader(visit, visit.people[1])
            try await guest.perform { command in
                command.reportIssue.category = .audio
                command.reportIssue.severity = .minor
                command.reportIssue.description_p = "Echo"
            }
            var kinds: Set<ProtoClinicNewsKind> = []
            while !kinds.contains(.issue), let message = await incoming.next(isolation: #isolation) {
                let news = message.transient.clinicNews
                #expect(message.transient.body == nil || news.consultationID == visit.id.description)
                kinds.insert(news.kind)
            }
            #expect(kinds.contains(.waitingRoom))
        }
    }

    @Test func itIsForTheClinicAlone() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient]) { visit in
            let patient = try await VisitREST(visit, visit.people[1], .patient)
            #expect(try await patient.statusOfPostAt("/telemedicine/api/feed/join/") == 403)
            // A ticket for a consultation opens nothing here.
            let transport = try await WebSocketTransport.connect(to: visit.address, path: Self.path, options: .init())
            transport.send(try visit.hello(visit.people[0]))
            var incoming = transport.inbound.makeAsyncIterator()
            let first = await incoming.next(isolation: #isolation)
            #expect(first?.closing.code == 3505)
        }
    }
}
