import Core
import Foundation
import HTTPTypes
import NIOCore
import Persistence
import Testing

@testable import Hub
@testable import REST

/// Bad input at every operation of a running hub: a clear refusal in the API's own form, and nothing has changed.
///
/// What is tried is made of the operations themselves (``BadRequests``), so a new one is tried, too; ``BadInputTable`` has what only
/// makes sense for one.
@Suite(.serialized, .timeLimit(.minutes(10))) struct BadInputTests {
    /// One operation, and where it is asked.
    private struct Target: Sendable {
        let endpoint: Endpoint
        var place: AccessClinic.Place
        /// `nil` where nobody has to sign in.
        var asker: Asker?
    }

    private static let setting = [
        "LASO_LIMIT_ADDRESS_SIGN_IN_RATE": "100000/100000", "LASO_LIMIT_ADDRESS_REQUEST_RATE": "100000/100000",
        "LASO_LIMIT_PERSON_REQUEST_RATE": "100000/100000",
    ]

    @Test func everyOperationOfTheTableIsThere() {
        let known = Set(RESTRoutes.endpoints.map(\.operation))
        for row in BadInputTable.rows { #expect(known.contains(row.operation), "\(row.operation)") }
    }

    /// Whoever adds a body with times or zones has to say what nonsense it refuses.
    @Test func everyBodyWithTimesHasItsRows() {
        let rows = Set(BadInputTable.rows.map(\.operation))
        for endpoint in RESTRoutes.endpoints where endpoint.body?.hasTimes == true {
            #expect(rows.contains(endpoint.operation), "\(endpoint.operation)")
        }
    }

    @Test func badInputIsRefusedEverywhereAndChangesNothing() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder, Self.setting)
            try await hub.start()
            let clinic = try await AccessClinic.begin(try hub.file)
            let targets = try await targets(clinic)
            let before = try changes(in: folder)
            for target in targets { try await attack(target, clinic, hub.port) }
            #expect(try changes(in: folder) == before)
            try await hub.kill()
            #expect(try await hub.run("verify").status == 0)
        }
    }

    private func targets(_ clinic: AccessClinic) async throws -> [Target] {
        var targets: [Target] = []
        for endpoint in RESTRoutes.endpoints where !endpoint.path.hasPrefix("/telemedicine/ws/") {
            let row = AccessTable.rows.first { $0.operation == endpoint.operation }
            if let row {
                let asker = Self.asker(of: endpoint, row)
                let place = try await clinic.place(of: row, as: asker)
                targets.append(Target(endpoint: endpoint, place: place, asker: asker))
            } else {
                targets.append(Target(endpoint: endpoint, place: .init(path: endpoint.path)))
            }
        }
        return Self.signedIn(targets)
    }

    /// Somebody who is served, or where that depends on what it is about, somebody whose role is.
    private static func asker(of endpoint: Endpoint, _ row: AccessRow) -> Asker {
        let askers: [Asker] = [.doctor, .staff, .admin, .patient]
        if let served = askers.first(where: { row.served.contains($0) }) { return served }
        guard case .roles(let roles) = endpoint.access else { return .admin }
        return askers.first { asker in roles.contains { $0.name == asker.rawValue } } ?? .admin
    }

    /// Each with the newest sign-in of its asker: older ones have ended, since a person may only have so many.
    private static func signedIn(_ targets: [Target]) -> [Target] {
        let newest = Dictionary(targets.compactMap { target in target.asker.map { ($0, target.place.token) } }) { $1 }
        return targets.map { target in
            var target = target
            if let asker = target.asker { target.place.token = newest[asker] ?? nil }
            return target
        }
    }

    private func attack(_ target: Target, _ clinic: AccessClinic, _ port: Int) async throws {
        let (endpoint, place) = (target.endpoint, target.place)
        let derived = BadRequests(endpoint: endpoint, path: place.path, token: place.token).all
        let special = BadInputTable.rows.filter { $0.operation == endpoint.operation }.map { row in
            BadRequest(
                label: row.body,
                method: "\(endpoint.method)",
                path: place.path,
                fields: place.token.map { ["Authorization: Bearer \($0)"] } ?? [],
                body: Array(row.body(with: clinic).utf8),
                statuses: row.statuses
            )
        }
        #expect(!derived.isEmpty)
        for request in derived + special {
            let client = try await LimitClient(port: port, forwardedFor: nil)
            try await client.send(request.bytes(with: client))
            judge(request, try? await client.answer(), endpoint)
            await client.close()
        }
    }

    /// An answer that did not come (`nil`) is the end of a connection that broke the rules of HTTP.
    private func judge(_ request: BadRequest, _ answer: LimitClient.Answer?, _ endpoint: Endpoint) {
        let said = answer.map { "\($0.status) \($0.body.prefix(300))" } ?? "no answer"
        let line = "\(request.method) \(request.path.prefix(120)), \(request.label): \(said)"
        guard let answer else {
            Issue.record("\(line)")
            return
        }
        #expect(request.statuses.contains(answer.status), "\(line)")
        // What is no HTTP is refused before anybody knows what it was for.
        if !request.isHTTP, answer.body.isEmpty { return }
        guard let body = try? JSONDecoder().decode(RefusalBody.self, from: Data(answer.body.utf8)) else {
            Issue.record("no refusal: \(line)")
            return
        }
        for name in request.named { #expect(body.names(name), "\(name) is not named: \(line)") }
        guard request.isDocumented else { return }
        let codes = endpoint.allErrors.first { $0.key.code == answer.status }?.value ?? []
        #expect(codes.contains(body.code), "not in the document: \(line)")
    }

    /// How much has happened to people, bookings and visits; who asked what may be noted elsewhere.
    private func changes(in folder: String) throws -> [UInt64] {
        let report = try StoreVerifier.verify(
            StorePaths(folder: folder),
            master: try #require(MasterKey.test),
            replay: { _, _, _ in nil }
        )
        return [.consultation, .calendar, .directory, .account].map { report.entriesByKind[$0] ?? 0 }
    }
}

extension Endpoint {
    /// Method and path, as the document writes them.
    fileprivate var operation: String { "\(method) \(path)" }
}

extension JSONSchema {
    fileprivate var hasTimes: Bool {
        fields.contains { field in
            switch field.schema {
            case .time, .date, .nullable(.time), .nullable(.date): true
            default: field.name == "time_zone"
            }
        }
    }
}

extension BadRequest {
    fileprivate func bytes(with client: LimitClient) -> ByteBuffer {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: localhost"] + fields
        if !body.isEmpty { lines.append("Content-Length: \(body.count)") }
        return ByteBuffer(string: lines.map { $0 + "\r\n" }.joined() + "\r\n") + body
    }
}

private func + (head: ByteBuffer, body: [UInt8]) -> ByteBuffer {
    var all = head
    all.writeBytes(body)
    return all
}
