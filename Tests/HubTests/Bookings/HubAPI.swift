import Foundation
import NIOHTTP1
import Testing

@testable import Client
@testable import Hub

/// The hub's REST surface as any program sees it: paths and JSON.
struct HubAPI: Sendable {
    struct Answer: Sendable {
        let status: UInt
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        var json: [String: Any] {
            get throws { try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] ?? [:] }
        }

        var results: [[String: Any]] {
            get throws { try json["results"] as? [[String: Any]] ?? [] }
        }

        func text(_ name: String) throws -> String {
            try #require(try json[name] as? String, "\(text)")
        }
    }

    static let root = "/telemedicine/api/"

    let address: HubAddress
    var token: String?

    /// Signs in.
    static func signIn(_ file: DevelopmentFile, _ role: String) async throws -> HubAPI {
        let person = try #require(file.people.first { $0.role == role })
        let api = HubAPI(address: try #require(HubAddress(url: file.url)))
        let body = #"{"email": "\#(person.email)", "password": "\#(person.password)"}"#
        let answer = try await api.send(.POST, "auth/login/", body)
        return HubAPI(address: api.address, token: try answer.text("access_token"))
    }

    func get(_ path: String) async throws -> Answer { try await send(.GET, path) }

    func post(_ path: String, _ body: String? = nil, key: String? = nil) async throws -> Answer {
        try await send(.POST, path, body, key: key)
    }

    func put(_ path: String, _ body: String) async throws -> Answer { try await send(.PUT, path, body) }

    /// Throws only where there was no answer.
    func send(_ method: HTTPMethod, _ path: String, _ body: String? = nil, key: String? = nil) async throws -> Answer {
        var headers: HTTPHeaders = [:]
        if let token { headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let key { headers.add(name: "Idempotency-Key", value: key) }
        let exchange = HTTPExchange(
            address: address,
            method: method,
            path: Self.root + path,
            headers: headers,
            body: body.map { Array($0.utf8) }
        )
        let answer = try await exchange.perform()
        return Answer(status: answer.status, body: answer.body)
    }
}

/// The demo doctor's working hours and what is booked in them, over the running hub.
struct HubCalendar: Sendable {
    let doctor: HubAPI
    let patient: HubAPI
    let staff: HubAPI
    let doctorID: String
    let patientID: String

    static func begin(_ file: DevelopmentFile) async throws -> HubCalendar {
        let (doctor, patient) = (try await HubAPI.signIn(file, "doctor"), try await HubAPI.signIn(file, "patient"))
        let calendar = HubCalendar(
            doctor: doctor,
            patient: patient,
            staff: try await HubAPI.signIn(file, "staff"),
            doctorID: try await doctor.get("auth/me/").text("id"),
            patientID: try await patient.get("auth/me/").text("id")
        )
        let opened = try await doctor.put("doctors/\(calendar.doctorID)/availability/", hours)
        try #require(opened.status == 200, "\(opened.text)")
        return calendar
    }

    /// Always open, so that the test can run at any time.
    static let hours = """
        {"time_zone": "Europe/Berlin", "slot_minutes": 5, "horizon_days": 60,
        "weekly": [\((1...7).map { #"{"weekday": \#($0), "start": "00:00", "end": "24:00"}"# }.joined(separator: ","))]}
        """

    /// The starts of free slots from tomorrow on.
    func slots(_ count: Int) async throws -> [String] {
        let from = Date().addingTimeInterval(86_400).formatted(.iso8601)
        let answer = try await patient.get("doctors/\(doctorID)/slots/?from=\(from)&limit=\(count)")
        return try answer.results.compactMap { $0["start"] as? String }
    }

    func request(_ start: String) -> String {
        #"{"doctor_id": "\#(doctorID)", "patient_id": "\#(patientID)", "start": "\#(start)", "reason": "A cough"}"#
    }

    func message(version: Int, _ start: String, id: String, status: String = "booked") -> String {
        """
        {"source": "his", "external_id": "\(id)", "version": \(version), "status": "\(status)", "start": "\(start)",
        "doctor_id": "\(doctorID)", "duration_minutes": 5, "title": "Appointment", "patient_id": "\(patientID)"}
        """
    }
}
