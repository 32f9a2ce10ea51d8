import Core
import NIOCore
import Wire

/// What the gateway keeps for one event loop, and touches only there: its sockets, and which of them have to write.
final class LoopContext {
    let loop: NIOLoop
    let surroundings: Surroundings
    private let index: Int
    private let connections = Roster<Connection>()
    private var wheel: TimerWheel<Connection>
    /// How far the wall clock was ahead of the uptime clock at the last tick.
    private var wallOffset: Duration
    private let negotiations = Roster<Negotiation>()
    private var serial: UInt64 = 0
    private var dirty: [Connection] = []
    /// Kept between turns for its capacity.
    private var flushing: [Connection] = []
    private let exchanges = Roster<ExchangeWatch>()
    /// Whoever still has a request under way at this uptime is cut off.
    private var exchangesEnd: Duration?
    private var drain = Drain.notAsked
    /// The uptime of the last tick, for what needs no finer clock.
    private(set) var uptime: Duration
    /// The same in nanoseconds, for rates.
    private(set) var uptimeNanoseconds: Int64
    var tally = SocketTally()
    /// For what is to be written.
    var pool = BufferPool()
    /// Where what clients masked is unmasked: nothing stays in it from one read to the next.
    private var scratch = ByteBuffer()

    private enum Drain {
        case notAsked
        /// Whoever is left at this uptime is cut off.
        case under(DrainPlan, cutAt: Duration)
        case done
    }

    init(index: Int, loop: NIOLoop, surroundings: Surroundings) {
        self.index = index
        self.loop = loop
        self.surroundings = surroundings
        uptime = surroundings.clocks.uptime()
        uptimeNanoseconds = uptime.wholeNanoseconds
        wheel = TimerWheel(uptime: uptime)
        wallOffset = surroundings.clocks.now() - Timestamp(milliseconds: uptime.wholeMilliseconds)
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

    func remove(_ negotiation: Negotiation) { negotiations.remove(negotiation) }

    func add(_ exchange: ExchangeWatch) { exchanges.add(exchange) }

    func remove(_ exchange: ExchangeWatch) { exchanges.remove(exchange) }

    func add(_ connection: Connection) {
        connections.add(connection)
        schedule(connection)
        surroundings.population.enter()
        switch drain {
        case .notAsked: break
        case .under(let plan, _): connection.leave(returningAfter: plan.returnDelay(chance: .random(in: 0...1)))
        case .done: connection.close(.draining)
        }
    }

    /// Removing twice is removing once.
    func remove(_ connection: Connection) {
        guard connections.remove(connection) else { return }
        wheel.remove(connection)
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
        tally.report(to: surroundings.metrics)
    }
}

extension LoopContext {
    /// Lends the buffer for unmasking.
    func withScratch<Failure: Error>(_ body: (inout ByteBuffer) throws(Failure) -> Void) throws(Failure) {
        var lent = ByteBuffer()
        swap(&lent, &scratch)
        defer { swap(&lent, &scratch) }
        try body(&lent)
    }
}

// Time.
extension LoopContext {
    /// Looks after everything that depends on time.
    ///
    /// Called about four times a second.
    func tick() {
        lookAtClock()
        let now = surroundings.clocks.now()
        for connection in takeDue(now) {
            // One that was visited before it may have ended it.
            guard connection.slot != nil else { continue }
            connection.sweep(uptime: uptime, now: now)
            schedule(connection)
        }
        negotiations.visitAll { $0.sweep(uptime: uptime) }
        exchanges.visitAll { $0.sweep(uptime: uptime) }
        if let exchangesEnd, uptime >= exchangesEnd { exchanges.visitAll { $0.cut() } }
        goOnDraining()
        tally.report(to: surroundings.metrics)
        pool.shrink()
        if index == 0 { surroundings.population.tidy(at: uptime) }
        surroundings.onTick(index)
    }

    /// Has the connection swept when it wants to be, from now on.
    func schedule(_ connection: Connection) {
        let uptime = surroundings.clocks.uptime()
        guard connection.slot != nil,
            let next = connection.state.nextSweep(uptime: uptime, now: surroundings.clocks.now())
        else { return wheel.remove(connection) }
        wheel.schedule(connection, at: next)
    }

    /// After a jump of the wall clock everybody is: it decides when sign-ins end.
    private func takeDue(_ now: Timestamp) -> [Connection] {
        let offset = now - Timestamp(milliseconds: uptime.wholeMilliseconds)
        defer { wallOffset = offset }
        let hasJumped = abs((offset - wallOffset).wholeMilliseconds) > Self.jumpMillisecondsMin
        return hasJumped ? wheel.takeAll() : wheel.takeDue(by: uptime)
    }

    /// Clocks that are only corrected drift less than this between two ticks.
    private static let jumpMillisecondsMin: Int64 = 500

    private func lookAtClock() {
        uptime = surroundings.clocks.uptime()
        uptimeNanoseconds = uptime.wholeNanoseconds
    }

    /// Starts to tell the sockets that the hub is stopping.
    func startDraining() {
        guard case .notAsked = drain else { return }
        let configuration = surroundings.configuration
        lookAtClock()
        exchangesEnd = uptime + configuration.drainPeriod
        drain = .under(
            DrainPlan(total: connections.count, period: configuration.drainPeriod, uptime: uptime),
            cutAt: uptime + configuration.drainPeriod + configuration.closeDeadline
        )
        goOnDraining()
        finishDrainIfEmpty()
    }

    /// Tells the next wave, and cuts off who is late.
    private func goOnDraining() {
        guard case .under(var plan, let cutAt) = drain else { return }
        guard uptime < cutAt else { return cutAll() }
        var due = plan.due(at: uptime)
        drain = .under(plan, cutAt: cutAt)
        connections.visitAll { connection in
            guard due > 0, !connection.isLeaving else { return }
            due -= 1
            connection.leave(returningAfter: plan.returnDelay(chance: .random(in: 0...1)))
        }
    }

    /// Closes this person's sockets whose sign-in has ended.
    func closeEnded(of person: PersonID, _ code: CloseCode) {
        connections.visitAll { connection in
            if connection.member?.person == person { connection.closeUnlessGranted(code) }
        }
    }

    /// Ends every socket without a word.
    func cutAll() {
        connections.visitAll { $0.cut() }
    }

    private func finishDrainIfEmpty() {
        guard case .under = drain, connections.isEmpty else { return }
        drain = .done
        surroundings.population.loopHasDrained()
    }
}
