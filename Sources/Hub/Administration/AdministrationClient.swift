import Foundation
import NIOCore
import NIOPosix

/// Asks the hub that runs on this machine with the same data folder.
struct AdministrationClient {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    let path: String

    /// The hub's answer; `nil` when no hub runs.
    func send(_ request: AdministrationRequest) async throws -> AdministrationAnswer? {
        let line = try JSONEncoder().encode(request) + Data("\n".utf8)
        guard let connection = await connect() else { return nil }
        return try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: line))
            var buffer = LineBuffer()
            for try await chunk in inbound {
                for line in try buffer.lines(adding: chunk) {
                    return try JSONDecoder().decode(AdministrationAnswer.self, from: Data(line))
                }
            }
            throw CommandFailure(.unavailable, "The hub stopped before it answered; look whether the change was made.")
        }
    }

    private func connect() async -> Connection? {
        // Whatever keeps us from connecting, nobody is there; the lock on the folder says whether that is true.
        try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Connection(wrappingChannelSynchronously: channel)
                }
            }
    }
}
