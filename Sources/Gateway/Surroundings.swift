import Core
import CoreMetrics
import Logging
import Telemetry

/// What all connections of a gateway share.
struct Surroundings: Sendable {
    let configuration: SocketServer.Configuration
    let gate: any ConsultationGate
    let authenticator: any Authenticator
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
}
