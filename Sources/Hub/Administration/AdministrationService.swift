import Foundation
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The local administration socket: commands on the hub's own machine and account, one line of JSON each.
///
/// Who may open the socket is decided by the file system: the folder and the socket are closed to other accounts.
/// A socket that a killed hub left behind is replaced: the lock on the folder says that nobody answers there.
/// Connections beyond ``connectionsMax`` wait, and one that is silent for ``idleMax`` is closed.
struct AdministrationService: Service {
    static let connectionsMax = 8
    static let idleMax: TimeAmount = .seconds(30)

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    let path: String
    let group: any EventLoopGroup
    let logger: Logger
    let onListening: @Sendable () -> Void
    let answer: @Sendable (AdministrationRequest) async -> AdministrationAnswer

    func run() async throws {
        let listener = try await listen()
        try await listener.executeThenClose { connections in
            guard chmod(path, 0o600) == 0 else {
                throw CommandFailure(.unavailable, "The socket \(path) can't be closed to other accounts.")
            }
            onListening()
            await withGracefulShutdownHandler {
                await serveAll(connections)
            } onGracefulShutdown: {
                // This also removes the socket's file. Connections that were accepted before are still served.
                listener.channel.close(promise: nil)
            }
        }
    }

    private func listen() async throws -> NIOAsyncChannel<Connection, Never> {
        do {
            return try await ServerBootstrap(group: group)
                .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers(
                            IdleStateHandler(readTimeout: Self.idleMax),
                            IdleCloser()
                        )
                        return try Connection(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw CommandFailure(.unavailable, "The socket \(path) can't be opened: \(error)")
        }
    }

    private func serveAll(_ connections: NIOAsyncChannelInboundStream<Connection>) async {
        await withTaskGroup(of: Void.self) { group in
            var open = 0
            do {
                for try await connection in connections {
                    if open == Self.connectionsMax {
                        await group.next()
                        open -= 1
                    }
                    group.addTask { await serve(connection) }
                    open += 1
                }
            } catch is CancellationError {
                // The hub stops, and nobody listens any more: nothing failed.
            } catch {
                logger.error("The administration socket failed", metadata: ["error": "\(error)"])
            }
        }
    }

    private func serve(_ connection: Connection) async {
        do {
            try await connection.executeThenClose { inbound, outbound in
                var buffer = LineBuffer()
                for try await chunk in inbound.cancelOnGracefulShutdown() {
                    for line in try buffer.lines(adding: chunk) {
                        try await outbound.write(ByteBuffer(bytes: await reply(to: line)))
                    }
                }
            }
        } catch {
            logger.debug("An administration connection ended early", metadata: ["error": "\(error)"])
        }
    }

    private func reply(to line: [UInt8]) async -> [UInt8] {
        let answer: AdministrationAnswer
        if let request = try? JSONDecoder().decode(AdministrationRequest.self, from: Data(line)) {
            answer = await self.answer(request)
        } else {
            // What exactly is wrong helps nobody: only the commands of this very program write here.
            answer = .refused(code: "invalid", detail: "The hub does not understand this request.")
        }
        let encoded = (try? JSONEncoder().encode(answer)) ?? Data()  // An answer of plain strings always encodes.
        return Array(encoded) + [UInt8(ascii: "\n")]
    }
}
