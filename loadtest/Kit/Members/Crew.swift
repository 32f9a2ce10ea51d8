import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import SwiftProtobuf
import Wire

/// All devices of one event loop, in their visits.
///
/// Everything happens on that loop, and without tasks: what a socket reads leads to what is checked and sent in the same
/// turn.
final class Crew {
    /// Of one person, in all; the hub keeps 16.
    private static let ticketsPerPersonMax = 12

    let loop: any EventLoop
    let place: HubPlace
    let agenda: Agenda
    let rest: RESTPool
    let scenario: Scenario
    let run: UInt32
    var random: SeededRandom
    var tally = Tally()
    /// Of visits that are over.
    var findings = Findings()
    var visits: [Visit] = []
    var accounts: [Account]
    /// The highest number that a visit of this crew has; each crew has a range of its own.
    var lastVisit: UInt32
    /// Whether messages are due; joins, drops and admissions go on without it.
    private(set) var isTalking = false
    /// Called at the next chat message that anybody gets; for a crash in the worst moment.
    var onNextChat: (() -> Void)?
    private let ticketsMax: Int
    private var ticketsOut: [Int: Int] = [:]
    private var ticketQueue: [Int: [() -> Void]] = [:]

    init(
        loop: any EventLoop,
        place: HubPlace,
        scenario: Scenario,
        accounts: [Account],
        run: UInt32,
        index: Int,
        of count: Int
    ) {
        self.loop = loop
        self.place = place
        self.scenario = scenario
        self.accounts = accounts
        self.run = run
        lastVisit = UInt32(index) << 24
        ticketsMax = max(1, Self.ticketsPerPersonMax / count)
        random = SeededRandom(scenario.seed &* 1_000_003 &+ UInt64(index))
        agenda = Agenda(loop: loop)
        rest = RESTPool(loop: loop, place: place)
        agenda.perform = { [unowned self] in perform($0, due: $1) }
    }

    func draw(_ spread: Spread) -> Double { spread.draw(using: &random) }

    func later(_ seconds: Double, _ body: @escaping () -> Void) {
        loop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) { body() }
    }

    private func perform(_ item: Agenda.Item, due: UInt64) {
        switch item {
        case .speak(let member, let traffic):
            // What was planned before the hush is not said after it.
            guard isTalking else { return }
            tally.record(.lateness, from: due, to: Uptime.now())
            member.speak(traffic, due: due)
            schedule(traffic, of: member, after: due)
        case .again(let member, let command): member.again(command)
        case .repeats(let member, let counter): member.transmit(again: counter)
        case .join(let member): member.join()
        case .drop(let member): drop(member)
        case .admit(let visit, let guest): admit(guest, to: visit)
        case .read(let member): read(member)
        case .turnOver(let visit): turnOver(visit)
        }
    }
}

// MARK: The visits

extension Crew {
    /// Draws visits of a group.
    func plan(_ group: Scenario.Group, visits count: Int) {
        for _ in 0..<count {
            lastVisit += 1
            visits.append(VisitPlan(group: group, accounts: accounts, run: run, number: lastVisit).make(for: self))
        }
    }

    /// All violations so far.
    var allFindings: Findings {
        visits.reduce(into: findings) { $0.merge($1.ledger.findings) }
    }
}

// MARK: Connections

extension Crew {
    /// Lets everybody join, at the pace of the scenario; `part` is this crew's share of it.
    func gather(part: Double) {
        let members = visits.flatMap(\.members)
        let begin = Uptime.now()
        for (index, member) in members.enumerated() {
            member.wantsIn = true
            let wait = scenario.arrival.perSecond.map { Double(index) / ($0 * part) } ?? 0
            agenda.add(.join(member), at: begin + Uptime.nanoseconds(wait))
        }
    }

    var isGathered: Bool { visits.allSatisfy(\.isGathered) }

