import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Hub

@Suite(.timeLimit(.minutes(1))) struct AdministrationServiceTests {
    @Test func aStopIsNoFailure() async throws {
        let log = RecordedLog()
        try await withTemporaryFolder { folder in
            let (listening, signal) = AsyncStream<Void>.makeStream()
            let service = AdministrationService(
                path: folder + "/hub.sock",
                group: MultiThreadedEventLoopGroup.singleton,
                logger: Logger(label: "test") { _ in log },
                onListening: { signal.finish() },
                answer: { _ in .refused(code: "busy", detail: "Nobody answers here.") }
            )
            await withTaskGroup(of: Void.self) { group in
                // How it ends is not what is looked at.
                group.addTask { try? await service.run() }
                for await _ in listening {}
                group.cancelAll()
            }
        }
        #expect(log.levels.allSatisfy { $0 < .warning })
    }
}

/// Keeps the levels of what is logged.
private final class RecordedLog: LogHandler {
    private let log = Mutex<[Logger.Level]>([])

    var levels: [Logger.Level] { log.withLock { $0 } }

    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        log.withLock { $0.append(event.level) }
    }
}
