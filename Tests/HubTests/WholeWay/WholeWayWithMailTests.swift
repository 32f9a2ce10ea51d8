import Foundation
import NIOHTTP1
import Testing
import Wire

@testable import Client
@testable import Hub

/// The whole way of a visit over HTTP, WebSocket and SMTP: booked, moved, reminded, held, and found again in all that is told of it.
@Suite(.serialized, .timeLimit(.minutes(8)), .enabled(if: PythonVisit.isInstalled))
struct WholeWayWithMailTests {
    @Test func aVisitIsFoundInMailsFiguresAuditWebhooksAndFHIR() async throws {
        try await withTemporaryFolder { folder in
            let clinic = try await WholeWayClinic.begin(folder)
            let id = try await book(clinic)
            try await isInvitedMovedAndReminded(id, clinic)
            try await meet(id, clinic)
            try await summaryIsAnnounced(clinic)
            try await isCounted(clinic)
            try await isAudited(id, clinic)
            try await isTold(id, clinic)
            try await isThereAsFHIR(id, clinic)
            try await clinic.end()
        }
    }

    // MARK: Before the visit

    /// For tomorrow at first, then moved to within the hour.
    private func book(_ clinic: WholeWayClinic) async throws -> String {
        let tomorrow = try #require(try await clinic.calendar.slots(1).first)
        let booked = try await clinic.patient.post("bookings/", clinic.calendar.request(tomorrow))
        try #require(booked.status == 201, "\(booked.text)")
        let id = try booked.text("id")
        let invitations = try await clinic.mails.box(2).mails
        #expect(invitations.count == 2)
        #expect(invitations.allSatisfy { $0.calendar?.start.prefix(19) == tomorrow.prefix(19) })
        let moved = try await clinic.patient.post(
            "bookings/\(id)/reschedule/",
            #"{"start": "\#(clinic.soon)"}"#
        )
        try #require(moved.status == 200, "\(moved.text)")
        return id
    }

    private func isInvitedMovedAndReminded(_ id: String, _ clinic: WholeWayClinic) async throws {
        let email = try await clinic.patient.get("auth/me/").text("email")
        let box = try await clinic.mails.box(4)
        for calendar in box.calendars.values {
            #expect(calendar.count == 1)
            #expect(calendar["\(id)@clinic.example"]?.start.prefix(19) == clinic.soon.prefix(19))
            #expect(calendar["\(id)@clinic.example"]?.method == "REQUEST")
        }
        #expect(Set(box.calendars.keys).contains(email))
        try await until("the patient is reminded") {
            try await clinic.admin.get("mail/?kind=reminder&state=sent").json["count"] as? Int ?? 0 > 0
        }
        let reminders = try await clinic.mails.read().mails.filter { $0.calendar == nil }
        #expect(!reminders.isEmpty && reminders.allSatisfy { $0.to == [email] })
    }

    // MARK: The visit

