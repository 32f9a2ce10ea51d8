import TestKit
import Testing

@testable import Gateway

/// Connections beyond the limits, over real sockets: each is closed at once, and keeps nothing of the hub.
@Suite(.timeLimit(.minutes(1)))
struct RefusedConnectionTests {
    @Test(arguments: [true, false])
    func oneConnectionTooManyIsClosedAtOnce(_ isOfOneAddress: Bool) async throws {
        var configuration = SocketServer.Configuration()
        if isOfOneAddress {
            configuration.limits.connectionsPerAddressMax = 1
        } else {
            configuration.limits.connectionsMax = 1
        }
        try await TestServer.with(configuration) { server in
            let first = try await RawSocket.attached(port: server.port)
            let second = try await RawSocket(port: server.port)
            #expect(await second.end() == 0)

            try await first.close()
            _ = await first.end()
            // The first one's place is free when the hub has seen it go.
            while server.gateway.surroundings.population.connectionCount > 0 { await Task.yield() }
            _ = try await RawSocket.attached(port: server.port)
        }
    }

    @Test func oneTLSConnectionTooManyIsClosedAtOnce() async throws {
        let certificate = try TestCertificate()
        let pair = try CertificatePair(chain: Array(certificate.chain.utf8), key: Array(certificate.key.utf8))
        let configuration = SocketServer.Configuration.setting(\.limits.connectionsPerAddressMax, 1)
        try await TestServer.with(configuration, certificates: Certificates(pair)) { server in
            let first = try await RawSocket(port: server.port)
            let second = try await RawSocket(port: server.port)
            #expect(await second.end() == 0)
            try await first.close()
        }
    }
}
