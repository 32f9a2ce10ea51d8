import Actors
import Core

/// A connection as the consultations know it; may be held on any thread, and is used on the connection's loop only.
///
/// `@unchecked Sendable`: the connection is touched in ``deliver(_:)`` alone, which checks the loop in debug builds.
final class SocketOutlet: Outlet, @unchecked Sendable {
    let loop: any Loop
    private let connection: Connection

    init(_ connection: Connection, on loop: NIOLoop) {
        self.loop = loop
        self.connection = connection
    }

    func deliver(_ delivery: Delivery) {
        assert(loop.isCurrent)
        connection.deliver(delivery)
    }
}
