import Core
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import REST
import Testing

/// Who may read the metrics.
struct MetricsTests {
    private static let here = ClientAddress(ipv4: 0x7F00_0001)
    private static let elsewhere = ClientAddress(ipv4: 0xC633_6407)

    @Test func withoutATokenOnlyThisMachineMayRead() async throws {
        #expect(try await Self.status(from: Self.here) == 200)
        #expect(try await Self.status(from: Self.elsewhere) == 404)
        #expect(try await Self.status(from: nil) == 404)
    }

    /// A proxy of this machine passes on what others ask.
    @Test(arguments: ["X-Forwarded-For", "Forwarded", "Via", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP"])
    func whatAProxyPassesOnIsNotOfThisMachine(_ field: String) async throws {
        let name = try #require(HTTPField.Name(field))
        #expect(try await Self.status(from: Self.here, [name: "198.51.100.7"]) == 404)
    }

    @Test func withATokenWhoeverShowsItMayRead() async throws {
        let token = "a-token-of-the-clinic"
        #expect(try await Self.status(from: Self.elsewhere, [.authorization: "Bearer \(token)"], token: token) == 200)
        #expect(try await Self.status(from: Self.here, token: token) == 404)
        #expect(try await Self.status(from: Self.here, [.authorization: "Bearer \(token)."], token: token) == 404)
    }

    private static func status(
        from client: ClientAddress?,
        _ headers: HTTPFields = [:],
        token: String? = nil
    ) async throws -> Int {
        var dependencies = try await Clinic().dependencies
        dependencies.metrics = MetricsPage(contentType: "text/plain", token: token) { "laso_up 1\n" }
        dependencies.admit = { _, _ in
            var admission = Admission()
            admission.client = client
            return admission
        }
        let application = Application(router: RESTRoutes(dependencies).router())
        return try await application.test(.router) { client in
            try await client.execute(uri: "/metrics", method: .get, headers: headers).status.code
        }
    }
}
