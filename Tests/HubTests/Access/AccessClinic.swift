import Foundation
import NIOHTTP1
import Testing

@testable import Client
@testable import Hub

/// A hub with everybody of the access table in it, who ask for visits and bookings that are new for each request.
struct AccessClinic: Sendable {
    private static let password = "correct horse battery"

    let file: DevelopmentFile
    let calendar: HubCalendar
    let open: HubAPI
    /// Not one of those who ask, either.
    let governor: HubAPI
    let disabledToken: String

    static func begin(_ file: DevelopmentFile) async throws -> AccessClinic {
        let calendar = try await HubCalendar.begin(file)
        let admin = try await HubAPI.signIn(file, "admin")
        let open = HubAPI(address: calendar.doctor.address)
        for (name, role) in [
            ("stranger", "patient"), ("disabled", "doctor"), ("other", "staff"),
            ("governor", "admin"),
        ] {
            let body = """
                {"email": "\(name)@clinic.example", "name": "\(name)", "role": "\(role)", "password": "\(password)"}
                """
            let added = try await admin.post("users/", body)
            try #require(added.status == 201, "\(added.text)")
        }
        let disabled = try await signIn("disabled@clinic.example", password, open)
        let users = try await admin.get("users/?search=disabled").results
        let id = try #require(users.first?["id"] as? String)
        let change = try await admin.send(.PATCH, "users/\(id)/", #"{"is_disabled": true}"#)
        try #require(change.status == 200, "\(change.text)")
        // Not one of those who ask: their sign-ins come and go.
        let operating = HubAPI(
            address: open.address,
            token: try await signIn("other@clinic.example", password, open)
        )
        let lasting = HubCalendar(
            doctor: operating,
            patient: operating,
            staff: operating,
            doctorID: calendar.doctorID,
            patientID: calendar.patientID
        )
        let governor = HubAPI(
            address: open.address,
            token: try await signIn("governor@clinic.example", password, open)
        )
        return AccessClinic(
            file: file,
            calendar: lasting,
            open: open,
            governor: governor,
            disabledToken: disabled
        )
    }

    private static func signIn(_ email: String, _ password: String, _ open: HubAPI) async throws -> String {
        try await open.post("auth/login/", #"{"email": "\#(email)", "password": "\#(password)"}"#).text("access_token")
    }

    /// The answer to an asker, with everything that the operation is about made anew.
    func ask(_ row: AccessRow, as asker: Asker) async throws -> HubAPI.Answer {
        let place = try await place(of: row, as: asker)
        let answer = try await send(row, at: place)
        try await clear(place)
        return answer
    }

    /// The answer at a place that was made for it.
    func send(_ row: AccessRow, at place: Place) async throws -> HubAPI.Answer {
        let api = HubAPI(address: open.address, token: place.token)
        let path = place.path.replacing(HubAPI.root, with: "")
        let body = try await body(of: row)?.replacing("<consultation>", with: place.visit)
        return try await api.send(HTTPMethod(rawValue: row.method), path, body)
    }

    /// Where an operation is asked, and by whom.
    struct Place: Sendable {
        let path: String
        var token: String?
        /// Of which something may be told.
        var visit = ""
        /// To be cancelled in the end, since a patient may only have so many.
        var booking: String?
        /// To be removed in the end, since there are only so many.
        var webhook: String?
    }

    /// The place of an operation, with everything that it is about made anew.
    func place(of row: AccessRow, as asker: Asker) async throws -> Place {
        let subject = try await subject(of: row)
        var path = row.path.replacing("{id}", with: subject.id)
        if path.contains("{link_id}") { path = path.replacing("{link_id}", with: try await link(of: subject.visit)) }
        let token = try await token(of: asker, in: subject)
        return Place(
            path: path,
            token: token,
            visit: subject.visit,
            booking: subject.booking,
            webhook: subject.webhook
        )
    }

    /// Takes back what there may only be so many of.
    func clear(_ place: Place) async throws {
        if let booking = place.booking { _ = try await calendar.staff.post("bookings/\(booking)/cancel/") }
        if let webhook = place.webhook { _ = try await governor.send(.DELETE, "webhooks/\(webhook)/") }
    }

    // MARK: What is asked for

    private struct Subject {
        var id = ""
        /// The visit of guests.
        var visit: String
        var booking: String?
        var webhook: String?
    }

    private func subject(of row: AccessRow) async throws -> Subject {
        var subject = Subject(visit: try await visit())
        switch row.path.split(separator: "/").dropFirst(2).first {
        case "consultations": subject.id = subject.visit
        case "bookings" where row.path.contains("{id}"):
            let slot = try #require(try await calendar.slots(1).first)
            subject.booking = try await calendar.staff.post("bookings/", calendar.request(slot)).text("id")
            subject.id = subject.booking ?? ""
        case "webhooks" where row.path.contains("{id}"):
            subject.webhook = try await governor.post("webhooks/", #"{"url": "https://hook.invalid/"}"#).text("id")
            subject.id = subject.webhook ?? ""
        case "doctors": subject.id = calendar.doctorID
        case "technical-issues" where row.path.contains("{id}"): subject.id = try await issue(of: subject.visit)
        case "users": subject.id = calendar.patientID
        default: subject.id = UUID().uuidString.lowercased()
        }
        return subject
    }

    /// Reported by the patient.
    private func issue(of visit: String) async throws -> String {
        let patient = try #require(file.people.first { $0.role == "patient" })
        let api = HubAPI(address: open.address, token: try await Self.signIn(patient.email, patient.password, open))
        let body = """
            {"consultation_id": "\(visit)", "category": "audio", "severity": "minor", "description": "Echo"}
            """
        return try await api.post("technical-issues/", body).text("id")
    }

    private func link(of visit: String) async throws -> String {
        try await calendar.staff.post("consultations/\(visit)/invite/", "{}").text("id")
    }

    private static let start = Date().addingTimeInterval(600).formatted(.iso8601)

    private func visitBody() -> String {
        let seats = file.people.filter { $0.role != "admin" }.map { #"{"email": "\#($0.email)"}"# }
        return """
            {"title": "Follow-up", "scheduled_start": "\(Self.start)", "duration_minutes": 30,
            "participants": [\(seats.joined(separator: ","))]}
            """
    }

    private func visit() async throws -> String {
        try await calendar.staff.post("consultations/", visitBody()).text("id")
    }

    private func body(of row: AccessRow) async throws -> String? {
        switch row.body {
        case "<visit>": visitBody()
        case "<booking>": calendar.request(try await slot())
        case "<start>": #"{"start": "\#(try await slot())"}"#
        case "<import>": calendar.message(version: 1, try await slot(), id: UUID().uuidString, status: "cancelled")
        case "<availability>": HubCalendar.hours
        default: row.body
        }
    }

    /// Far enough ahead that nobody meets the one before.
    private func slot() async throws -> String {
        try #require(try await calendar.slots(20).last)
    }

    // MARK: Who asks

    /// A new sign-in for each request, since some end it.
    private func token(of asker: Asker, in subject: Subject) async throws -> String? {
        switch asker {
        case .nobody: return nil
        case .disabled: return disabledToken
        case .stranger: return try await Self.signIn("stranger@clinic.example", Self.password, open)
        case .guest: return try await guestToken(of: subject.visit)
        case .patient, .interpreter, .doctor, .staff, .admin:
            let person = try #require(file.people.first { $0.role == asker.rawValue })
            return try await Self.signIn(person.email, person.password, open)
        }
    }

    private func guestToken(of visit: String) async throws -> String {
        let secret = try await calendar.staff.post("consultations/\(visit)/invite/", "{}").text("secret")
        let body = #"{"secret": "\#(secret)", "name": "Mara Quist", "guest_key": "tablet-of-mara-0123456789"}"#
        return try await open.post("invitations/redeem/", body).text("access_token")
    }
}
