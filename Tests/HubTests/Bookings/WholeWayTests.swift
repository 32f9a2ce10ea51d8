import Foundation
import Testing
import Wire

@testable import Hub

/// The whole way of a patient, over HTTP and WebSocket: from the registration to the transcript.
@Suite(.serialized, .timeLimit(.minutes(3))) struct WholeWayTests {
    private static let email = "mara.quist@example.org"
    private static let password = "a good long password"

    /// How a visit stands when it is over, as patient and doctor see it.
    private struct End: Equatable {
        let status: String
        let texts: [String]
        let kinds: [String]
        let summary: String
    }

    @Test func fromTheRegistrationToTheTranscript() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder)
            try await hub.start()
            let calendar = try await HubCalendar.begin(try hub.file)
            let patient = try await register(calendar, folder)
            let found = try await patient.get("doctors/?search=marlow").results
            #expect(found.map { $0["id"] as? String } == [calendar.doctorID])
            let slots = try await soon(patient, calendar)
            let body = #"{"doctor_id": "\#(calendar.doctorID)", "start": "\#(slots[0])", "reason": "A cough"}"#
            let booked = try await patient.post("bookings/", body, key: "first-visit")
            #expect(booked.status == 201, "\(booked.text)")
            let own = try await meet(try booked.text("id"), patient, calendar.doctor)

            let imported = try await calendar.staff.post("bookings/import/", message(calendar, slots[1]))
            #expect(imported.status == 201, "\(imported.text)")
            let booking = try #require(try imported.json["booking"] as? [String: Any])
            let fromOutside = try await meet(try #require(booking["id"] as? String), patient, calendar.doctor)
            #expect(own == fromOutside)

            try await hub.kill()
            let verified = try await hub.run("verify")
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    /// Slots whose waiting rooms are open already.
    private func soon(_ patient: HubAPI, _ calendar: HubCalendar) async throws -> [String] {
        let answer = try await patient.get("doctors/\(calendar.doctorID)/slots/?limit=2")
        return try answer.results.compactMap { $0["start"] as? String }
    }

    private func message(_ calendar: HubCalendar, _ start: String) -> String {
        """
        {"source": "his", "external_id": "4711", "version": 1, "status": "booked", "start": "\(start)",
        "doctor_id": "\(calendar.doctorID)", "duration_minutes": 5, "patient_email": "\(Self.email)"}
        """
    }

    /// Waits, is let in, talks, and reads what came of it, on both sides.
    private func meet(_ id: String, _ patient: HubAPI, _ doctor: HubAPI) async throws -> End {
        let visit = "consultations/\(id)/"
        let guest = try await SocketReader(patient, joining: id)
        let room = try await doctor.get("\(visit)waiting-room/").results
        let seat = try #require(room.first?["seat"] as? Int)
        let host = try await SocketReader(doctor, joining: id)
        #expect(try await doctor.post("\(visit)waiting-room/admit/", #"{"seat": \#(seat)}"#).status == 200)
        #expect(try await guest.event { $0.admitted.seat } == UInt32(seat))
        #expect(try await doctor.post("\(visit)start/").status == 200)
        #expect(try await guest.event { $0.statusChanged.status } == .active)
        try await host.perform { $0.postChat.text = "Good morning" }
        #expect(try await guest.event { $0.chatPosted.text } == "Good morning")
        try await guest.perform { $0.postChat.text = "The cough is back" }
        let ended = try await doctor.post("\(visit)end/", #"{"summary": "Come again in a week."}"#)
        #expect(ended.status == 200, "\(ended.text)")
        #expect(try await guest.event { $0.statusChanged.status } == .ended)
        let ends = [try await end(visit, patient), try await end(visit, doctor)]
        #expect(ends[0].texts == ends[1].texts)
        #expect(ends[0].summary == ends[1].summary)
        return ends[1]
    }

    private func end(_ visit: String, _ api: HubAPI) async throws -> End {
        let events = try await api.get("\(visit)events/?limit=200").results
        return End(
            status: try await api.get(visit).text("status"),
            texts: try await api.get("\(visit)messages/").results.compactMap { $0["text"] as? String },
            kinds: events.compactMap { $0["kind"] as? String },
            summary: try await api.get("\(visit)summary/").text("text")
        )
    }

    // MARK: Registration

    private func register(_ calendar: HubCalendar, _ folder: String) async throws -> HubAPI {
        let open = HubAPI(address: calendar.doctor.address)
        let body = #"{"email": "\#(Self.email)", "name": "Mara Quist", "password": "\#(Self.password)"}"#
        #expect(try await open.post("auth/register/", body).status == 202)
        let token = try await token(in: folder + "/mail")
        let confirmation = #"{"token": "\#(token)", "password": "\#(Self.password)"}"#
        let confirmed = try await open.post("auth/register/confirm/", confirmation)
        try #require(confirmed.status < 300, "\(confirmed.text)")
        let login = try await open.post(
            "auth/login/",
            #"{"email": "\#(Self.email)", "password": "\#(Self.password)"}"#
        )
        return HubAPI(address: open.address, token: try login.text("access_token"))
    }

    /// From the mail, which is written after the answer.
    private func token(in folder: String) async throws -> String {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(20)
        while clock.now < deadline {
            // `try?`: the folder or the mail may not be there yet.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names where name.hasSuffix(".eml") {
                guard let mail = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) else { continue }
                if let token = Self.token(of: mail) { return token }
            }
            await Task.yield()
        }
        throw CommandFailure(.unavailable, "There was no mail.")
    }

    /// In the mail's text, which is its first part.
    private static func token(of mail: String) -> String? {
        let first = mail.split(separator: "text/html")[0]
        let lines = first.split(whereSeparator: \.isNewline).filter { $0.wholeMatch(of: /[A-Za-z0-9+\/=]{4,}/) != nil }
        let text = Data(base64Encoded: lines.joined()).map { String(decoding: $0, as: UTF8.self) }
        return text?.firstMatch(of: /[A-Za-z0-9_-]{40,}/).map { String($0.0) }
    }
}
