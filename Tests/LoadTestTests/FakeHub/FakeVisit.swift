import NIOCore
import SwiftProtobuf
import Wire

/// A consultation of the fake hub: the rules of `docs/consultation.md` as far as the harness uses them, in memory, and with
/// one fault.
final class FakeVisit {
    struct Person {
        let id: String
        let role: ProtoRole
        var isCleared: Bool
        var isHere = false
    }

    struct Entry {
        let event: ProtoEvent
        let audience: Set<UInt32>
    }

    let id: String
    private unowned let hub: FakeHub
    private var people: [Person]
    private(set) var journal: [Entry] = []
    private var connections: [FakeConnection] = []
    private var done: [String: UInt64] = [:]

    init(_ id: String, _ people: [Person], _ hub: FakeHub) {
        self.id = id
        self.people = people
        self.hub = hub
    }

    func remove(_ connection: FakeConnection) {
        connections.removeAll { $0 === connection }
    }

    func person(at seat: UInt32) -> Person { people[Int(seat) - 1] }

    /// Chat that a person may know.
    func messages(for person: String) -> [Entry] {
        guard let index = people.firstIndex(where: { $0.id == person }) else { return [] }
        return journal.filter { entry in
            if case .chatPosted = entry.event.body { entry.audience.contains(UInt32(index + 1)) } else { false }
        }
    }

    // MARK: Connecting

    func welcome(_ connection: FakeConnection, _ hello: ProtoHello) {
        guard let id = hub.redeem(hello.ticket), let index = people.firstIndex(where: { $0.id == id }) else {
            return connection.close(.badCredential)
        }
        connection.seat = UInt32(index + 1)
        connection.device = hello.deviceID
        connection.instance = hello.clientInstance != 0 ? hello.clientInstance : hub.nextInstance()
        connections.append(connection)
        var message = ProtoServerMessage()
        message.welcome.seat = connection.seat
        message.welcome.historyID = "fake"
        message.welcome.epoch = 1
        message.welcome.clientInstance = connection.instance
        if hello.hasResume {
            message.welcome.recovery = .replay
            message.welcome.replayUntil = journal.last { $0.audience.contains(connection.seat) }?.event.seq ?? 0
            connection.last = hello.resume.seq
        } else {
            message.welcome.recovery = .snapshot
            message.welcome.snapshot = snapshot(for: connection.seat)
            connection.last = message.welcome.snapshot.seq
        }
        connection.send(message)
        for entry in journal where entry.event.seq > connection.last && entry.audience.contains(connection.seat) {
            send(entry.event, to: connection)
        }
        enter(connection.seat)
    }

    private func enter(_ seat: UInt32) {
        guard !people[Int(seat) - 1].isHere else { return }
        people[Int(seat) - 1].isHere = true
        if person(at: seat).isCleared {
            write(.with { $0.roomEntered.seat = seat }, for: cleared)
        } else {
            write(.with { $0.waitingRoomEntered.seat = seat }, for: hosts.union([seat]))
        }
    }

    private func snapshot(for seat: UInt32) -> ProtoSnapshot {
        var snapshot = ProtoSnapshot()
        snapshot.seq = UInt64(journal.count)
        snapshot.consultationID = id
        snapshot.status = .waiting
        let visible = person(at: seat).isCleared ? cleared.union([seat]) : [seat]
        snapshot.participants = visible.sorted().map { seat in
            .with {
                $0.seat = seat
                $0.role = person(at: seat).role
                $0.standing = person(at: seat).isCleared ? .cleared : .held
            }
        }
        return snapshot
    }

    // MARK: Commands