    private func meet(_ id: String, _ clinic: WholeWayClinic) async throws {
        let visit = "consultations/\(id)/"
        let guest = try await SocketReader(clinic.patient, joining: id)
        let room = try await clinic.doctor.get("\(visit)waiting-room/").results
        let seat = try #require(room.first?["seat"] as? Int)
        let host = try await SocketReader(clinic.doctor, joining: id)
        try await post(clinic.doctor, "\(visit)waiting-room/admit/", #"{"seat": \#(seat)}"#)
        #expect(try await guest.event { $0.admitted.seat } == UInt32(seat))
        try await post(clinic.doctor, "\(visit)start/")
        #expect(try await guest.event { $0.statusChanged.status } == .active)
        try await host.perform { $0.postChat.text = "Good morning" }
        #expect(try await guest.event { $0.chatPosted.text } == "Good morning")
        try await record(visit, clinic)
        try await haveTrouble(id, clinic)
        try await post(clinic.doctor, "\(visit)end/", #"{"summary": "Come again in a week."}"#)
        #expect(try await guest.event { $0.statusChanged.status } == .ended)
    }

    /// Nothing is recorded before both agree, and nothing after one of them has changed their mind.
    private func record(_ visit: String, _ clinic: WholeWayClinic) async throws {
        let early = try await clinic.doctor.post("\(visit)recording/start/")
        #expect(early.status == 409, "\(early.text)")
        for person in [clinic.doctor, clinic.patient] {
            try await post(person, "\(visit)consent/", #"{"purpose": "recording", "given": true}"#)
        }
        try await post(clinic.doctor, "\(visit)recording/start/")
        try await post(clinic.patient, "\(visit)consent/", #"{"purpose": "recording", "given": false}"#)
        let events = try await clinic.doctor.get("\(visit)events/?limit=200").results
        let kinds = events.compactMap { $0["kind"] as? String }.filter { $0.hasPrefix("recording") }
        #expect(kinds == ["recording_started", "recording_stopped"])
    }

    /// The patient reports trouble, and staff sees to it.
    private func haveTrouble(_ id: String, _ clinic: WholeWayClinic) async throws {
        let body = """
            {"consultation_id": "\(id)", "category": "audio", "severity": "minor", "description": "An echo",
            "diagnostics": {"browser": "Example 12"}}
            """
        let reported = try await clinic.patient.post("technical-issues/", body)
        try #require(reported.status == 201, "\(reported.text)")
        let issue = try reported.text("id")
        try await post(clinic.staff, "technical-issues/\(issue)/assign/")
        try await post(
            clinic.staff,
            "technical-issues/\(issue)/resolve/",
            #"{"note": "Headphones helped."}"#
        )
    }

    private func post(_ api: HubAPI, _ path: String, _ body: String? = nil) async throws {
        let answer = try await api.post(path, body)
        try #require(answer.status == 200, "\(path): \(answer.text)")
    }

    // MARK: What is told of it

    private func summaryIsAnnounced(_ clinic: WholeWayClinic) async throws {
        try await until("the summary is announced") {
            let sent = try await clinic.admin.get("mail/?kind=summary&state=sent").json["count"] as? Int
            return sent == 1
        }
        let texts = try await clinic.mails.read().mails.map(\.text)
        #expect(texts.allSatisfy { !$0.contains("Come again") && !$0.contains("cough") })
    }

    private func isCounted(_ clinic: WholeWayClinic) async throws {
        for person in [clinic.doctor, clinic.admin] {
            let statistics = try await person.get("consultations/stats/").json
            #expect((statistics["by_status"] as? [String: Int])?["ended"] == 1)
            #expect((statistics["waiting"] as? [String: Any])?["count"] as? Int == 1)
            #expect((statistics["visits"] as? [String: Any])?["count"] as? Int == 1)
            let period = try #require(statistics["period"] as? [String: Any])
            let issues = try #require(period["issues"] as? [String: Any])
            #expect(issues["total"] as? Int == 1 && issues["resolved"] as? Int == 1)
            #expect((issues["by_category"] as? [String: Int])?["audio"] == 1)
            #expect((period["participation"] as? [String: Int])?["came"] == 2)
        }
    }

    /// Every step that was taken, and every look at it.
    private func isAudited(_ id: String, _ clinic: WholeWayClinic) async throws {
        let rows = try await clinic.admin.get("audit/?subject=\(id)&page_size=100").results
        let operations = Set(rows.compactMap { $0["operation"] as? String })
        let expected: Set = [
            "post_bookings", "post_bookings_id_reschedule", "post_consultations_id_join",
            "post_consultations_id_waiting_room_admit", "post_consultations_id_start",
            "post_consultations_id_consent", "post_consultations_id_recording_start",
            "post_consultations_id_end",
            "get_consultations_id_waiting_room", "socket_hello",
        ]
        #expect(expected.subtracting(operations) == [])
        let refused = rows.filter { $0["outcome"] as? String == "refused" }
        #expect(refused.compactMap { $0["code"] as? String } == ["consent_missing"])
    }

    /// The receiver has, signed and in order, what the feed has.
    private func isTold(_ id: String, _ clinic: WholeWayClinic) async throws {
        let receiver = clinic.receiver
        try await until("the receiver has it all") {
            receiver.distinct.contains { $0.type == "consultation.summary_written" && $0.subject == id }
        }
        let own = receiver.distinct.filter { $0.subject == id }
        let unsigned = own.filter { !$0.isSigned }
        #expect(unsigned.isEmpty)
        let expected = [
            "booking.made", "booking.moved", "consultation.created", "consultation.waiting",
            "consultation.active",
            "consultation.issue_reported", "consultation.ended", "consultation.summary_written",
        ]
        let types = Set(own.map { $0.type })
        #expect(Set(expected).subtracting(types) == [])
        let seqs = own.compactMap(\.seq)
        #expect(seqs == seqs.sorted())
        let ids = Set(own.map { $0.id })
        #expect(ids.subtracting(try await feed(clinic.admin)) == [])
    }

    /// The ids of everything that the feed has.
    private func feed(_ admin: HubAPI) async throws -> Set<String> {
        var ids: Set<String> = []
        var query = ""
        while true {
            let page = try await admin.get("events/?limit=100\(query)")
            ids.formUnion(try page.results.compactMap { $0["id"] as? String })
            guard try page.json["has_more"] as? Bool == true else { return ids }
            query = "&after=\(try page.text("next_after"))"
        }
    }

    private func isThereAsFHIR(_ id: String, _ clinic: WholeWayClinic) async throws {
        let answer = try await clinic.doctor.get("consultations/\(id)/fhir/")
        #expect(answer.status == 200)
        let entries = try #require(try answer.json["entry"] as? [[String: Any]])
        let resources = entries.compactMap { $0["resource"] as? [String: Any] }
        func all(_ type: String) -> [[String: Any]] {
            resources.filter { $0["resourceType"] as? String == type }
        }
        let history = try #require(all("Encounter").first?["statusHistory"] as? [[String: Any]])
        #expect(
            history.compactMap { $0["status"] as? String } == [
                "planned", "arrived", "in-progress", "finished",
            ]
        )
        #expect(
            (all("Appointment").first?["reasonCode"] as? [[String: String]])?.first == ["text": "A cough"]
        )
        #expect(Set(all("Consent").compactMap { $0["status"] as? String }) == ["active", "inactive"])
        #expect(all("Communication").count == 1)
        #expect(all("DocumentReference").count == 1)
        let codes = all("AuditEvent").compactMap {
            ($0["subtype"] as? [[String: String]])?.first?["code"]
        }
        #expect(
            Set(["admitted", "recording_started", "recording_stopped", "issue_reported"]).isSubset(
                of: codes
            )
        )
    }
}
