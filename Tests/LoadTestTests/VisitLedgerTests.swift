import LoadTestKit
import NIOCore
import SwiftProtobuf
import Testing
import Wire

/// The rules of a visit, told message by message: a doctor, a patient who waits, and an interpreter who was let in.
@Suite struct VisitLedgerTests {
    private let ledger = VisitLedger(
        run: 1,
        visit: 1,
        roster: [
            RosterEntry(slot: 0, role: .doctor, device: "a"), RosterEntry(slot: 1, role: .patient, device: "b"),
            RosterEntry(slot: 2, role: .interpreter, device: "c"),
        ]
    )
    private let doctor = 0
    private let patient = 1
    private let interpreter = 2

    init() {
        welcome(doctor, cleared: [1, 3])
        welcome(patient, cleared: [])
        welcome(interpreter, cleared: [1, 3])
    }

    @Test func aVisitAsItShouldBeHasNoFindings() {
        let envelope = say(.chat)
        chat(envelope, seq: 1, prev: 0, at: doctor)
        ledger.done(envelope.key, seq: 1)
        chat(envelope, seq: 1, prev: 0, at: interpreter)
        #expect(ledger.outstanding == 0)
        ledger.settle()
        ledger.check([0: [stored(envelope, 1)]])
        #expect(ledger.findings.total == 0, "\(ledger.findings.examples)")
    }

    @Test func whatWasAcknowledgedIsDueToAllWhoMaySeeIt() {
        let envelope = say(.chat)
        chat(envelope, seq: 1, prev: 0, at: doctor)
        ledger.done(envelope.key, seq: 1)
        #expect(ledger.outstanding == 1)
        ledger.settle()
        #expect(ledger.findings.count(.lost) == 1)
    }

    @Test func nobodyIsOwedWhatWasRefused() {
        let refused = say(.chat)
        let envelope = say(.chat)
        ledger.refused(refused.key)
        for place in [doctor, interpreter] { chat(envelope, seq: 1, prev: 0, at: place) }
        ledger.done(envelope.key, seq: 1)
        ledger.settle()
        #expect(ledger.findings.total == 0)
    }

    @Test func anUncertainMessageMayComeOrNot() {
        let envelope = say(.signal)
        ledger.uncertain(envelope.key)
        let next = say(.signal)
        ledger.signal(from: 1, envelope, at: interpreter)
        ledger.signal(from: 1, next, at: interpreter)
        ledger.done(next.key, seq: 0)
        #expect(ledger.outstanding == 0)
        #expect(ledger.findings.total == 0)
    }

    @Test func signalsSentDuringAPauseNeedNotCome() {
        ledger.disconnected(interpreter)
        let missed = say(.signal)
        ledger.done(missed.key, seq: 0)
        welcome(interpreter, cleared: [1, 3])
        #expect(ledger.outstanding == 0)
        let heard = say(.signal)
        ledger.done(heard.key, seq: 0)
        #expect(ledger.outstanding == 1)
        ledger.signal(from: 1, heard, at: interpreter)
        #expect(ledger.outstanding == 0)
        #expect(ledger.findings.total == 0)
    }

    @Test func chatForTheWaitingRoomIsALeak() {
        chat(say(.chat), seq: 1, prev: 0, at: patient)
        #expect(ledger.findings.count(.leaked) == 1)
    }

    @Test(arguments: [
        ProtoEvent.with { $0.roomEntered.seat = 3 }, .with { $0.left.seat = 1 }, .with { $0.seen.bySeat = 1 },
        .with { $0.statusChanged.status = .active }, .with { $0.waitingRoomEntered.seat = 3 },
        .with { $0.consentChanged.seat = 1 }, .with { $0.issueReported.bySeat = 1 },
    ])
    func eventsOfOthersDuringTheWaitAreLeaks(event: ProtoEvent) {
        ledger.event(EventHead(seq: 1, prev: 0), event, at: patient)
        #expect(ledger.findings.count(.leaked) == 1)
    }

    @Test(arguments: [
        ProtoEvent.with { $0.waitingRoomEntered.seat = 2 }, .with { $0.admitted.seat = 2 }, .with { $0.left.seat = 2 },
        .with { $0.statusChanged.status = .ended },
    ])
    func whatConcernsOneselfIsNoLeak(event: ProtoEvent) {
        ledger.event(EventHead(seq: 1, prev: 0), event, at: patient)
        #expect(ledger.findings.total == 0)
    }

    @Test func transientsOfOthersDuringTheWaitAreLeaks() {
        ledger.transient(.with { $0.presence.seat = 1 }, at: patient)
        ledger.transient(.with { $0.typing.seat = 1 }, at: patient)
        ledger.transient(.with { $0.waitingPosition.position = 1 }, at: patient)
        #expect(ledger.findings.count(.leaked) == 2)
    }