    func perform(_ command: ProtoCommand, of connection: FakeConnection) {
        let key = "\(connection.instance)/\(command.counter)"
        if let seq = done[key] { return reply(connection, command.counter, seq) }
        let reference = ProtoCommandRef.with {
            $0.clientInstance = connection.instance
            $0.counter = command.counter
        }
        switch command.action {
        case .postChat(let chat):
            post(chat, reference, connection)
            return
        case .writeNote(let note):
            write(
                .with {
                    $0.command = reference
                    $0.noteWritten.bySeat = connection.seat
                    $0.noteWritten.text = note.text
                },
                for: doctors
            )
        case .admit(let admit): self.admit(admit.seat, by: connection.seat)
        case .start: write(.with { $0.statusChanged.status = .active }, for: cleared)
        case .end:
            write(.with { $0.statusChanged.status = .ended }, for: Set(people.indices.map { UInt32($0 + 1) }))
            for connection in connections { connection.close(.over) }
            return
        case .sendSignal(let signal):
            send(signal, from: connection)
            reply(connection, command.counter, 0)
            return
        default:
            break
        }
        done[key] = UInt64(journal.count)
        reply(connection, command.counter, UInt64(journal.count))
    }

    private func admit(_ seat: UInt32, by host: UInt32) {
        guard !person(at: seat).isCleared else { return }
        people[Int(seat) - 1].isCleared = true
        let admitted = ProtoEvent.with {
            $0.admitted.seat = seat
            $0.admitted.bySeat = host
        }
        write(admitted, for: cleared)
        for connection in connections where connection.seat == seat {
            connection.send(.with { $0.snapshot = snapshot(for: seat) })
        }
        write(.with { $0.roomEntered.seat = seat }, for: cleared)
    }

    private func reply(_ connection: FakeConnection, _ counter: UInt64, _ seq: UInt64) {
        connection.send(
            .with {
                $0.reply.counter = counter
                $0.reply.done.seq = seq
            }
        )
    }

    // MARK: Fan-out

    private var hosts: Set<UInt32> { seats { $0.role == .doctor || $0.role == .staff } }
    private var doctors: Set<UInt32> { seats { $0.role == .doctor } }
    private var cleared: Set<UInt32> { seats(\.isCleared) }

    private func seats(_ isIncluded: (Person) -> Bool) -> Set<UInt32> {
        Set(people.indices.filter { isIncluded(people[$0]) }.map { UInt32($0 + 1) })
    }

    private func stamped(_ event: ProtoEvent) -> ProtoEvent {
        var event = event
        event.seq = UInt64(journal.count + 1)
        event.timeMs = Int64(event.seq)
        return event
    }

    private func write(_ event: ProtoEvent, for audience: Set<UInt32>) {
        let event = stamped(event)
        journal.append(Entry(event: event, audience: audience))
        fanOut(event, to: audience)
    }

    private func post(_ chat: ProtoPostChat, _ reference: ProtoCommandRef, _ connection: FakeConnection) {
        var event = ProtoEvent()
        event.command = reference
        event.chatPosted.fromSeat = connection.seat
        event.chatPosted.toSeat = chat.toSeat
        event.chatPosted.text = chat.text
        let audience = chat.toSeat == 0 ? cleared : [connection.seat, chat.toSeat]
        let others = audience.subtracting([connection.seat])
        let fault = chat.toSeat == 0 ? hub.storageFault(isPossible: others.count > 1) : nil
        if fault == .refusesWhatItDoes {
            connection.send(
                .with {
                    $0.reply.counter = reference.counter
                    $0.reply.error.code = ErrorCode.busy.rawValue
                    $0.reply.error.name = ErrorCode.busy.name
                    $0.reply.error.retry = true
                }
            )
        }
        if fault == .namesAnotherSender { event.chatPosted.fromSeat = others.min() ?? 0 }
        event = stamped(event)
        if fault == .acknowledgesBeforeTheEvent { reply(connection, reference.counter, event.seq) }
        journal.append(Entry(event: event, audience: fault == .showsWhatIsNotStored ? [] : audience))
        done["\(reference.clientInstance)/\(reference.counter)"] = event.seq
        fanOut(event, to: audience)
        if fault == .storesTwice { write(event, for: audience) }
        if fault != .refusesWhatItDoes, fault != .acknowledgesBeforeTheEvent {
            reply(connection, reference.counter, event.seq)
        }
        if fault == .pingsWithAnotherSeq { connection.send(.with { $0.ping.seq = connection.last + 1 }) }
        if fault == .forgetsWhatItShowed {
            journal.removeLast()
            for connection in connections { connection.cut() }
        }
    }

