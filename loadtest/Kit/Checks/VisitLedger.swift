package import Wire

/// Checks everything that the devices of one visit are sent against what was sent in it.
///
/// It is told of every message that goes out and of every one that comes in, in the order in which each device gets them.
/// It performs no I/O. What it finds is in ``findings``. All devices of a visit are on one event loop, and so is this.
package final class VisitLedger {
    package let run: UInt32
    package let visit: UInt32
    /// By place.
    package let roster: [RosterEntry]
    package private(set) var findings = Findings()
    package private(set) var viewers: [Viewer]
    /// Everything that was sent.
    var streams: SentStreams
    /// What stands at which `seq`, as anybody was shown or told.
    package private(set) var order: [UInt64: MessageKey] = [:]

    package init(run: UInt32, visit: UInt32, roster: [RosterEntry]) {
        self.run = run
        self.visit = visit
        self.roster = roster
        streams = SentStreams(senderCount: roster.count)
        viewers = roster.map { entry in
            var viewer = Viewer()
            viewer.isCleared = entry.isHost
            return viewer
        }
    }

    // MARK: What goes out

    /// The envelope of a message that is about to be sent.
    package func send(_ stream: StreamID, due time: UInt64) -> Envelope {
        streams[stream].sent += 1
        return Envelope(
            run: run,
            visit: visit,
            sender: stream.sender,
            lane: stream.lane,
            audience: stream.audience,
            number: streams[stream].sent,
            time: time
        )
    }

    /// The hub said that it did nothing.
    package func refused(_ key: MessageKey) {
        streams[StreamID(key)].refused.insert(key.number)
    }

    /// Nobody will ever say what became of it.
    package func uncertain(_ key: MessageKey) {
        streams[StreamID(key)].uncertain.insert(key.number)
    }

    /// The hub said that it was done, on the sender's own connection.
    package func done(_ key: MessageKey, seq: UInt64) {
        streams[StreamID(key)].acknowledged = max(streams[StreamID(key)].acknowledged, key.number)
        guard key.lane.isJournaled else {
            if seq != 0 { add(.falseReply, "\(key) is transient, and was acknowledged with seq \(seq)") }
            return
        }
        guard seq != 0 else { return add(.falseReply, "\(key) was acknowledged without a seq") }
        if viewers[Int(key.sender)].last < seq {
            add(.falseReply, "\(key) was acknowledged as \(seq) before its sender had the event")
        }
        tell(key, at: seq)
    }

    // MARK: What comes in

    package func welcome(_ welcome: ProtoWelcome, at place: Int) {
        if welcome.seat != roster[place].seat {
            add(.invented, "\(name(place)) was given seat \(welcome.seat) instead of \(roster[place].seat)")
        }
        let isNew = viewers[place].history.isEmpty
        if !isNew, viewers[place].history != welcome.historyID {
            add(.seenBeforeStored, "\(name(place)) came back to another history")
        }
        if welcome.epoch < viewers[place].epoch { add(.broken, "\(name(place)) was welcomed by an earlier epoch") }
        viewers[place].history = welcome.historyID
        viewers[place].epoch = welcome.epoch
        viewers[place].isLive = true
        excuse(place, \.signals, .signal)
        excuseOthers(place) { !$0.isJournaled }
        switch welcome.recovery {
        case .snapshot:
            snapshot(welcome.snapshot, at: place)
        case .replay:
            if isNew { add(.broken, "\(name(place)) had no resume point, and is promised a replay") }
            viewers[place].replayUntil = welcome.replayUntil > viewers[place].last ? welcome.replayUntil : 0
            if welcome.replayUntil < viewers[place].last {
                add(
                    .seenBeforeStored,
                    "\(name(place)) had \(viewers[place].last), and is replayed only up to \(welcome.replayUntil)"
                )
            }
        default:
            add(.broken, "\(name(place)) was welcomed without a way to get up to date")
        }
        checkPresence(welcome.presence, at: place)
    }

    package func snapshot(_ snapshot: ProtoSnapshot, at place: Int) {
        if snapshot.seq < viewers[place].last {
            add(.seenBeforeStored, "\(name(place)) had \(viewers[place].last), and got a snapshot of \(snapshot.seq)")
        }
        checkView(snapshot, at: place)
        if viewers[place].isCleared != isCleared(snapshot, place) {
            viewers[place].isCleared.toggle()
            excuse(place, \.signals, .signal)
            excuseOthers(place) { !$0.isJournaled }
        }
        viewers[place].replayUntil = 0
        viewers[place].restart(at: snapshot.seq)
        excuse(place, \.chats, .chat)
        excuseOthers(place) { $0.isJournaled }
    }

    package func chat(_ head: EventHead, from: UInt32, to: UInt32, _ envelope: Envelope?, at place: Int) {
        advance(head, at: place, isChat: true)
        guard let key = known(envelope, from: from, at: place), [.chat, .privateChat].contains(key.lane) else { return }
        if to != (key.lane == .chat ? 0 : key.audience + 1) {
            add(.invented, "\(name(place)) got \(key) with recipient \(to)")
        }
        journaled(key, head.seq, at: place)
    }

    package func note(_ head: EventHead, by seat: UInt32, _ envelope: Envelope?, at place: Int) {
        advance(head, at: place, isChat: false)
        guard let key = known(envelope, from: seat, at: place), key.lane == .note else { return }
        journaled(key, head.seq, at: place)
    }

    package func event(_ head: EventHead, _ event: ProtoEvent, at place: Int) {
        checkAudience(of: event, at: place)
        advance(head, at: place, isChat: false)
    }

    package func signal(from seat: UInt32, _ envelope: Envelope?, at place: Int) {
        guard let key = known(envelope, from: seat, at: place), !key.lane.isJournaled else { return }
        received(key, at: place)
    }

    package func transient(_ transient: ProtoTransient, at place: Int) {
        checkAudience(of: transient, at: place)
    }

    package func ping(_ ping: ProtoPing, at place: Int) {
        if ping.seq != viewers[place].last {
            add(.broken, "\(name(place)) has \(viewers[place].last), and a ping says \(ping.seq)")
        }
    }

    package func disconnected(_ place: Int) {
        viewers[place].isLive = false
    }

    /// Whether anybody sent anything to one seat only.
    package var hasPrivateChat: Bool { streams.hasPrivateChat }

    // MARK: The end

    /// How many messages are still due to somebody who is connected.
    package var outstanding: Int {
        viewers.indices.reduce(0) { $0 + due(at: $1).count }
    }

    /// Counts as lost what is still due; called when nothing more can come.
    package func settle() {
        for place in viewers.indices {
            for key in due(at: place) { add(.lost, "\(name(place)) never got \(key)") }
            viewers[place].missing = []
            if viewers[place].isLive, viewers[place].last < viewers[place].replayUntil {
                add(.lost, "\(name(place)) was promised a replay up to \(viewers[place].replayUntil)")
            }
        }
    }

    package func add(_ violation: Violation, _ text: @autoclosure () -> String) {
        findings.add(violation, 1, "visit \(visit): \(text())")
    }

    package func name(_ place: Int) -> String {
        "\(roster[place].role) \(place) (seat \(roster[place].seat), \(roster[place].device))"
    }
}

