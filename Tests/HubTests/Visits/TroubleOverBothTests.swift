import Client
import Core
import Foundation
import Testing
import Wire

@testable import Hub

/// Consent, recording, quality, issues and their figures, through a whole hub.
@Suite(.serialized, .timeLimit(.minutes(2))) struct TroubleOverBothTests {
    private static let issues = "/telemedicine/api/technical-issues/"

    @Test func aRecordingFollowsWhatPeopleAgreeTo() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient]) { visit in
            let host = try await SocketReader(visit, visit.people[0])
            let guest = try await SocketReader(visit, visit.people[1])
            let rest = try await VisitREST(visit, visit.people[0], .doctor)
            let other = try await VisitREST(visit, visit.people[1], .patient)
            try await rest.post("waiting-room/admit/", #"{"seat": 2}"#)
            try await host.perform { $0.start = .init() }
            #expect(try await rest.statusOfPost("recording/start/", nil) == 409)
            try await rest.post("consent/", #"{"purpose": "recording", "given": true}"#)
            try await guest.perform { command in
                command.setConsent.purpose = .recording
                command.setConsent.given = true
            }
            #expect(try await host.tries { $0.startRecording = .init() })
            #expect(try await guest.event { $0.recordingStarted.bySeat } == 1)
            #expect((try await other.get("")["recording"] as? [String: Any])?["by_seat"] as? Int == 1)
            try await other.post("consent/", #"{"purpose": "recording", "given": false}"#)
            #expect(try await host.event { $0.recordingStopped.bySeat } == 2)
            let consent = try await rest.get("consent/")
            let history = try #require(consent["results"] as? [[String: Any]])
            #expect(history.map { $0["given"] as? Bool } == [true, true, false])
            #expect(try await other.get("")["recording"] is NSNull)
        }
    }

    @Test func anIssueIsReportedLookedAfterAndResolvedAndCounted() async throws {
        try await HubVisit.run(HubConfiguration(), roles: [.doctor, .patient, .staff]) { visit in
            let host = try await SocketReader(visit, visit.people[0])
            let guest = try await SocketReader(visit, visit.people[1])
            let rest = try await VisitREST(visit, visit.people[0], .doctor)
            let patient = try await VisitREST(visit, visit.people[1], .patient)
            let clerk = try await VisitREST(visit, visit.people[2], .staff)
            try await rest.post("waiting-room/admit/", #"{"seat": 2}"#)
            try await host.perform { $0.start = .init() }
            try await guest.perform { command in
                command.reportQuality.roundTripMs = 90
                command.reportQuality.lossPermille = 2
                command.reportQuality.jitterMs = 4
            }
            try await guest.perform { command in
                command.reportIssue.category = .audio
                command.reportIssue.severity = .blocking
                command.reportIssue.description_p = "No sound"
                command.reportIssue.diagnostics = #"{"browser": "Example 12"}"#
            }
            #expect(try await host.event { $0.issueReported.description_p } == "No sound")
            let listed = try await clerk.getPath("\(Self.issues)?status=open&category=audio")
            let issue = try #require((listed["results"] as? [[String: Any]])?.first)
            #expect(issue["description"] as? String == "No sound")
            #expect((issue["diagnostics"] as? [String: String]) == ["browser": "Example 12"])
            let id = try #require(issue["id"] as? String)
            #expect(try await patient.statusOf("\(Self.issues)\(id)/") == 200)
            let resolved = try await clerk.postPath("\(Self.issues)\(id)/resolve/", #"{"note": "Unplugged"}"#)
            #expect(resolved["status"] as? String == "resolved")
            #expect(try await guest.event { $0.issueResolved.note } == "Unplugged")
            try await rest.post("end/", "{}")
            let quality = try #require(try await rest.get("quality/")["results"] as? [[String: Any]])
            #expect(quality.map { $0["seat"] as? Int } == [2])
            let stats = try await clerk.getPath("/telemedicine/api/consultations/stats/")
            let period = try #require(stats["period"] as? [String: Any])
            #expect((period["issues"] as? [String: Any])?["resolved"] as? Int == 1)
            #expect((period["quality"] as? [String: Int])?["good"] == 1)
            #expect((period["participation"] as? [String: Int]) == ["seats": 3, "came": 2])
        }
    }
}
