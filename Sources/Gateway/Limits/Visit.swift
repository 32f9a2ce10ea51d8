import Core
import NIOCore

/// A connection's place among those of its address.
struct Visit: Sendable {
    /// `nil` where the address is not known: a connection that no network brought, or a proxy.
    let address: ClientAddress?
    let visitor: Visitor

    /// Somebody whom nothing connects with anybody else.
    static var unknown: Visit { Visit(address: nil, visitor: Visitor()) }
}

/// There are too many connections, from everywhere or from one address.
struct ConnectionRefused: Error {}

extension Population {
    /// Takes a new connection in, until its channel closes; `nil` if there are too many, from everywhere or from there.
    func admit(_ channel: any Channel, from address: ClientAddress?, _ limits: SocketLimits) -> Visit? {
        guard connect(max: limits.connectionsMax) else { return nil }
        guard let address else {
            channel.closeFuture.whenComplete { _ in self.disconnect() }
            return .unknown
        }
        guard let visit = visit(address, limits, until: channel) else {
            disconnect()
            return nil
        }
        channel.closeFuture.whenComplete { _ in self.disconnect() }
        return visit
    }

    /// One more connection of an address, until the channel closes; `nil` if there are too many.
    func visit(_ address: ClientAddress, _ limits: SocketLimits, until channel: any Channel) -> Visit? {
        guard let visitor = addresses.enter(address, connectionsMax: limits.connectionsPerAddressMax) else {
            return nil
        }
        channel.closeFuture.whenComplete { _ in self.addresses.leave(address) }
        return Visit(address: address, visitor: visitor)
    }
}
