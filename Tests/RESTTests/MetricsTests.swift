import Core
import HTTPTypes
import REST
import Testing

/// Who may read the figures.
@Suite struct MetricsTests {
    private static let token = "a token for a test"

    private static func clinic(_ token: String?, from address: ClientAddress?) async throws -> Clinic {
        var clinic = try await Clinic()
        clinic.dependencies.metrics = MetricsPage(contentType: "text/plain; version=0.0.4", token: token) {
            "laso_up 1\n"
        }
        clinic.dependencies.admit = { _, _ in
            var admission = Admission()
            admission.client = address
            return admission
        }
        return clinic
    }

    @Test(arguments: [
        (ClientAddress(ipv4: 0x7F00_0001), 200), (ClientAddress(ipv4: 0x7F01_0203), 200),
        (ClientAddress(high: 0, low: 1), 200), (ClientAddress(ipv4: 0xC633_6407), 404),
        (ClientAddress(high: 0x2001_0DB8_0000_0000, low: 1), 404), (nil, 404),
    ])
    func withoutATokenThisMachineReads(_ address: ClientAddress?, _ status: Int) async throws {
        let answer = try await Self.clinic(nil, from: address).send(.get, "/metrics")
        #expect(answer.status == status)
        #expect(answer.text.contains("laso_up") == (status == 200))
    }

    /// A proxy of this machine passes on what comes from anywhere.
    @Test(arguments: ["X-Forwarded-For", "Forwarded", "Via", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP"])
    func whatAProxyPassesOnIsNotThisMachines(_ header: String) async throws {
        let clinic = try await Self.clinic(nil, from: ClientAddress(ipv4: 0x7F00_0001))
        #expect(try await clinic.send(.get, "/metrics", headers: [header: "anything"]).status == 404)
    }

    @Test(arguments: [("Bearer a token for a test", 404), ("Bearer wrong", 404), ("Bearer a-token-for-a-test", 200)])
    func withATokenItsHoldersRead(_ authorization: String, _ status: Int) async throws {
        let clinic = try await Self.clinic("a-token-for-a-test", from: ClientAddress(ipv4: 0xC633_6407))
        #expect(try await clinic.send(.get, "/metrics", headers: ["Authorization": authorization]).status == status)
    }

    @Test func withATokenThisMachineNeedsItToo() async throws {
        let clinic = try await Self.clinic(Self.token, from: ClientAddress(ipv4: 0x7F00_0001))
        #expect(try await clinic.send(.get, "/metrics").status == 404)
    }
}
