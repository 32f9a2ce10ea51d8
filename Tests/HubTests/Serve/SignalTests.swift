import Client
import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import Hub

/// SIGTERM, to the real executable.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SignalTests {
    private static let unfinished =
        "POST /telemedicine/api/auth/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"

    @Test func aSecondSignalEndsTheHubAtOnce() async throws {
        try await withTemporaryFolder { folder in
            // Far longer than this test may take: it is the signal that ends the hub.
            let hub = HubProcess(
                folder: folder,
                ["LASO_LIMIT_DRAIN_SECONDS": "600", "LASO_LOG_LEVEL": "info", "LASO_LOOPS": "1"]
            )
            try await hub.start()
            let request = try await Self.beginRequest(hub)
            try await hub.signal(SIGTERM, until: "The gateway has stopped.")
            try await hub.signal(SIGTERM, until: "the hub ends at once")
            #expect(try await hub.status() == EXIT_FAILURE)
            try? await request.close()  // The hub's end may have closed it.
        }
    }

    @Test func oneSignalEndsTheHubInOrder() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder, ["LASO_LOG_LEVEL": "info"])
            try await hub.start()
            try await hub.signal(SIGTERM, until: "The hub has stopped")
            #expect(try await hub.status() == EXIT_SUCCESS)
        }
    }

    /// A request whose body does not come, so that the hub waits for it.
    private static func beginRequest(_ hub: HubProcess) async throws -> any Channel {
        let address = try #require(HubAddress(url: try hub.file.url))
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: address.host, port: address.port).get()
        try await channel.writeAndFlush(ByteBuffer(string: unfinished))
        // The hub has read it when it answers the next connection's request: one loop, one after the other.
        _ = try await RESTClient(address).signIn(
            email: try #require(hub.file.people.first).email,
            password: try #require(hub.file.people.first).password
        )
        return channel
    }
}
