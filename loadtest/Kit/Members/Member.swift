import NIOCore
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
    private(set) var isLive = false
    /// Whether it should be connected: not during a pause of its own, and not after the end.
    var wantsIn = false
    /// Commands without a reply, by counter.
    private(set) var pending: [UInt64: Pending] = [:]
    private var socket: MemberSocket?
    private var hello: ProtoClientMessage?
    private var instance: UInt64 = 0
    private var counter: UInt64 = 0
    private var connectBegan: UInt64 = 0
    /// Since when it has been without what happens; nothing if it is up to date.
    private var awaySince: UInt64?
    /// It went by its own will, and will come back.
    private var isPausing = false
    /// What was due before the end of its own pause says nothing about the hub.
    private var timesFrom: UInt64 = 0
    private var closing: ProtoClosing?
    /// Messages that it still has to say before anything is measured.
    private var historyLeft = 0
    private var owed: [(traffic: Int, due: UInt64)] = []

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
    private var viewer: Viewer { visit.ledger.viewers[place] }

    var tally: Tally {
        get { crew.tally }
        _modify { yield &crew.tally }
    }
}

// MARK: Coming and going

extension Member {
    /// Gets a ticket, and connects.
    func join() {
        guard wantsIn, socket == nil else { return }
        crew.credential(for: self) { result in
            guard self.wantsIn else { return self.crew.ticketSettled(self.account) }
            switch result {
            case .success(let hello): self.connect(hello)
            case .failure(let error): self.failed("\(error)")
            }
        }
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

    private func send(_ message: ProtoClientMessage) {
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
        guard wantsIn else { return }
        crew.agenda.add(.join(self), after: least + crew.draw(Self.retrySeconds))
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

    private func failed(_ text: String) {
        tally.failedRequests += 1
        guard wantsIn else { return }
        crew.agenda.add(.join(self), after: crew.draw(Self.retrySeconds))
    }

    /// Transients without a reply may have been carried out or not, and are not repeated.
    private func forgetTransients() {
        for (counter, command) in pending {
            guard case .message(let key, _) = command.content, !key.lane.isJournaled else { continue }
            visit.ledger.uncertain(key)
            pending[counter] = nil
            // Or its place in a closed loop would stay empty.
            if visit.traffic(command.traffic).pace.isClosed { owe(command.traffic, command.due) }
        }
    }

    private func owe(_ traffic: Int, _ due: UInt64) {
        if crew.isTalking, owed.count < Self.owedMax { owed.append((traffic, due)) }
    }

    private func forgetInstance() {
        for command in pending.values {
            if case .message(let key, _) = command.content { visit.ledger.uncertain(key) }
        }
        pending = [:]
        instance = 0
    }
}

// MARK: What comes

extension Member {
    func receive(_ received: Received, at now: UInt64) {
        switch received {
        case .chat(let head, let from, let to, let envelope):
            tally.events += 1
            visit.ledger.chat(head, from: from, to: to, envelope, at: place)
            heard(envelope, now)
        case .note(let head, let by, let envelope):
            tally.events += 1
            visit.ledger.note(head, by: by, envelope, at: place)
            heard(envelope, now)
        case .event(let head, let event):
            tally.events += 1
            visit.ledger.event(head, event, at: place)
            upToDate(now)
        case .signal(let from, let envelope):
            tally.transients += 1
            visit.ledger.signal(from: from, envelope, at: place)
            if let envelope, isTimed(envelope) { crew.tally.record(.signalDelivery, from: envelope.time, to: now) }
        case .transient(let transient):
            tally.transients += 1
            visit.ledger.transient(transient, at: place)
        case .done(let counter, let seq):
            tally.replies += 1
            done(counter, seq, now)
        case .refused(let counter, let error):
            tally.replies += 1
            refused(counter, error, now)
        case .welcome(let welcome): welcomed(welcome, now)
        case .snapshot(let snapshot): visit.ledger.snapshot(snapshot, at: place)
        case .ping(let ping):
            visit.ledger.ping(ping, at: place)
            send(.with { $0.pong.id = ping.id })
        case .closing(let closing): self.closing = closing
        case .unknown: break
        }
    }

    private func heard(_ envelope: Envelope?, _ now: UInt64) {
        upToDate(now)
        if let body = crew.onNextChat {
            crew.onNextChat = nil
            body()
        }
        guard let envelope else { return }
        if Int(envelope.sender) == place {
            ownCopy(envelope, now)
        } else if isTimed(envelope) {
            crew.tally.record(.chatDelivery, from: envelope.time, to: now)
        }
    }

    /// Whether the time that a message took says something about the hub: not if its sender or this device is slow, or was
    /// away by its own will when it was due.
    private func isTimed(_ envelope: Envelope) -> Bool {
        guard envelope.visit == visit.ledger.visit, Int(envelope.sender) < visit.members.count else { return false }
        let sender = visit.members[Int(envelope.sender)]
        return !isSlow && !sender.isSlow && envelope.time >= max(timesFrom, sender.timesFrom)
    }

    private func welcomed(_ welcome: ProtoWelcome, _ now: UInt64) {
        crew.ticketSettled(account)
        if instance != 0, welcome.clientInstance != instance { forgetInstance() }
        instance = welcome.clientInstance
        visit.ledger.welcome(welcome, at: place)
        isLive = true
        tally.live += 1
        tally.welcomes += 1
        crew.tally.record(.connect, from: connectBegan, to: now)
        if timesFrom == .max { timesFrom = now }
        if welcome.recovery == .replay { tally.replays += 1 } else if awaySince != nil { tally.snapshots += 1 }
        upToDate(now)
        for (counter, command) in pending.sorted(by: { $0.key < $1.key }) { transmit(command, counter) }
        if isSlow { crew.slowDown(self, socket) }
        crew.arrived(self)
        let due = owed
        owed = []
        for message in due { speak(message.traffic, due: message.due) }
    }

    /// Notices when everything that was missed has come.
    private func upToDate(_ now: UInt64) {
        guard let since = awaySince, viewer.replayUntil == 0 else { return }
        awaySince = nil
        if !isSlow { crew.tally.record(.resume, from: since, to: now) }
    }
}

// MARK: What it says

extension Member {
    /// Says a message of its group's traffic, if it is in the room.
    func speak(_ traffic: Int, due: UInt64) {
        guard visit.stage == .open else { return }
        let kind = visit.traffic(traffic)
        guard isLive else {
            // A pause of its own says nothing; a hub that is not there has to catch up.
            if wantsIn, kind.lane.isJournaled || kind.pace.isClosed { owe(traffic, due) }
            return
        }
        guard viewer.isCleared, let audience = audience(of: kind.lane) else { return }
        let stream = StreamID(sender: UInt32(place), lane: kind.lane, audience: audience)
        let bytes = kind.bytes.drawWhole(using: &crew.random)
        let envelope = visit.ledger.send(stream, due: due)
        counter += 1
        pending[counter] = Pending(content: .message(envelope.key, bytes: bytes), due: due, traffic: traffic)
        crew.tally.sent += 1
        socket?.send(frame(envelope, counter, bytes))
    }

    /// Fills the visit with messages, some at a time.
    func prefill(_ count: Int) {
        guard case .closed(let window, _) = visit.traffic(Visit.history).pace else { return }
        historyLeft = max(0, count - window)
        for _ in 0..<min(window, count) { speak(Visit.history, due: Uptime.now()) }
    }

    /// Sends a command that moves the visit on.
    func control(_ action: ProtoCommand.OneOf_Action) {
        counter += 1
        let command = Pending(content: .control(action), due: Uptime.now(), traffic: 0)
        pending[counter] = command
        if isLive { transmit(command, counter) }
    }

    /// Sends the same command under the same counter once more, if it still has no reply.
    func transmit(again counter: UInt64) {
        guard isLive, let command = pending[counter] else { return }
        transmit(command, counter)
    }

    private func transmit(_ command: Pending, _ counter: UInt64) {
        switch command.content {
        case .message(let key, let bytes):
            let ledger = visit.ledger
            let envelope = Envelope(
                run: ledger.run,
                visit: ledger.visit,
                sender: key.sender,
                lane: key.lane,
                audience: key.audience,
                number: key.number,
                time: command.due
            )
            socket?.send(frame(envelope, counter, bytes))
        case .control(let action):
            send(
                .with {
                    $0.command.counter = counter
                    $0.command.action = action
                }
            )
        }
    }

    private func frame(_ envelope: Envelope, _ counter: UInt64, _ bytes: Int) -> ByteBuffer {
        switch envelope.lane {
        case .chat: CommandFrame.chat(envelope, counter: counter, to: 0, bytes: bytes)
        case .privateChat: CommandFrame.chat(envelope, counter: counter, to: envelope.audience + 1, bytes: bytes)
        case .note: CommandFrame.note(envelope, counter: counter, bytes: bytes)
        case .signal: CommandFrame.signal(envelope, counter: counter, bytes: bytes)
        case .directSignal:
            CommandFrame.signal(
                envelope,
                counter: counter,
                to: visit.ledger.roster[Int(envelope.audience)].seat,
                device: visit.ledger.roster[Int(envelope.audience)].device,
                bytes: bytes
            )
        }
    }

    /// Whom a message goes to; nothing if there is nobody, or this role may not.
    private func audience(of lane: Lane) -> UInt32? {
        switch lane {
        case .chat, .signal: return Envelope.everyone
        case .note: return entry.role == .doctor ? Envelope.everyone : nil
        case .privateChat, .directSignal:
            let others = visit.members.filter {
                visit.ledger.viewers[$0.place].isCleared && $0.entry.slot != entry.slot
                    && (lane == .privateChat || $0.isLive)
            }
            guard let other = others.randomElement(using: &crew.random) else { return nil }
            return lane == .privateChat ? other.entry.slot : UInt32(other.place)
        }
    }
}

// MARK: Replies

extension Member {
    private func done(_ counter: UInt64, _ seq: UInt64, _ now: UInt64) {
        guard let command = pending.removeValue(forKey: counter) else { return unasked(counter) }
        guard case .message(let key, _) = command.content else { return }
        visit.ledger.done(key, seq: seq)
        if !isSlow, command.due >= timesFrom {
            crew.tally.record(key.lane.isJournaled ? .chatReply : .signalReply, from: command.due, to: now)
        }
        next(command.traffic, after: .reply, now)
    }

    private func refused(_ counter: UInt64, _ error: ProtoError, _ now: UInt64) {
        tally.refusals[error.name, default: 0] += 1
        guard let command = pending[counter] else { return unasked(counter) }
        let wait = Double(error.retryAfterMs) / 1000
        switch ErrorCode(rawValue: error.code) {
        case .outcomeUnknown:
            crew.agenda.add(.repeats(self, counter), after: wait)
            return
        case .busy, .tooFast:
            crew.agenda.add(.again(self, command), after: wait)
        case .noSuchDevice, .wrongSeatState:
            // The one it is for has just gone.
            if case .message(let key, _) = command.content, key.lane.isBusy { complain(error) }
            next(command.traffic, after: .reply, now)
        default:
            complain(error)
        }
        pending[counter] = nil
        if case .message(let key, _) = command.content { visit.ledger.refused(key) }
    }

    /// Says anew what the hub had no room for, as late as it is.
    func again(_ command: Pending) {
        switch command.content {
        case .message: speak(command.traffic, due: command.due)
        case .control(let action): control(action)
        }
    }

    private func ownCopy(_ envelope: Envelope, _ now: UInt64) {
        guard let traffic = visit.group.traffic.firstIndex(where: { $0.lane == envelope.lane }) else { return }
        next(traffic, after: .copy, now)
    }

    /// Goes on in a closed loop.
    private func next(_ traffic: Int, after answer: Scenario.Traffic.Answer, _ now: UInt64) {
        if traffic == Visit.history {
            guard historyLeft > 0 else { return }
            historyLeft -= 1
        } else if !crew.isTalking {
            return
        }
        guard case .closed(_, let after) = visit.traffic(traffic).pace, after == answer else { return }
        speak(traffic, due: now)
    }

    private func unasked(_ counter: UInt64) {
        visit.ledger.add(.falseReply, "\(visit.ledger.name(place)) got a reply to \(counter), which has none due")
    }

    private func complain(_ error: ProtoError) {
        guard visit.stage == .open || visit.stage == .closing else { return }
        visit.ledger.add(.refused, "\(visit.ledger.name(place)) was refused a command: \(error.name)")
    }
}