    @Test func othersInTheViewOfWhoWaitsAreALeak() {
        welcome(patient, cleared: [1])
        #expect(ledger.findings.count(.leaked) == 1)
    }

    @Test func aGuestInTheRoomIsNotToldOfWhoWaits() {
        ledger.event(EventHead(seq: 1, prev: 0), .with { $0.waitingRoomEntered.seat = 2 }, at: interpreter)
        #expect(ledger.findings.count(.leaked) == 1)
    }

    @Test func aDoctorIsToldOfWhoWaits() {
        ledger.event(EventHead(seq: 1, prev: 0), .with { $0.waitingRoomEntered.seat = 2 }, at: doctor)
        #expect(ledger.findings.total == 0)
    }

    @Test func aPrivateMessageInASnapshotIsALeak() {
        let envelope = say(.privateChat, to: 1)
        var snapshot = view(interpreter, cleared: [1, 3])
        snapshot.chat = [
            .with {
                $0.seq = 1
                $0.text = text(envelope)
            }
        ]
        ledger.snapshot(snapshot, at: interpreter)
        #expect(ledger.findings.count(.leaked) == 1)
    }

    @Test func aHoleInPrevIsFound() {
        ledger.event(EventHead(seq: 5, prev: 4), .with { $0.roomEntered.seat = 1 }, at: doctor)
        #expect(ledger.findings.count(.broken) == 1)
    }

    @Test func twoOrdersAreFound() {
        let (first, second) = (say(.chat), say(.chat))
        chat(first, seq: 1, prev: 0, at: doctor)
        chat(second, seq: 1, prev: 0, at: interpreter)
        #expect(ledger.findings.count(.outOfOrder) >= 1)
    }

    @Test func aSnapshotThatGoesBackIsFound() {
        chat(say(.chat), seq: 7, prev: 0, at: doctor)
        ledger.snapshot(view(doctor, cleared: [1, 3]), at: doctor)
        #expect(ledger.findings.count(.seenBeforeStored) == 1)
    }

    @Test func whatIsMissingInTheHistoryIsFound() {
        let envelope = say(.chat)
        for place in [doctor, interpreter] { chat(envelope, seq: 1, prev: 0, at: place) }
        ledger.check([0: []])
        #expect(ledger.findings.count(.seenBeforeStored) >= 1)
    }

    @Test func whatIsStoredAndWasNotShownIsFound() {
        let (first, second) = (say(.chat), say(.chat))
        for place in [doctor, interpreter] { chat(second, seq: 2, prev: 0, at: place) }
        ledger.check([0: [stored(first, 1), stored(second, 2)]])
        #expect(ledger.findings.count(.lost) == 2)
    }

    @Test func aHistoryForWhoWasNeverAdmittedIsALeak() {
        let envelope = say(.chat)
        for place in [doctor, interpreter] { chat(envelope, seq: 1, prev: 0, at: place) }
        ledger.check([0: [stored(envelope, 1)], 1: [stored(envelope, 1)]])
        #expect(ledger.findings.count(.leaked) == 1)
    }

    // MARK: Small things

    private func say(_ lane: Lane, to audience: UInt32 = Envelope.everyone) -> Envelope {
        ledger.send(StreamID(sender: 0, lane: lane, audience: audience), due: 0)
    }

    private func chat(_ envelope: Envelope, seq: UInt64, prev: UInt64, at place: Int) {
        ledger.chat(EventHead(seq: seq, prev: prev), from: 1, to: 0, envelope, at: place)
    }

    private func view(_ place: Int, cleared: [UInt32]) -> ProtoSnapshot {
        var snapshot = ProtoSnapshot()
        snapshot.status = .waiting
        let own = ledger.roster[place].seat
        for seat in Set(cleared + [own]).sorted() {
            snapshot.participants.append(
                .with {
                    $0.seat = seat
                    $0.standing = cleared.contains(seat) ? .cleared : .held
                }
            )
        }
        return snapshot
    }

    private func welcome(_ place: Int, cleared: [UInt32]) {
        var welcome = ProtoWelcome()
        welcome.seat = ledger.roster[place].seat
        welcome.historyID = "history"
        welcome.recovery = .snapshot
        welcome.snapshot = view(place, cleared: cleared)
        ledger.welcome(welcome, at: place)
    }

    private func text(_ envelope: Envelope) -> String {
        var buffer = ByteBuffer()
        envelope.write(to: &buffer)
        return String(buffer: buffer)
    }

    private func stored(_ envelope: Envelope, _ seq: UInt64) -> StoredMessage {
        StoredMessage(seq: seq, fromSeat: 1, toSeat: 0, text: text(envelope))
    }
}
