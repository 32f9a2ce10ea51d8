import Foundation
import NIOHTTP1
import Testing

@testable import Client
@testable import Hub
@testable import REST

/// Who may what, for every route and everybody, against a running hub.
@Suite(.serialized, .timeLimit(.minutes(5))) struct AccessTests {
    /// Everybody asks as fast as they can.
    static let rates = [
        "LASO_LIMIT_ADDRESS_SIGN_IN_RATE": "100000/100000", "LASO_LIMIT_ADDRESS_REQUEST_RATE": "100000/100000",
        "LASO_LIMIT_PERSON_REQUEST_RATE": "100000/100000",
    ]

    @Test func everyOperationHasItsRow() {
        let closed = RESTRoutes.endpoints.filter { $0.access != .everyone }.map { "\($0.method) \($0.path)" }
        #expect(Set(AccessTable.rows.map(\.operation)) == Set(closed))
        #expect(AccessTable.rows.count == closed.count)
    }

    @Test func everybodyIsServedWhatIsTheirsAndRefusedTheRest() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder, Self.rates)
            try await hub.start()
            let clinic = try await AccessClinic.begin(try hub.file)
            for row in AccessTable.rows {
                for asker in Asker.allCases {
                    let answer = try await clinic.ask(row, as: asker)
                    let isRefused = [401, 403, 404].contains(answer.status)
                    let line = "\(row.operation) as \(asker): \(answer.status) \(answer.text.prefix(200))"
                    #expect(isRefused != row.served.contains(asker), "\(line)")
                    #expect(answer.status < 500, "\(line)")
                    if asker == .nobody || asker == .disabled { #expect(answer.status == 401, "\(line)") }
                }
            }
            try await hub.kill()
            #expect(try await hub.run("verify").status == 0)
        }
    }
}
