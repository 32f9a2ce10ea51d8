import Actors
import Core
import NIOCore

/// A connection as the consultations know it; may be held on any thread, and is used on the connection's loop only.
final class SocketOutlet: Outlet {
    let loop: any Loop
    private let connection: NIOLoopBound<Connection>

    init(_ connection: Connection, on loop: NIOLoop) {
        self.loop = loop
        self.connection = NIOLoopBound(connection, eventLoop: loop.eventLoop)
    }

    func deliver(_ delivery: Delivery) {
        connection.value.deliver(delivery)
    }
}
