package import Actors
package import Auth
import Gateway
package import Logging

/// Everything that can be set about a hub.
///
/// Reading it from the environment is in `HubConfiguration+ConfigReader.swift`.
package struct HubConfiguration: Sendable {
    /// The address to listen on.
    package var host = "127.0.0.1"
    /// 0 lets the system choose.
    package var port = 8005
    /// Where the hub keeps its files, closed to other accounts of the machine.
    package var dataDirectory = ".data"
    /// Event loops, each with a thread: sockets and consultations are spread over them.
    package var loopCount = 1
    package var logLevel = Logger.Level.info
    /// The limits and periods of every consultation, and what is told to clients.
    package var consultations = ConsultationSettings()
    package var passwords = Passwords.Configuration()
    /// How long sockets and requests may take to end after SIGTERM; what is left then is cut off.
    package var shutdownMax: Duration = .seconds(20)

    package init() {}

    /// The WebSocket edge, as `consultations` announces it to clients.
    var gateway: SocketServer.Configuration {
        var gateway = SocketServer.Configuration()
        gateway.pingInterval = consultations.pingInterval
        gateway.messageBytesMax = consultations.messageBytesMax
        return gateway
    }

    /// Whether only programs on this machine can reach the hub.
    package var isLoopbackOnly: Bool {
        host == "localhost" || host == "::1" || host.wholeMatch(of: #/127(\.\d{1,3}){3}/#) != nil
    }
}
