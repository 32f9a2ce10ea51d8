import Foundation
import NIOHTTP1
import Testing

@testable import Client
@testable import Hub

/// The metrics of a running hub: nobody who asks for strange things makes them more.
@Suite(.serialized, .timeLimit(.minutes(3))) struct MetricsSeriesTests {
    private func send(_ method: HTTPMethod, _ path: String, _ address: HubAddress) async throws -> String {
        let exchange = HTTPExchange(address: address, method: method, path: path, headers: [:], body: nil)
        return String(decoding: try await exchange.perform().body, as: UTF8.self)
    }

    private func series(_ address: HubAddress) async throws -> [Substring] {
        try await send(.GET, "/metrics", address).split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    @Test func noSeriesHoldsAnIdAndStrangePathsMakeNoneMore() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder)
            try await hub.start()
            let address = try #require(HubAddress(url: try hub.file.url))
            // What each kind of request makes is there before it is counted; also what reading the metrics makes.
            for round in 0..<2 { try await askForStrangeThings(address, round) }
            _ = try await series(address)
            let before = try await series(address).count
            for round in 2..<12 { try await askForStrangeThings(address, round) }
            let after = try await series(address)
            #expect(after.count == before)
            #expect(after.allSatisfy { $0.firstMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-/) == nil })
            #expect(after.allSatisfy { !$0.contains("quibble") && !$0.contains("PROPFIND") })
            try await hub.kill()
        }
    }

    private func askForStrangeThings(_ address: HubAddress, _ round: Int) async throws {
        let id = UUID().uuidString.lowercased()
        for path in ["/quibble/\(round)", "/telemedicine/api/consultations/\(id)/", "/health/quibble\(round)"] {
            for method in [HTTPMethod.GET, .PROPFIND] { _ = try await send(method, path, address) }
        }
        _ = try await send(.GET, "/telemedicine/ws/consultations/\(id)/", address)
    }
}
