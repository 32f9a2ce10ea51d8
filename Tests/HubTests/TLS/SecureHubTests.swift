import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import TestKit
import Testing

@testable import Hub

/// A whole hub that speaks HTTPS.
@Suite(.timeLimit(.minutes(1))) struct SecureHubTests {
    @Test func theHubSpeaksHTTPSAndShowsARenewedCertificateWithoutARestart() async throws {
        try await withTemporaryFolder { folder in
            let files = CertificateFiles(folder: folder)
            let (first, second) = (try TestCertificate(), try TestCertificate())
            try files.write(first)
            let hub = try await RunningHub.start(configuration(folder, files))
            #expect(try await health(of: hub, trusting: first).hasPrefix("HTTP/1.1 200 "))
            try files.write(second)
            await hub.parts.tls?.renewal.look()
            #expect(try await health(of: hub, trusting: second).hasPrefix("HTTP/1.1 200 "))
            await #expect(throws: (any Error).self) { try await health(of: hub, trusting: first) }
            try await hub.stop()
        }
    }

    @Test func aHubWithABadCertificateDoesNotStart() async throws {
        try await withTemporaryFolder { folder in
            let files = CertificateFiles(folder: folder)
            let failure = await #expect(throws: CommandFailure.self) {
                try await RunningHub.start(configuration(folder, files))
            }
            #expect(failure?.kind == .configuration)
            try files.write(TestCertificate())
            let hub = try await RunningHub.start(configuration(folder, files))
            try await hub.stop()
        }
    }

    private func configuration(_ folder: String, _ files: CertificateFiles) -> HubConfiguration {
        var configuration = HubConfiguration()
        configuration.port = 0
        configuration.dataDirectory = folder
        configuration.certificate = files
        configuration.masterKey = .test
        return configuration
    }

    /// The answer to a request for the health of the hub.
    private func health(of hub: RunningHub, trusting certificate: TestCertificate) async throws -> String {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(certificate.chain.utf8)))
        let context = try NIOSSLContext(configuration: tls)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: hub.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try NIOSSLClientHandler(context: context, serverHostname: TestCertificate.name)
                    try channel.pipeline.syncOperations.addHandler(handler)
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            try await outbound.write(ByteBuffer(string: request))
            var answer = ""
            for try await chunk in inbound { answer += String(buffer: chunk) }
            return answer
        }
    }
}
