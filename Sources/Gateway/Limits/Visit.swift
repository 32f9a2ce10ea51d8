import NIOCore

/// A connection's place among those of its address.
struct Visit: Sendable {
    /// `nil` where the address is not known: a connection that no network brought.
    let address: ClientAddress?
    let visitor: Visitor

    /// Somebody whom nothing connects with anybody else.
    static var unknown: Visit { Visit(address: nil, visitor: Visitor()) }
}

/// There are too many connections, from everywhere or from one address.
struct ConnectionRefused: Error {}

extension Population {
    /// Takes a new connection in, until its channel closes; `nil` if there are too many, from everywhere or from there.
    func admit(_ channel: any Channel, _ limits: SocketLimits) -> Visit? {
        guard connect(max: limits.connectionsMax) else { return nil }
        guard let visit = visit(ClientAddress(channel.remoteAddress), limits) else {
            disconnect()
            return nil
        }
        channel.closeFuture.whenComplete { _ in
            self.end(visit)
            self.disconnect()
        }
        return visit
    }

    private func visit(_ address: ClientAddress?, _ limits: SocketLimits) -> Visit? {
        guard let address else { return .unknown }
        return addresses.enter(address, connectionsMax: limits.connectionsPerAddressMax).map { visitor in
            Visit(address: address, visitor: visitor)
        }
    }

    private func end(_ visit: Visit) {
        if let address = visit.address { addresses.leave(address) }
    }
}
