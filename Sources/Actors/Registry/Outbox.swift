package import Core
package import Wire

/// Where the consultations of one loop put what goes to sockets.
///
/// Sockets on the same loop get it at once. For sockets on another loop it is collected, and handed over with one hop
/// per loop and turn, not one per message. Either way each socket gets its deliveries in the order in which they were sent.
///
/// `@unchecked Sendable`: all state is used only on the loop, which every method checks in debug builds.
package final class Outbox: @unchecked Sendable {
    private let loop: any Loop
    private var outlets: [ConnectionID: any Outlet] = [:]
    private var parcels: [Parcel] = []
    private var isFlushScheduled = false

    /// What goes to the sockets of one other loop.
    private struct Parcel {
        let loop: any Loop
        var deliveries: [(outlet: any Outlet, delivery: Delivery)]
    }

    package init(loop: any Loop) {
        self.loop = loop
    }

    /// Makes a socket known by its id, until it is closed or forgotten.
    package func register(_ connection: ConnectionID, _ outlet: any Outlet) {
        assert(loop.isCurrent)
        outlets[connection] = outlet
    }

    /// The socket is gone.
    package func forget(_ connection: ConnectionID) {
        assert(loop.isCurrent)
        outlets[connection] = nil
    }

    /// Sends to a socket, if it is still there.
    package func send(_ delivery: Delivery, to connection: ConnectionID) {
        assert(loop.isCurrent)
        guard let outlet = outlets[connection] else { return }
        deliver(delivery, to: outlet)
    }

    /// Closes a socket and forgets it.
    package func close(_ connection: ConnectionID, _ code: CloseCode) {
        assert(loop.isCurrent)
        guard let outlet = outlets.removeValue(forKey: connection) else { return }
        deliver(.close(code), to: outlet)
    }

    private func deliver(_ delivery: Delivery, to outlet: any Outlet) {
        let target = outlet.loop
        guard target !== loop else {
            outlet.deliver(delivery)
            return
        }
        if let index = parcels.firstIndex(where: { $0.loop === target }) {
            parcels[index].deliveries.append((outlet, delivery))
        } else {
            parcels.append(Parcel(loop: target, deliveries: [(outlet, delivery)]))
        }
        scheduleFlush()
    }

    private func scheduleFlush() {
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        loop.run { [self] in flush() }
    }

    private func flush() {
        isFlushScheduled = false
        for parcel in parcels {
            let deliveries = parcel.deliveries
            parcel.loop.run {
                for (outlet, delivery) in deliveries { outlet.deliver(delivery) }
            }
        }
        parcels.removeAll(keepingCapacity: true)
    }
}
