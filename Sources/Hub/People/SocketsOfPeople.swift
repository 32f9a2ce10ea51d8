import Core
import Gateway
import Synchronization
import Wire

/// The way from accounts to the sockets that were opened with them.
///
/// Accounts are there before the gateway, which is set once both are made.
final class SocketsOfPeople: Sendable {
    private let server = Mutex<SocketServer?>(nil)

    func open(_ server: SocketServer) {
        self.server.withLock { $0 = server }
    }

    /// Closes what a person has open and must have no more.
    func close(_ person: PersonID, _ reason: PeopleParts.SignedOut) {
        let code: CloseCode =
            switch reason {
            case .ended, .keptOut: .badCredential
            case .otherRole: .signInExpired
            }
        server.withLock { $0 }?.closeEnded(of: person, code)
    }
}