extension VisitLedger {
    private func advance(_ head: EventHead, at place: Int, isChat: Bool) {
        let last = viewers[place].last
        if head.prev != last {
            add(.broken, "\(name(place)) has \(last), and event \(head.seq) says that \(head.prev) is before it")
        }
        if head.seq <= last {
            add(head.seq == last ? .doubled : .outOfOrder, "\(name(place)) has \(last), and gets event \(head.seq)")
        }
        viewers[place].advance(to: head.seq, isChat: isChat)
        if viewers[place].replayUntil <= head.seq { viewers[place].replayUntil = 0 }
    }

    private func journaled(_ key: MessageKey, _ seq: UInt64, at place: Int) {
        tell(key, at: seq)
        received(key, at: place)
    }

    /// Somebody was shown a message, or told that it is stored.
    ///
    /// Everybody has to be told the same of a `seq`.
    func tell(_ key: MessageKey, at seq: UInt64) {
        if let other = order.updateValue(key, forKey: seq), other != key {
            add(.outOfOrder, "\(seq) was \(other) for one, and is \(key) for another")
        }
    }

    /// The key of a message that was really sent, by who it says, and that this viewer may see.
    private func known(_ envelope: Envelope?, from seat: UInt32, at place: Int) -> MessageKey? {
        guard let envelope, envelope.run == run else {
            add(.invented, "\(name(place)) got a message that is none of this run's")
            return nil
        }
        guard envelope.visit == visit else {
            add(.leaked, "\(name(place)) got \(envelope.key) of visit \(envelope.visit)")
            return nil
        }
        let key = envelope.key
        guard Int(key.sender) < roster.count, roster[Int(key.sender)].seat == seat,
            key.number <= streams[StreamID(key)].sent
        else {
            add(.invented, "\(name(place)) got \(key) from seat \(seat)")
            return nil
        }
        if streams[StreamID(key)].refused.contains(key.number) {
            add(.falseReply, "\(key) was refused, and came all the same")
        }
        guard isEntitled(to: key, place) else {
            add(.leaked, "\(name(place)) got \(key)")
            return nil
        }
        return key
    }