    func connect(_ socket: MemberSocket, isSlow: Bool) {
        let bound = NIOLoopBound(socket, eventLoop: loop)
        var bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(.seconds(30))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.maxMessagesPerRead, value: 16)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 1024, maximum: 65536)
            )
        if isSlow { bootstrap = Self.narrow(bootstrap) }
        bootstrap
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(bound.value) }
            }
            .connect(to: place.address)
            .assumeIsolated().whenFailure { _ in socket.unreachable() }
    }

    /// Takes little at a time, so that the hub is soon the one that has to keep what is not read.
    ///
    /// The segments are those of a network: with loopback's long ones so small a window would hardly ever open again.
    private static func narrow(_ bootstrap: ClientBootstrap) -> ClientBootstrap {
        let segment = ChannelOptions.Types.SocketOption(level: .tcp, name: NIOBSDSocket.Option(rawValue: TCP_MAXSEG))
        return bootstrap.channelOption(segment, value: 1460).channelOption(.socketOption(.so_rcvbuf), value: 16_384)
    }

    /// A hello with a credential of the member's person; waits while they have too many tickets out.
    func credential(for member: Member, _ body: @escaping (Result<ProtoClientMessage, any Error>) -> Void) {
        let account = member.account
        guard scenario.arrival.credential == .ticket else {
            return body(.success(.with { $0.hello.accessToken = accounts[account].token }))
        }
        guard ticketsOut[account, default: 0] < ticketsMax else {
            ticketQueue[account, default: []].append { self.credential(for: member, body) }
            return
        }
        ticketsOut[account, default: 0] += 1
        let path = "/telemedicine/api/consultations/\(member.visit.id)/join/"
        rest.call(.POST, path, token: accounts[account].token, TicketAnswer.self).assumeIsolated().whenComplete {
            result in
            if case .failure = result { self.ticketSettled(account) }
            body(result.map { answer in .with { $0.hello.ticket = answer.ticket } })
        }
    }

    /// A ticket was redeemed, or will not be.
    func ticketSettled(_ account: Int) {
        guard scenario.arrival.credential == .ticket else { return }
        ticketsOut[account, default: 1] -= 1
        guard var queue = ticketQueue[account], !queue.isEmpty else { return }
        let next = queue.removeFirst()
        ticketQueue[account] = queue
        next()
    }

    /// A device has its Welcome: who has to be admitted is, after a while.
    func arrived(_ member: Member) {
        let viewer = member.visit.ledger.viewers[member.place]
        guard !viewer.isCleared, !member.isNeverAdmitted else { return }
        agenda.add(.admit(member.visit, member), after: draw(member.visit.group.admitSeconds))
    }

    private func admit(_ guest: Member, to visit: Visit) {
        guard visit.stage == .open, guest.wantsIn, !visit.ledger.viewers[guest.place].isCleared else { return }
        guard let doctor = visit.members.first, doctor.isLive, guest.isLive else {
            agenda.add(.admit(visit, guest), after: 0.2)
            return
        }
        let isFirstDevice = visit.members.first { $0.entry.slot == guest.entry.slot } === guest
        if isFirstDevice { doctor.control(.admit(.with { $0.seat = guest.entry.seat })) }
    }

    private func drop(_ member: Member) {
        guard let drops = member.visit.group.drops, isTalking, member.visit.stage == .open else { return }
        member.drop(awaySeconds: draw(drops.awaySeconds))
        agenda.add(.drop(member), after: random.interval(mean: drops.everySeconds))
    }

    /// A slow reader reads a little at a time, or nothing until it hurries.
    func slowDown(_ member: Member, _ socket: MemberSocket?) {
        guard isTalking else { return }
        socket?.stopReading()
        read(member)
    }

    private static let slowReadBytes = 1024.0

    private func read(_ member: Member) {
        guard isTalking, let slow = member.visit.group.slow, slow.bytesPerSecond > 0 else { return }
        member.readOnce()
        agenda.add(.read(member), after: Self.slowReadBytes / Double(slow.bytesPerSecond))
    }
}

// MARK: Traffic

extension Crew {
    /// Everybody begins to talk, and what the scenario lets happen begins.
    func talk() {
        isTalking = true
        for visit in visits where visit.stage == .open { begin(visit) }
    }

    /// Begins the traffic of a visit in which all have arrived.
    func begin(_ visit: Visit) {
        let now = Uptime.now()
        visit.members.first?.control(.start(ProtoStart()))
        for member in visit.members {
            for (index, traffic) in visit.group.traffic.enumerated() {
                if traffic.isFirstOnly, member.place > 0 { continue }
                switch traffic.pace {
                case .open(let rate):
                    agenda.add(.speak(member, index), at: now + Uptime.nanoseconds(random.interval(mean: 1 / rate)))
                case .closed(let window, _):
                    for _ in 0..<window { member.speak(index, due: Uptime.now()) }
                }
            }
            if let drops = visit.group.drops {
                agenda.add(.drop(member), after: random.interval(mean: drops.everySeconds))
            }
            if member.isSlow { member.beSlow() }
        }
        if let seconds = visit.group.visitSeconds { agenda.add(.turnOver(visit), after: draw(seconds)) }
    }

    /// The next message of an open loop is due at its time, whatever became of this one.
    private func schedule(_ traffic: Int, of member: Member, after due: UInt64) {
        guard isTalking, member.visit.stage == .open, case .open(let rate) = member.visit.group.traffic[traffic].pace
        else { return }
        agenda.add(.speak(member, traffic), at: due + Uptime.nanoseconds(random.interval(mean: 1 / rate)))
    }

    /// Nobody says anything new; everything that is under way comes to its end.
    func hush() {
        isTalking = false
        for member in visits.flatMap(\.members) { member.hurry() }
    }

    /// A visit that is being replaced has to come to its end, too.
    var isQuiet: Bool { visits.allSatisfy { $0.stage == .open && $0.isQuiet } }

    /// What is still due, for the message when it never comes.
    var outstanding: Int { visits.reduce(0) { $0 + $1.ledger.outstanding } }

    /// Everybody goes for good.
    func disperse() {
        agenda.clear()
        for member in visits.flatMap(\.members) { member.leave() }
        visits = []
        rest.close()
    }
}
