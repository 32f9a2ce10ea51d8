package import Core
package import Wire

/// Where the consultations of one loop put what goes to sockets.
///
/// Sockets on the same loop get it at once. For sockets on another loop it is collected, and handed over with one hop
/// per loop and turn, not one per message. Either way each socket gets its deliveries in the order in which they were sent.
///
/// `@unchecked Sendable`: all state is used only on the loop, which every method checks in debug builds.
package final class Outbox: @unchecked Sendable {
    /// Where a socket's outlet stands, so that sending to it needs no search.
    package struct Place: Hashable, Sendable {
        fileprivate let index: Int
    }

    private struct Entry {
        var connection: ConnectionID
        /// `nil` once the socket is closed or forgotten.
        var outlet: (any Outlet)?
        /// Whether it lives on the consultations' own loop.
        var isNear: Bool
    }

    /// What goes to the sockets of one other loop.
    private struct Parcel {
        let loop: any Loop
        var deliveries: [(outlet: any Outlet, delivery: Delivery)]
    }

    private let loop: any Loop
    private var entries: [Entry] = []
    private var places: [ConnectionID: Place] = [:]
    private var vacant: [Place] = []
    private var parcels: [Parcel] = []
    private var isFlushScheduled = false

    package init(loop: any Loop) {
        self.loop = loop
    }

    /// Makes a socket known by its id, until it is closed or forgotten.
    package func register(_ connection: ConnectionID, _ outlet: any Outlet) {
        assert(loop.isCurrent)
        let entry = Entry(connection: connection, outlet: outlet, isNear: outlet.loop === loop)
        if let place = places[connection] ?? vacant.popLast() {
            entries[place.index] = entry
            places[connection] = place
        } else {
            places[connection] = Place(index: entries.count)
            entries.append(entry)
        }
    }

    /// The place of a socket that is known.
    package func place(of connection: ConnectionID) -> Place? { places[connection] }

    /// The socket is gone.
    package func forget(_ connection: ConnectionID) {
        _ = remove(connection)
    }

    /// Sends to a socket, if it is still there: another one may have its place by now.
    package func send(_ delivery: Delivery, to connection: ConnectionID, at place: Place) {
        assert(loop.isCurrent)
        let entry = entries[place.index]
        guard entry.connection == connection, let outlet = entry.outlet else { return }
        deliver(delivery, to: outlet, isNear: entry.isNear)
    }

    /// Closes a socket and forgets it.
    package func close(_ connection: ConnectionID, _ code: CloseCode) {
        guard let entry = remove(connection), let outlet = entry.outlet else { return }
        deliver(.close(code), to: outlet, isNear: entry.isNear)
    }

    private func remove(_ connection: ConnectionID) -> Entry? {
        assert(loop.isCurrent)
        guard let place = places.removeValue(forKey: connection) else { return nil }
        defer {
            entries[place.index].outlet = nil
            vacant.append(place)
        }
        return entries[place.index]
    }

    private func deliver(_ delivery: Delivery, to outlet: any Outlet, isNear: Bool) {
        guard !isNear else { return outlet.deliver(delivery) }
        let target = outlet.loop
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
