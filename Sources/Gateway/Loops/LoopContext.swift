import Core
import NIOCore
import Wire

/// What the gateway keeps for one event loop, and touches only there: its sockets, and which of them have to write.
final class LoopContext {
    let loop: NIOLoop
    let surroundings: Surroundings
    private let index: Int
    private var connections = Roster<Connection>()
    private var negotiations = Roster<Negotiation>()
    private var serial: UInt64 = 0
    private var dirty: [Connection] = []
    /// Kept between turns for its capacity.
    private var flushing: [Connection] = []
    private var drain = Drain.notAsked

    private enum Drain {
        case notAsked
        /// Whoever is left at this uptime is cut off.
        case under(cutAt: Duration)
        case done
    }

    init(index: Int, loop: NIOLoop, surroundings: Surroundings) {
        self.index = index
        self.loop = loop
        self.surroundings = surroundings
    }

    /// The loop's index stands in the high bits, so loops number their connections without asking each other.
    func nextConnectionID() -> ConnectionID {
        serial += 1
        return ConnectionID(boot: surroundings.boot, serial: UInt64(index) << 48 | serial)
    }
}

// Coming and going.
extension LoopContext {
    var connectionCount: Int { connections.count }

    func add(_ negotiation: Negotiation) { negotiations.add(negotiation) }

    func remove(_ negotiation: Negotiation) { _ = negotiations.remove(negotiation) }

    func add(_ connection: Connection) {
        connections.add(connection)
        surroundings.population.enter()
        switch drain {
        case .notAsked: break
        case .under, .done: connection.close(.draining)
        }
    }

    /// Removing twice is removing once.
    func remove(_ connection: Connection) {
        guard connections.remove(connection) else { return }
        surroundings.population.leave()
        finishDrainIfEmpty()
    }
}

// One write per socket and loop turn.
extension LoopContext {
    /// Has the connection flushed when what the loop is doing now is done.
    ///
    /// The connection asks once per flush.
    func markDirty(_ connection: Connection) {
        dirty.append(connection)
        guard dirty.count == 1 else { return }
        loop.eventLoop.assumeIsolated().execute { self.flushDirty() }
    }

    private func flushDirty() {
        swap(&dirty, &flushing)
        for connection in flushing { connection.flush() }
        flushing.removeAll(keepingCapacity: true)
    }
}

// Time.
extension LoopContext {
    /// Looks after everything that depends on time.
    ///
    /// Called about four times a second.
    func tick() {
        let uptime = surroundings.clocks.uptime()
        let now = surroundings.clocks.now()
        forEachConnection { $0.sweep(uptime: uptime, now: now) }
        forEachNegotiation { $0.sweep(uptime: uptime) }
        if case .under(let cutAt) = drain, uptime >= cutAt { cutAll() }
        surroundings.onTick(index)
    }

    /// Tells every socket that the hub is stopping.
    func startDraining() {
        guard case .notAsked = drain else { return }
        drain = .under(cutAt: surroundings.clocks.uptime() + surroundings.configuration.drainDeadline)
        forEachConnection { $0.close(.draining) }
        finishDrainIfEmpty()
    }

    /// Ends every socket without a word.
    func cutAll() {
        forEachConnection { $0.cut() }
    }

    private func finishDrainIfEmpty() {
        guard case .under = drain, connections.isEmpty else { return }
        drain = .done
        surroundings.population.loopHasDrained()
    }

    private func forEachConnection(_ body: (Connection) -> Void) {
        var index = connections.count
        while index > 0 {
            index = min(index, connections.count) - 1
            if index >= 0 { body(connections[index]) }
        }
    }

    private func forEachNegotiation(_ body: (Negotiation) -> Void) {
        var index = negotiations.count
        while index > 0 {
            index = min(index, negotiations.count) - 1
            if index >= 0 { body(negotiations[index]) }
        }
    }
}
