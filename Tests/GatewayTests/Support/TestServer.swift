import Core
import Gateway
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import TestKit

/// A real HTTP server with a gateway in it, on a port of its own.
///
/// Time passes when the test says so.
struct TestServer {
    let port: Int
    let gateway: SocketServer
    let gate: RecordingGate
    let authenticator: ScriptedAuthenticator
    let clocks: TestClocks
    let services: ServiceGroup
    /// Signals that a handler has begun to read a body; for one reader.
    let reading: AsyncStream<Void>
    /// Ends when both services have ended.
    let run: Task<Void, any Error>

    /// Starts a server, and stops it when `body` is done.
    static func with(
        _ configuration: SocketServer.Configuration = SocketServer.Configuration(),
        certificates: Certificates? = nil,
        _ body: (TestServer) async throws -> Void
    ) async throws {
        let server = try await start(configuration, certificates)
        do {
            try await body(server)
        } catch {
            server.run.cancel()
            throw error
        }
        server.run.cancel()
        // Cancelled, so it may say that.
        _ = await server.run.result
    }

    func advance(by duration: Duration) {
        clocks.advance(by: duration)
        gateway.tick()
    }

    private static func start(
        _ configuration: SocketServer.Configuration,
        _ certificates: Certificates?
    ) async throws -> TestServer {
        let clocks = TestClocks()
        let gate = RecordingGate()
        let authenticator = ScriptedAuthenticator(authorizedUntil: clocks.now() + .seconds(3600))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let gateway = SocketServer(
            configuration: configuration.setting(\.tickInterval, .seconds(3600)),
            loops: LoopGroup(MultiThreadedEventLoopGroup.singleton),
            gate: gate,
            authenticator: authenticator,
            clocks: clocks,
            boot: 1,
            logger: logger
        )
        let (ports, running) = AsyncStream<Int>.makeStream()
        let (reading, read) = AsyncStream<Void>.makeStream()
        let application = Application(
            router: router(gateway, read),
            server: .hub(gateway, certificates: certificates),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { running.yield($0.localAddress?.port ?? 0) },
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            logger: logger
        )
        let services = ServiceGroup(services: [LoopTicker(gateway), application, gateway], logger: logger)
        let run = Task { try await services.run() }
        for await port in ports {
            return TestServer(
                port: port,
                gateway: gateway,
                gate: gate,
                authenticator: authenticator,
                clocks: clocks,
                services: services,
                reading: reading,
                run: run
            )
        }
        throw CancellationError()
    }

    /// Waits until a handler has begun to read a body.
    func untilReading() async {
        for await _ in reading { return }
    }

    private static func router(
        _ gateway: SocketServer,
        _ read: AsyncStream<Void>.Continuation
    ) -> Router<BasicRequestContext> {
        let router = Router()
        router.get("hello") { _, _ in "Good morning." }
        router.post("echo") { request, _ in
            read.yield()
            return String(buffer: try await request.body.collect(upTo: 100))
        }
        for method in [HTTPRequest.Method.get, .head, .post] {
            router.on("telemedicine/ws/**", method: method) { request, _ in
                let refusal = gateway.refusal(of: request.head, from: nil)
                return Response(status: refusal.status, headers: refusal.headers)
            }
        }
        return router
    }
}

extension SocketServer.Configuration {
    /// With one value changed.
    func setting<Value>(_ value: WritableKeyPath<Self, Value>, _ newValue: Value) -> Self {
        var configuration = self
        configuration[keyPath: value] = newValue
        return configuration
    }

    /// The defaults, with one value changed.
    static func setting<Value>(_ value: WritableKeyPath<Self, Value>, _ newValue: Value) -> Self {
        Self().setting(value, newValue)
    }
}
