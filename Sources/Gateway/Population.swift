import Core
import Synchronization

/// Who is connected on all loops, and whether anybody more may come.
final class Population: Sendable {
    private let connections = Atomic<Int>(0)
    private let sockets = Atomic<Int>(0)
    private let strangers = Atomic<Int>(0)
    private let draining = Atomic<Bool>(false)
    private let loopsToDrain: Atomic<Int>
    private let drained: AsyncStream<Never>.Continuation
    /// Ends when every loop has drained.
    let untilDrained: AsyncStream<Never>
    let addresses = Visitors<ClientAddress>()
    /// Those with sockets.
    let people = Visitors<PersonID>()
    /// Those who ask over HTTP: a socket is not to carry what it does not use.
    let askers = Visitors<PersonID>()

    init(loopCount: Int) {
        loopsToDrain = Atomic(loopCount)
        (untilDrained, drained) = AsyncStream.makeStream()
    }

    /// Connections of any kind.
    var connectionCount: Int { connections.load(ordering: .relaxed) }

    /// Upgraded sockets.
    var socketCount: Int { sockets.load(ordering: .relaxed) }

    /// Upgraded sockets that have not yet proved who they are.
    var strangerCount: Int { strangers.load(ordering: .relaxed) }

    var isDraining: Bool { draining.load(ordering: .acquiring) }

    /// One more connection, unless there are `max` already.
    func connect(max: Int) -> Bool {
        guard connections.add(1, ordering: .relaxed).oldValue < max else {
            disconnect()
            return false
        }
        return true
    }

    func disconnect() { connections.subtract(1, ordering: .relaxed) }

    /// One more socket, of somebody unknown.
    func enter() {
        sockets.add(1, ordering: .relaxed)
        strangers.add(1, ordering: .relaxed)
    }

    /// The somebody is known now, or gone.
    func knowOneMore() { strangers.subtract(1, ordering: .relaxed) }

    func leave() { sockets.subtract(1, ordering: .relaxed) }

    /// Forgets addresses and people that are gone, and whose rates are unused.
    func tidy(at uptime: Duration) {
        addresses.forgetQuiet(at: uptime)
        people.forgetQuiet(at: uptime)
        askers.forgetQuiet(at: uptime)
    }

    func startDraining() { draining.store(true, ordering: .releasing) }

    /// Each loop says it once: it drains, and has no sockets left.
    func loopHasDrained() {
        if loopsToDrain.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { drained.finish() }
    }
}
