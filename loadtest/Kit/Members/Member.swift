import SwiftProtobuf
import Wire

/// One device of one person in one visit: it connects, talks, checks what comes, and comes back when it lost its
/// connection.
final class Member {
    /// Messages that are kept for the time when the hub is back.
    private static let owedMax = 10_000
    private static let retrySeconds = Spread(0.05, 0.25)

    let crew: Crew
    /// Forgets its members when it is over, so that nothing of it stays.
    let visit: Visit
    let place: Int
    let account: Int
    let device: String
    let isNeverAdmitted: Bool
    /// Reads slowly or never, and is left out of the latencies.
    let isSlow: Bool
    var isLive = false
    /// Whether it should be connected: not during a pause of its own, and not after the end.
    var wantsIn = false
    /// Commands without a reply, by counter.
    var pending: [UInt64: Pending] = [:]
    var socket: MemberSocket?
    var hello: ProtoClientMessage?
    var instance: UInt64 = 0
    var counter: UInt64 = 0
    var connectBegan: UInt64 = 0
    /// Since when it has been without what happens; nothing if it is up to date.
    var awaySince: UInt64?
    /// A credential is on its way.
    private var isAsking = false
    /// It went by its own will, and will come back.
    private var isPausing = false
    /// What was due before the end of its own pause says nothing about the hub.
    var timesFrom: UInt64 = 0
    var closing: ProtoClosing?
    /// Messages that it still has to say before anything is measured.
    var historyLeft = 0
    var owed: [(traffic: Int, due: UInt64)] = []

    init(
        _ crew: Crew,
        _ visit: Visit,
        place: Int,
        account: Int,
        device: String,
        isNeverAdmitted: Bool,
        isSlow: Bool
    ) {
        self.crew = crew
        self.visit = visit
        self.place = place
        self.account = account
        self.device = device
        self.isNeverAdmitted = isNeverAdmitted
        self.isSlow = isSlow
    }

    var entry: RosterEntry { visit.ledger.roster[place] }
    var viewer: Viewer { visit.ledger.viewers[place] }

    var tally: Tally {
        get { crew.tally }
        _modify { yield &crew.tally }
    }
}

// MARK: Coming and going

extension Member {
    /// Gets a ticket, and connects.
    func join() {
        guard wantsIn, socket == nil, !isAsking else { return }
        isAsking = true
        crew.credential(for: self) { result in
            self.isAsking = false
            switch result {
            case .success(let hello):
                guard self.wantsIn else { return self.crew.ticketSettled(self.account) }
                self.connect(hello)
            case .failure:
                self.tally.failedRequests += 1
                if self.wantsIn { self.joinLater() }
            }
        }
    }

    private func joinLater(leastSeconds: Double = 0) {
        crew.agenda.add(.join(self), after: leastSeconds + crew.draw(Self.retrySeconds))
    }

    private func connect(_ hello: ProtoClientMessage) {
        var hello = hello
        hello.hello.deviceID = device
        hello.hello.clientName = "loadtest"
        hello.hello.clientInstance = instance
        if !viewer.history.isEmpty {
            hello.hello.resume.historyID = viewer.history
            hello.hello.resume.seq = viewer.last
        }
        self.hello = hello
        connectBegan = Uptime.now()
        let socket = MemberSocket(self, path: visit.path, authority: crew.place.authority)
        self.socket = socket
        crew.connect(socket, isSlow: isSlow)
    }

    /// The socket speaks WebSocket now.
    func opened() {
        guard let hello else { return }
        self.hello = nil
        send(hello)
    }

    func send(_ message: ProtoClientMessage) {
        socket?.send(Frame.masked(.binary, payload: MessageFormat.binary.payload(of: message), mask: 0))
    }

    /// Cuts the connection, and comes back later.
    func drop(awaySeconds: Double) {
        guard isLive else { return }
        wantsIn = false
        isPausing = true
        tally.drops += 1
        socket?.drop()
        crew.later(awaySeconds) { self.comeBack() }
    }

    /// Ends its pause.
    private func comeBack() {
        guard isPausing else { return }
        isPausing = false
        guard visit.stage == .open || visit.stage == .closing else { return }
        wantsIn = true
        awaySince = Uptime.now()
        timesFrom = .max
        join()
    }

    /// Ends for good.
    func leave() {
        wantsIn = false
        socket?.drop()
    }

    func readOnce() { socket?.readOnce() }

    /// A slow reader takes only a little from now on.
    func beSlow() { crew.slowDown(self, socket) }

    /// Whoever reads slowly takes everything from now on, and whoever is away comes back.
    func hurry() {
        if isSlow { socket?.startReading() }
        comeBack()
    }

    /// The connection ended, or never came about.
    func ended(_ end: SocketEnd, of socket: MemberSocket) {
        guard socket === self.socket else { return }
        let wasJoining = !isLive
        self.socket = nil
        hello = nil
        if isLive {
            tally.live -= 1
            if awaySince == nil { awaySince = Uptime.now() }
        } else {
            crew.ticketSettled(account)
        }
        isLive = false
        visit.ledger.disconnected(place)
        forgetTransients()
        judge(end, wasJoining: wasJoining)
        let least = closing.map { Double($0.retryAfterMs) / 1000 } ?? 0
        closing = nil
        if wantsIn { joinLater(leastSeconds: least) }
    }

    /// Counts how a connection ended, and finds what should not have ended it.
    private func judge(_ end: SocketEnd, wasJoining: Bool) {
        switch end {
        case .cut:
            tally.closes[wasJoining ? "cut while joining" : "cut", default: 0] += 1
        case .closed(let code):
            tally.closes["\(code) \(CloseCode(rawValue: code).map { "\($0)" } ?? "")", default: 0] += 1
            if code == CloseCode.instanceForgotten.rawValue { forgetInstance() }
            if visit.stage == .ending || visit.stage == .over, code == CloseCode.over.rawValue {
                wantsIn = false
            } else if CloseCode(rawValue: code)?.isReconnect != true {
                visit.ledger.add(.refused, "\(visit.ledger.name(place)) was closed with \(code)")
                wantsIn = false
            }
        case .refused(let status):
            tally.closes["upgrade refused with \(status)", default: 0] += 1
            if status != 503, status != 429 {
                visit.ledger.add(.refused, "\(visit.ledger.name(place)) was refused the upgrade with HTTP \(status)")
                wantsIn = false
            }
        case .broken(let text):
            visit.ledger.add(.broken, "\(visit.ledger.name(place)) got bytes that are no message: \(text)")
        }
    }

    /// Transients without a reply may have been carried out or not, and are not repeated.
    func forgetTransients() {
        for (counter, command) in pending {
            guard case .message(let key, _) = command.content, !key.lane.isJournaled else { continue }
            visit.ledger.uncertain(key)
            pending[counter] = nil
            // Or its place in a closed loop would stay empty.
            if visit.traffic(command.traffic).pace.isClosed { owe(command.traffic, command.due) }
        }
    }

    func owe(_ traffic: Int, _ due: UInt64) {
        if crew.isTalking, owed.count < Self.owedMax { owed.append((traffic, due)) }
    }

    func forgetInstance() {
        for command in pending.values {
            if case .message(let key, _) = command.content { visit.ledger.uncertain(key) }
        }
        pending = [:]
        instance = 0
    }
}
