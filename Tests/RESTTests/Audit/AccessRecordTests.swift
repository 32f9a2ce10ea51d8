import Core
import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import REST

/// Who sees or changes personal data over REST is recorded, and nobody is shown anything that is not.
@Suite struct AccessRecordTests {
    private static let root = "/telemedicine/api/"
    private static let id = UUID()

    /// A new route without a row in ``Endpoint/audit`` fails here.
    @Test(arguments: RESTRoutes.endpoints)
    func everyEndpointHasDecidedWhetherItIsRecorded(endpoint: Endpoint) {
        #expect(endpoint.audit != nil, "\(endpoint.method) \(endpoint.path) is not among the areas of the audit")
    }

    /// Whatever comes of it: most of these requests are refused.
    @Test func everyRequestForPersonalDataGivesOneRecord() async throws {
        let clinic = try await Clinic()
        for endpoint in RESTRoutes.endpoints where endpoint.access != .everyone {
            clinic.trail.forget()
            let id = Self.id.uuidString.lowercased()
            let path = endpoint.pathParameters.reduce(endpoint.path) { $0.replacing("{\($1)}", with: id) }
            let answer = try await clinic.send(endpoint.method, path, as: clinic.admin, body: "no JSON")
            let records = clinic.trail.records
            guard endpoint.audit != .nothingPersonal else {
                #expect(records.isEmpty, "\(endpoint.operationID)")
                continue
            }
            guard answer.status != 401 else {
                #expect(records.isEmpty && clinic.trail.turnedAway.count == 1)
                continue
            }
            try #require(records.count == 1, "\(endpoint.operationID)")
            let record = records[0]
            #expect(record.operation == endpoint.operationID)
            #expect(record.person == clinic.admin.id && record.role == .admin && record.door == .rest)
            #expect(!record.requestID.isEmpty)
            let isAllowed = (200..<300).contains(answer.status)
            #expect(try record.outcome == (isAllowed ? .allowed : .refused(code: answer.code ?? "")))
            guard case .personal(let kind) = endpoint.audit, endpoint.pathParameters.contains("id") else { continue }
            #expect(record.subjects == [.init(kind, Self.id)])
        }
    }

