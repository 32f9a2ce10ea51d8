import Core
import Logging
import Persistence
import ServiceLifecycle

@testable import Hub

extension RetentionService {
    /// The one of a running hub.
    init(_ parts: HubParts, retention: Duration? = nil, logger: Logger) {
        self.init(
            store: parts.store,
            eraser: parts.eraser,
            people: parts.personEraser,
            clocks: parts.clocks,
            retention: retention,
            logger: logger
        )
    }
}

/// A look for erasures that broke off, in a hub that stops already.
struct StoppedLook: Sendable {
    let service: RetentionService
    private let isRunning = AsyncStream<Void>.makeStream()

    init(service: RetentionService) {
        self.service = service
    }

    func run() async throws {
        let group = ServiceGroup(services: [Look(of: self)], logger: service.logger)
        async let end: Void = group.run()
        for await _ in isRunning.stream { break }
        await group.triggerGracefulShutdown()
        try await end
    }

    private struct Look: Service {
        let outer: StoppedLook

        init(of outer: StoppedLook) {
            self.outer = outer
        }

        func run() async throws {
            outer.isRunning.continuation.yield()
            _ = await ServicePause.wait(for: .seconds(60))
            await outer.service.finish()
        }
    }
}