    /// Whether a device may see a message at this moment.
    func isEntitled(to key: MessageKey, _ place: Int) -> Bool {
        let entry = roster[place]
        let isSenders = entry.slot == roster[Int(key.sender)].slot
        switch key.lane {
        case .chat: return viewers[place].isCleared
        case .privateChat: return isSenders || entry.slot == key.audience
        case .note: return entry.role == .doctor
        case .signal: return viewers[place].isCleared && Int(key.sender) != place
        case .directSignal: return Int(key.audience) == place
        }
    }

    private func received(_ key: MessageKey, at place: Int) {
        let verdict: StreamCheck.Verdict
        switch key.lane {
        case .chat: verdict = Self.accept(key, in: &viewers[place].chats, count: roster.count)
        case .signal: verdict = Self.accept(key, in: &viewers[place].signals, count: roster.count)
        case .privateChat, .note, .directSignal:
            verdict = viewers[place].others[StreamID(key), default: StreamCheck()].accept(key.number)
        }
        switch verdict {
        case .next: break
        case .gap(let numbers): miss(numbers, of: StreamID(key), at: place)
        case .old: old(key, at: place)
        }
    }

    private static func accept(_ key: MessageKey, in checks: inout [StreamCheck], count: Int) -> StreamCheck.Verdict {
        if checks.isEmpty { checks = Array(repeating: StreamCheck(), count: count) }
        return checks[Int(key.sender)].accept(key.number)
    }

    private func miss(_ numbers: ClosedRange<UInt32>, of stream: StreamID, at place: Int) {
        for number in numbers where !streams[stream].mayBeMissing(number) {
            viewers[place].missing.insert(stream.key(number))
        }
    }

    private func old(_ key: MessageKey, at place: Int) {
        if viewers[place].missing.remove(key) != nil {
            add(.outOfOrder, "\(name(place)) got \(key) after a later one")
        } else {
            add(.doubled, "\(name(place)) got \(key) again, or too late")
        }
    }

    private func excuse(_ place: Int, _ checks: WritableKeyPath<Viewer, [StreamCheck]>, _ lane: Lane) {
        if viewers[place][keyPath: checks].isEmpty {
            viewers[place][keyPath: checks] = Array(repeating: StreamCheck(), count: roster.count)
        }
        for sender in roster.indices {
            let stream = StreamID(sender: UInt32(sender), lane: lane, audience: Envelope.everyone)
            viewers[place][keyPath: checks][sender].excuse(through: streams[stream].sent)
        }
        viewers[place].missing = viewers[place].missing.filter { $0.lane != lane }
    }

    private func excuseOthers(_ place: Int, _ isConcerned: (Lane) -> Bool) {
        for (stream, sent) in streams.rare where isConcerned(stream.lane) {
            viewers[place].others[stream, default: StreamCheck()].excuse(through: sent.sent)
        }
        viewers[place].missing = viewers[place].missing.filter { $0.lane.isBusy || !isConcerned($0.lane) }
    }

    /// What a device that is connected has not got, of what was acknowledged.
    private func due(at place: Int) -> [MessageKey] {
        let viewer = viewers[place]
        guard viewer.isLive else { return [] }
        var keys = viewer.missing.filter { !streams[StreamID($0)].mayBeMissing($0.number) }
        for (stream, sent) in streams.all where sent.acknowledged > 0 && isEntitled(to: stream.key(1), place) {
            let check: StreamCheck
            let sender = Int(stream.sender)
            switch stream.lane {
            case .chat: check = viewer.chats.isEmpty ? StreamCheck() : viewer.chats[sender]
            case .signal: check = viewer.signals.isEmpty ? StreamCheck() : viewer.signals[sender]
            case .privateChat, .note, .directSignal: check = viewer.others[stream] ?? StreamCheck()
            }
            for number in check.due(of: sent.acknowledged).map(Array.init) ?? [] where !sent.mayBeMissing(number) {
                keys.insert(stream.key(number))
            }
        }
        return Array(keys)
    }
}
