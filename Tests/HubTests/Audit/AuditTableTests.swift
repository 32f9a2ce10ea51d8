import Core
import Foundation
import NIOHTTP1
import Testing

@testable import Client
@testable import Hub
@testable import REST

/// For every operation that reads or writes personal data: its row in the audit of a running hub, with whose data it was.
@Suite(.serialized, .timeLimit(.minutes(5))) struct AuditTableTests {
    private static var personal: [Endpoint] {
        RESTRoutes.endpoints.filter { $0.access != .everyone && $0.audit != .nothingPersonal }
    }

    @Test func everyOperationHasItsRow() {
        let operations = Set(Self.personal.map { "\($0.method) \($0.path)" })
        let named = AuditTable.rows.map(\.operation)
        #expect(operations.subtracting(named) == [], "not in the table")
        #expect(Set(named).subtracting(operations) == [], "nowhere else")
        #expect(Set(named).count == named.count)
    }

    @Test func everyRequestIsRecordedWithThoseWhomItIsAbout() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder, AccessTests.rates)
            try await hub.start()
            let clinic = try await AccessClinic.begin(try hub.file)
            for endpoint in Self.personal { try await expectRow(endpoint, clinic) }
            try await hub.kill()
            #expect(try await hub.run("verify").status == 0)
        }
    }

    private func expectRow(_ endpoint: Endpoint, _ clinic: AccessClinic) async throws {
        let operation = "\(endpoint.method) \(endpoint.path)"
        let access = try #require(AccessTable.rows.first { $0.operation == operation })
        let expected = try #require(AuditTable.rows.first { $0.operation == operation })
        let asker = Self.asker(of: endpoint, access)
        let place = try await clinic.place(of: access, as: asker)
        let answer = try await clinic.send(access, at: place)
        let query = "audit/?operation=\(endpoint.operationID)&page_size=1"
        let row = try #require(try await clinic.governor.get(query).results.first, "\(operation)")
        try await clinic.clear(place)

        let line = "\(operation) as \(asker): \(answer.status) \(answer.text.prefix(200))"
        let person = try #require(row["person_id"] as? String, "\(line)")
        #expect(row["role"] as? String == asker.rawValue, "\(line)")
        #expect(row["address"] as? String == "127.0.0.1", "\(line)")
        let isAllowed = (200..<300).contains(answer.status)
        #expect(row["outcome"] as? String == (isAllowed ? "allowed" : "refused"), "\(line)")
        if !isAllowed { #expect(row["code"] as? String == (try answer.json["code"] as? String), "\(line)") }
        let subjects = (row["subjects"] as? [[String: String]] ?? []).map { "\($0["kind"] ?? "") \($0["id"] ?? "")" }
        let wanted = expected.subjects.flatMap { subject -> [String] in
            switch subject {
            case .asker: return ["person \(person)"]
            case .path(let kind): return Self.id(in: place.path, endpoint).map { ["\(kind) \($0)"] } ?? []
            case .answer(let kind, let names):
                guard isAllowed, let json = try? answer.json else { return [] }  // A stream of bytes has no subjects.
                return Self.texts(in: json, names.split(separator: ".").map(String.init)).map { "\(kind) \($0)" }
            }
        }
        #expect(Set(subjects) == Set(wanted), "\(line)")
        #expect(Set(subjects).count == subjects.count, "\(line)")
    }

    /// Somebody who is served, or whose role is.
    private static func asker(of endpoint: Endpoint, _ row: AccessRow) -> Asker {
        let askers: [Asker] = [.doctor, .staff, .admin, .patient]
        if let served = askers.first(where: { row.served.contains($0) }) { return served }
        guard case .roles(let roles) = endpoint.access else { return .admin }
        return askers.first { asker in roles.contains { $0.name == asker.rawValue } } ?? .admin
    }

    private static func id(in path: String, _ endpoint: Endpoint) -> Substring? {
        let index = endpoint.path.split(separator: "/").firstIndex(of: "{id}")
        return index.map { path.split(separator: "/")[$0] }
    }

    private static func texts(in value: Any, _ names: [String]) -> [String] {
        if let list = value as? [Any] { return list.flatMap { texts(in: $0, names) } }
        guard let name = names.first else { return (value as? String).map { [$0] } ?? [] }
        return (value as? [String: Any])?[name].map { texts(in: $0, Array(names.dropFirst())) } ?? []
    }
}
