package import NIOCore

/// The loops of one event loop group, in a fixed order.
///
/// The hub makes one at its start: the server's sockets, the registry's shards and the gateway all live on these loops.
package struct LoopGroup: Sendable {
    package let loops: [NIOLoop]
    private let indices: [ObjectIdentifier: Int]

    /// The group must have been started, and must outlive everything that runs on the loops.
    package init(_ group: any EventLoopGroup) {
        loops = group.makeIterator().map { NIOLoop($0) }
        precondition(!loops.isEmpty, "a group has event loops")
        indices = Dictionary(
            loops.enumerated().map { (ObjectIdentifier($1.eventLoop), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The place of an event loop in ``loops``; `nil` if it belongs to another group.
    package func index(of eventLoop: any EventLoop) -> Int? { indices[ObjectIdentifier(eventLoop)] }
}
