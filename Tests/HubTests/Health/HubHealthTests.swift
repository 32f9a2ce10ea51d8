import Foundation
import NIOHTTP1
import Testing

@testable import Client
@testable import Hub

/// How a running hub says that it is.
@Suite(.serialized, .timeLimit(.minutes(3))) struct HubHealthTests {
    private func health(_ address: HubAddress, _ token: String? = nil) async throws -> HubAPI.Answer {
        let headers = token.map { [("Authorization", "Bearer \($0)")] } ?? []
        let exchange = HTTPExchange(
            address: address,
            method: .GET,
            path: "/health/",
            headers: .init(headers),
            body: nil
        )
        let answer = try await exchange.perform()
        return HubAPI.Answer(status: answer.status, body: answer.body)
    }

    @Test func anAdministratorSeesEveryPartAndOthersOneWord() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder)
            try await hub.start()
            let admin = try await HubAPI.signIn(try hub.file, "admin")
            let all = try await health(admin.address, admin.token)
            #expect(all.status == 200, "\(all.text)")
            let parts = try #require(try all.json["parts"] as? [[String: Any]])
            let names = parts.compactMap { $0["name"] as? String }
            #expect(Set(names).isSuperset(of: ["database", "sockets", "mail", "providers", "disk"]))
            let database = try #require(parts.first { $0["name"] as? String == "database" })
            #expect(database["status"] as? String == "ok")
            #expect(try #require((database["figures"] as? [String: Int])?["bytes"]) > 0)
            #expect(Array(try await health(admin.address).json.keys) == ["status"])
            try await hub.kill()
        }
    }
}
