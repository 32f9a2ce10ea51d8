import Core
import CoreMetrics
import Logging
import Telemetry

/// What all connections of a gateway share.
struct Surroundings: Sendable {
    let configuration: SocketServer.Configuration
    let gate: any ConsultationGate
    let authenticator: any Authenticator
    /// Where it is recorded who comes; `nil` where nobody asks for it.
    var audit: (any AuditTrail)?
    let clocks: any Clocks
    /// Differs at every start of the hub.
    let boot: UInt64
    let logger: Logger
    let population: Population
    let metrics: HubMetrics
    /// Called on every tick of a loop, there, with the loop's index.
    let onTick: @Sendable (Int) -> Void
}

extension Surroundings {
    /// A limit was reached: it is counted, whoever is told.
    func reached(_ limit: LimitName) { metrics.limitsReached[limit.rawValue].increment() }

    /// A request for a socket is not met: counted here once, though the router asks for the reason again.
    func refused(_ refusal: UpgradeRefusal) {
        metrics.sockets.upgradesRefused[refusal.code].increment()
        switch refusal {
        case .full: reached(.strangers)
        case .tooManyConnections: reached(.connections)
        case .hostNotAllowed, .originNotAllowed, .unknownPath, .notGet, .notWebSocket, .wrongVersion, .badKey,
            .unknownSubprotocol, .hasBody, .connectionInUse, .draining:
            break
        // The rate counts itself, since other requests are within it, too.
        case .tooManyRequests:
            break
        }
    }
}
