import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Waits for a hub to serve.
enum Health {
    private struct Answer: Decodable {
        let status: String
    }

    static func awaitReady(
        _ place: HubPlace,
        seconds: Double,
        while isThere: @escaping () -> Bool = { true }
    ) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let end = Uptime.now() + Uptime.nanoseconds(seconds)
        while true {
            let answer = loop.flatSubmit {
                let pool = RESTPool(loop: loop, place: place)
                let answer = pool.call(.GET, "/health/ready", token: nil, Answer.self)
                answer.assumeIsolated().whenComplete { _ in pool.close() }
                return answer
            }
            // Any failure means: not yet.
            if let answer = try? await answer.get(), answer.status == "ok" { return }
            guard isThere() else { throw Child.Failure(description: "The hub ended instead of serving.") }
            guard Uptime.now() < end else { throw Child.Failure(description: "The hub did not serve in time.") }
            try await ContinuousClock().sleep(for: .milliseconds(20))
        }
    }
}
