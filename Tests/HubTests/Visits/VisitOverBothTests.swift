import Auth
import Client
import Core
import Foundation
import NIOCore
import Persistence
import Testing
import Wire

@testable import Hub

/// What REST changes, sockets see at once, and the other way round: through a whole hub.
@Suite(.serialized, .timeLimit(.minutes(2))) struct VisitOverBothTests {
    @Test func theWayOfAVisitOverRESTAndSockets() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient, .interpreter]) { visit in
            let (doctor, patient) = (visit.people[0], visit.people[1])
            let socket = try await SocketReader(visit, patient)
            let rest = try await VisitREST(visit, doctor, .doctor)
            let room = try await rest.get("waiting-room/")
            #expect((room["results"] as? [[String: Any]])?.first?["seat"] as? Int == 2)

            try await rest.post("waiting-room/message/", #"{"seat": 2, "text": "One moment, please."}"#)
            #expect(try await socket.event { $0.chatPosted.text } == "One moment, please.")
            try await rest.patch(#"{"title": "Another title"}"#)
            #expect(try await socket.event { $0.bookingChanged.title } == "Another title")
            try await rest.post("waiting-room/admit/", #"{"seat": 2}"#)
            #expect(try await socket.event { $0.admitted.seat } == 2)

            let host = try await SocketReader(visit, doctor)
            try await host.perform { $0.start = .init() }
            #expect(try await socket.event { $0.statusChanged.status } == .active)
            #expect(try await rest.get("")["status"] as? String == "active")
            try await host.perform { $0.postChat.text = "Good morning" }
            let transcript = try await rest.get("messages/")["results"] as? [[String: Any]]
            #expect(transcript?.map { $0["text"] as? String } == ["One moment, please.", "Good morning"])

            try await rest.post("end/", #"{"summary": "Come again in a week."}"#)
            #expect(try await socket.event { $0.statusChanged.status } == .ended)
            #expect(try await socket.event { $0.summaryWritten.text } == "Come again in a week.")
            let other = try await VisitREST(visit, patient, .patient)
            #expect(try await other.get("summary/")["text"] as? String == "Come again in a week.")
            let kinds = try await other.get("events/?limit=200")["results"] as? [[String: Any]]
            #expect(kinds?.compactMap { $0["kind"] as? String }.suffix(2) == ["status_changed", "summary_written"])
            #expect(try await rest.get("notes/", 200)["results"] as? [Any] != nil)
            #expect(try await other.status("notes/") == 403)
            let stats = try await rest.getPath("/telemedicine/api/consultations/stats/")
            #expect((stats["by_status"] as? [String: Int])?["ended"] == 1)
            #expect((stats["visits"] as? [String: Any])?["count"] as? Int == 1)
        }
    }

    @Test func aGuestComesByALinkAndTalks() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient]) { visit in
            let rest = try await VisitREST(visit, visit.people[0], .doctor)
            let link = try await rest.post("invite/", #"{"uses": 1}"#)
            let secret = try #require(link["secret"] as? String)
            let body = #"{"secret": "\#(secret)", "name": "Mara Quist", "guest_key": "tablet-of-mara-0123456789"}"#
            let admission = try await rest.redeem(body)
            #expect(try await rest.redeem(body)["person_id"] as? String == admission["person_id"] as? String)
            let other = body.replacing("tablet", with: "phone1")
            #expect(try await rest.redeem(other, 409)["code"] as? String == "link_spent")
            let token = try #require(admission["access_token"] as? String)
            let host = try await SocketReader(visit, visit.people[0])
            let guest = try await SocketReader(visit, token: token)
            #expect(try await host.event { $0.waitingRoomEntered.seat } == 3)
            try await rest.post("waiting-room/admit/", #"{"seat": 3}"#)
            try await guest.perform { $0.postChat.text = "Hello from Mara" }
            #expect(try await host.event { $0.chatPosted.text } == "Hello from Mara")
            let stranger = VisitREST(visit, token: token)
            #expect(try await stranger.statusOf("/telemedicine/api/consultations/") == 403)
        }
    }

    @Test func theExportProvesItself() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient]) { visit in
            let rest = try await VisitREST(visit, visit.people[0], .doctor)
            let bytes = try await rest.bytes("export/")
            let file = visit.folder + "/export.jsonl"
            try Data(bytes).write(to: URL(filePath: file))
            let summary = try ConsultationBundleCheck.check(file)
            #expect(summary.consultation == visit.id)
            #expect(summary.entries == 3)
        }
    }

    /// However many end the visit at the same moment, it ends once, with one summary.
    @Test func manyWhoEndAtOnceEndItOnce() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient]) { visit in
            let rest = try await VisitREST(visit, visit.people[0], .doctor)
            let host = try await SocketReader(visit, visit.people[0])
            try await host.perform { $0.start = .init() }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<40 {
                    group.addTask { try await rest.statusOfPost("end/", #"{"summary": "Number \#(number)"}"#) }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1)
            #expect(statuses.allSatisfy { $0 == 200 || $0 == 409 })
        }
    }

    /// Two doctors serve one queue: however often both ask for the next, nobody is taken twice.
    @Test func twoDoctorsOfOneQueueNeverTakeTheSame() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient, .doctor]) { visit in
            let patient = try await SocketReader(visit, visit.people[1])
            let first = try await VisitREST(visit, visit.people[0], .doctor)
            let second = try await VisitREST(visit, visit.people[2], .doctor)
            let taken = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let doctor = number.isMultiple(of: 2) ? first : second
                        return (number % 2, try await doctor.statusOfPostAt("/telemedicine/api/queues/next/"))
                    }
                }
                return try await group.reduce(into: [(Int, Int)]()) { $0.append($1) }
            }
            let winners = Set(taken.filter { $0.1 == 200 }.map(\.0))
            #expect(winners.count == 1)
            #expect(taken.allSatisfy { $0.1 == 200 || $0.1 == 404 })
            let other = winners.contains(0) ? second : first
            #expect(try await other.statusOfPost("waiting-room/take/", nil) == 409)
            try await first.post("waiting-room/admit/", #"{"seat": 2}"#)
            #expect(try await patient.event { $0.admitted.seat } == 2)
            let queue = try await second.getPath("/telemedicine/api/queues/")
            #expect(queue["count"] as? Int == 0)
        }
    }

    /// However many start the visit at the same moment, over REST and over the socket, it starts once.
    @Test func manyWhoStartAtOnceStartItOnce() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient]) { visit in
            let rest = try await VisitREST(visit, visit.people[0], .doctor)
            let host = try await SocketReader(visit, visit.people[0])
            async let statuses = withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<40 { group.addTask { try await rest.statusOfPost("start/", nil) } }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            try await host.perform { $0.start = .init() }
            #expect(try await statuses.allSatisfy { $0 == 200 })
            let events = try await rest.get("events/?limit=200")["results"] as? [[String: Any]]
            #expect(events?.count { $0["kind"] as? String == "status_changed" } == 1)
        }
    }

    /// Join against removal: whoever got a ticket before they were turned away is still not let in.
    @Test func aTicketFromBeforeARemovalOpensNothing() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient]) { visit in
            let rest = try await VisitREST(visit, visit.people[0], .doctor)
            let patient = try await VisitREST(visit, visit.people[1], .patient)
            async let denied = rest.statusOfPost("waiting-room/deny/", #"{"seat": 2, "reason": "Wrong day"}"#)
            let joins = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<10 { group.addTask { try await patient.statusOfPost("join/", nil) } }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(try await denied == 200)
            #expect(joins.allSatisfy { $0 == 200 || $0 == 409 })
            #expect(try await patient.statusOfPost("join/", nil) == 409)
            let transport = try await visit.connect(visit.people[1])
            var closed: UInt32?
            for try await message in transport.inbound {
                if case .closing(let closing) = message.body { closed = closing.code }
            }
            #expect(closed == UInt32(CloseCode.turnedAway.rawValue))
        }
    }

    /// Start against cancel: whoever comes first wins, and the other hears why not.
    @Test func startAndCancelNeverBothHappen() async throws {
        for _ in 0..<5 {
            try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient]) { visit in
                let rest = try await VisitREST(visit, visit.people[0], .doctor)
                let host = try await SocketReader(visit, visit.people[0])
                async let cancelled = rest.statusOfPost("cancel/", nil)
                let start = try await host.tries { $0.start = .init() }
                let cancel = try await cancelled
                #expect(start != (cancel == 200))
                let status = try await rest.get("")["status"] as? String
                #expect(status == (start ? "active" : "cancelled"))
            }
        }
    }
}