    @Test func aReadSaysWhoAndWhat() async throws {
        let clinic = try await Clinic().withAddresses()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.doctor.id, Example.view(id, of: clinic.doctor))
        let answer = try await clinic.send(
            .get,
            "\(Self.root)consultations/\(id)/",
            as: clinic.doctor,
            headers: ["X-Address": "3221225991"]
        )
        #expect(answer.status == 200)
        let record = try #require(clinic.trail.records.first)
        #expect(record.subjects == [.consultation(id)])
        #expect(record.outcome == .allowed)
        #expect(record.address == .present(ClientAddress(ipv4: 0xC000_0207)))
        #expect(record.requestID == answer.headers[try #require(.init("X-Request-ID"))])
    }

    @Test func aListNamesWhatItShows() async throws {
        let clinic = try await Clinic()
        let items = [Example.summary([clinic.doctor]), Example.summary([clinic.doctor])]
        clinic.catalog.hold(CatalogPage(total: 2, items: items))
        _ = try await clinic.send(.get, "\(Self.root)consultations/", as: clinic.doctor)
        #expect(clinic.trail.records.first?.subjects == items.map { .consultation($0.id) })
    }

    @Test func whoeverCreatesSomethingIsRecordedWithIt() async throws {
        let clinic = try await Clinic()
        let body = """
            {"title": "Follow-up", "scheduled_start": "2027-01-15T09:00:00Z", "duration_minutes": 30,
            "participants": [{"person_id": "\(clinic.patient.id)"}]}
            """
        let answer = try await clinic.send(.post, "\(Self.root)consultations/", as: clinic.doctor, body: body)
        try #require(answer.status == 201, "\(answer.text)")
        let id = try #require((try answer.json["id"] as? String).flatMap { ConsultationID($0) })
        #expect(clinic.trail.records.first?.subjects == [.consultation(id)])
    }

    @Test func aRefusalSaysWhy() async throws {
        let clinic = try await Clinic()
        _ = try await clinic.send(.get, "\(Self.root)users/", as: clinic.patient)
        #expect(clinic.trail.records.first?.outcome == .refused(code: "not_permitted"))
        clinic.trail.forget()
        _ = try await clinic.send(.get, "\(Self.root)consultations/\(Self.id)/", as: clinic.patient)
        #expect(clinic.trail.records.first?.outcome == .refused(code: "not_found"))
        #expect(clinic.trail.records.first?.subjects == [.init(.consultation, Self.id)])
    }

    @Test func whoeverSignsInIsRecordedAsWhoTheyTurnOutToBe() async throws {
        let clinic = try await Clinic.withDirectory()
        #expect(try await clinic.logIn(clinic.patient).status == 200)
        let record = try #require(clinic.trail.records.first)
        #expect(record.person == clinic.patient.id)
        #expect(record.operation == "post_auth_login")
    }

    /// Who has proved nothing is counted: otherwise they could fill the disk.
    @Test func strangersAreOnlyCounted() async throws {
        let clinic = try await Clinic.withDirectory()
        _ = try await clinic.logIn(clinic.patient, password: "a wrong password")
        _ = try await clinic.send(.post, Clinic.loginPath, body: "no JSON")
        _ = try await clinic.send(.get, "\(Self.root)bookings/")
        _ = try await clinic.send(.get, "\(Self.root)bookings/", token: "Bearer nonsense")
        #expect(clinic.trail.records.isEmpty)
        #expect(
            clinic.trail.turnedAway == [
                "post_auth_login 401", "post_auth_login malformed", "get_bookings 401", "get_bookings 401",
            ]
        )
    }

    @Test func whatCannotBeRecordedIsNotShown() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.doctor.id, Example.view(id, of: clinic.doctor))
        clinic.trail.fail()
        let answer = try await clinic.send(.get, "\(Self.root)consultations/\(id)/", as: clinic.doctor)
        #expect(answer.status == 503)
        #expect(try answer.code == "busy")
        #expect(answer.headers[.retryAfter] != nil)
        #expect(!answer.text.contains("Follow-up"))
        let change = try await clinic.send(.post, "\(Self.root)consultations/\(id)/start/", as: clinic.doctor)
        #expect(change.status == 503)
        #expect(try change.code == "outcome_unknown")
        #expect(try await clinic.send(.get, "/health/live").status == 200)
    }

    @Test func whoAsksTooOftenIsRefusedAndRecordedByName() async throws {
        var clinic = try await Clinic()
        let patient = clinic.patient.id
        clinic.dependencies.admitPerson = { $0 != patient }
        let answer = try await clinic.send(.get, "\(Self.root)bookings/", as: clinic.patient)
        #expect(answer.status == 429)
        #expect(try answer.code == "too_many_requests")
        #expect(answer.headers[.retryAfter] == "1")
        #expect(clinic.trail.records.map(\.outcome) == [.refused(code: "too_many_requests")])
        #expect(clinic.trail.records.first?.person == patient)
        #expect(clinic.trail.turnedAway.isEmpty)
        // Where nothing is personal it is counted, too.
        #expect(try await clinic.send(.get, "\(Self.root)doctors/", as: clinic.patient).status == 429)
        #expect(clinic.trail.turnedAway == ["get_doctors too_many_requests"])
        #expect(try await clinic.send(.get, "\(Self.root)doctors/", as: clinic.staff).status != 429)
    }

    /// What names many in the audit for ever costs as much as many requests.
    @Test(arguments: [(0, 0), (1, 0), (2, 1), (17, 1), (18, 2), (100, 7)])
    func aListCostsWhatItNames(count: Int, further: Int) async throws {
        var clinic = try await Clinic()
        let charges = Charges()
        clinic.dependencies.chargePerson = { charges.note($1, to: $0) }
        let items = (0..<count).map { _ in Example.summary([clinic.doctor]) }
        clinic.catalog.hold(CatalogPage(total: count, items: items))
        let path = "\(Self.root)consultations/?page_size=100"
        #expect(try await clinic.send(.get, path, as: clinic.doctor).status == 200)
        #expect(clinic.trail.records.first?.subjects.count == count)
        #expect(charges.requests(of: clinic.doctor.id) == further)
    }

    @Test func aRepeatedRequestIsRecordedAgain() async throws {
        let clinic = try await Clinic()
        let path = "\(Self.root)consultations/\(Self.id)/start/"
        for _ in 0..<2 {
            let answer = try await clinic.send(.post, path, as: clinic.doctor, headers: ["Idempotency-Key": "k"])
            #expect(answer.status == 200)
        }
        #expect(clinic.trail.records.count == 2)
    }
}

/// Adds up what people are charged.
private final class Charges: Sendable {
    private let requests = Mutex<[PersonID: Int]>([:])

    func note(_ count: Int, to person: PersonID) { requests.withLock { $0[person, default: 0] += count } }

    func requests(of person: PersonID) -> Int { requests.withLock { $0[person, default: 0] } }
}
