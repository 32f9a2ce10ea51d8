import Core
import Logging

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
    /// Called on every tick of a loop, there, with the loop's index.
    let onTick: @Sendable (Int) -> Void
}
