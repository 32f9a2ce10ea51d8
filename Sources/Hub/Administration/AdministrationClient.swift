import Foundation
import NIOCore
import NIOPosix

/// Asks the hub that runs on this machine with the same data folder.
struct AdministrationClient {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    let path: String

    /// The answer's id; a ``CommandFailure`` when no hub runs, or the hub refuses.
    func send(_ request: AdministrationRequest) async throws -> String {
        let answer = try await exchange(request)
        guard answer.ok, let id = answer.id else {
            let code = answer.code ?? "unknown"
            throw CommandFailure(.refused, "\(answer.detail ?? "The hub refused.") (\(code))")
        }
        return id
    }

    private func exchange(_ request: AdministrationRequest) async throws -> AdministrationAnswer {
        let line = try JSONEncoder().encode(request) + Data("\n".utf8)
        let connection = try await connect()
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

    private func connect() async throws -> Connection {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try Connection(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw CommandFailure(
                .unavailable,
                "No hub runs with this data folder (\(path) does not answer). Start one with: hub serve"
            )
        }
    }
}