    private func fanOut(_ event: ProtoEvent, to audience: Set<UInt32>) {
        let lane = FakeHub.lane(of: event)
        for connection in connections where audience.contains(connection.seat) { deliver(event, lane, to: connection) }
        guard let lane else { return }
        let outsider = connections.first { !audience.contains($0.seat) }
        switch hub.leakFault(lane, isPossible: outsider != nil) {
        case .leaksChatOfAnotherVisit: hub.another(than: self)?.leak(event)
        case .some: if let outsider { send(event, to: outsider) }
        case nil: break
        }
    }

    /// An event of elsewhere reaches somebody here.
    private func leak(_ event: ProtoEvent) {
        guard let connection = connections.first else { return }
        var event = event
        event.seq = connection.last + 1
        send(event, to: connection)
    }

    private func leak(_ signal: ProtoServerMessage) {
        connections.first?.send(signal)
    }

    private func deliver(_ event: ProtoEvent, _ lane: Character?, to connection: FakeConnection) {
        guard let lane else { return send(event, to: connection) }
        switch hub.deliveryFault(lane) {
        case .forgetsAnEvent: break
        case .losesAnEvent: connection.last = event.seq
        case .doublesAnEvent:
            send(event, to: connection)
            connection.last = event.prev
            send(event, to: connection)
        case .swapsTwoEvents: connection.heldBack = frame(event, for: connection)
        default: send(event, to: connection)
        }
    }

    private func send(_ event: ProtoEvent, to connection: FakeConnection) {
        connection.write(frame(event, for: connection))
        if let heldBack = connection.heldBack {
            connection.heldBack = nil
            connection.write(heldBack)
        }
    }

    private func frame(_ event: ProtoEvent, for connection: FakeConnection) -> ByteBuffer {
        var message = ProtoServerMessage()
        message.event = event
        message.event.prev = connection.last
        connection.last = event.seq
        return FakeConnection.frame(message)
    }

    private func send(_ signal: ProtoSendSignal, from sender: FakeConnection) {
        let message = ProtoServerMessage.with {
            $0.transient.signal.fromSeat = sender.seat
            $0.transient.signal.fromDevice = sender.device
            $0.transient.signal.kind = signal.kind
            $0.transient.signal.payload = signal.payload
        }
        let lane: Character = signal.toSeat == 0 ? "s" : "d"
        let targets = connections.filter { connection in
            signal.toSeat == 0
                ? connection !== sender && person(at: connection.seat).isCleared
                : connection.seat == signal.toSeat && connection.device == signal.toDevice
        }
        for target in targets { deliver(message, lane, to: target) }
        let outsider = connections.first { candidate in
            candidate !== sender && !targets.contains { $0 === candidate }
        }
        switch hub.leakFault(lane, isPossible: outsider != nil) {
        case .leaksASignalOfAnotherVisit: hub.another(than: self)?.leak(message)
        case .some: outsider?.send(message)
        case nil: break
        }
    }

    private func deliver(_ signal: ProtoServerMessage, _ lane: Character, to connection: FakeConnection) {
        switch hub.deliveryFault(lane) {
        case .losesASignal: break
        case .doublesASignal:
            connection.send(signal)
            connection.send(signal)
        case .swapsTwoSignals:
            connection.heldBackSignal = (signal.transient.signal.fromSeat, FakeConnection.frame(signal))
        default:
            connection.send(signal)
            guard lane == "s", let heldBack = connection.heldBackSignal,
                heldBack.from == signal.transient.signal.fromSeat
            else { return }
            connection.heldBackSignal = nil
            connection.write(heldBack.frame)
        }
    }
}
