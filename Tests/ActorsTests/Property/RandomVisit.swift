import Actors
import Core
import FoundationEssentials
import TestKit

/// Who is in a random visit, and what they come to think of.
struct RandomVisit: Sendable {
    var generator: SplitMix64
    let id: ConsultationID
    let booking: ConsultationEvent.Booking
    let invitations: [Invitation]
    /// Somebody without a seat.
    let stranger: PersonID

    init(seed: UInt64, now: Timestamp) {
        var generator = SplitMix64(seed: seed)
        func uuid() -> UUID { .timeOrdered(at: now, using: &generator) }
        id = ConsultationID(uuid: uuid())
        stranger = PersonID(uuid: uuid())
        var roles: [Role] = [.patient, .doctor]
        for role in [Role.interpreter, .staff, .patient, .doctor] where generator.chance(40) { roles.append(role) }
        roles.shuffle(using: &generator)
        invitations = roles.map { Invitation(person: PersonID(uuid: uuid()), role: $0, name: "Ada Example") }
        let untilStart = generator.pick([0, 60_000, 3_600_000])
        booking = ConsultationEvent.Booking(
            title: .present("Check-up"),
            start: now + .milliseconds(untilStart),
            minutes: 20,
            provider: .direct
        )
        self.generator = generator
    }

    /// Small enough that texts which are too long stay cheap.
    static var limits: Limits {
        var limits = Limits()
        limits.textBytesMax = 40
        limits.nameBytesMax = 24
        limits.devicesPerSeatMax = 2
        limits.issuesMax = 8
        limits.issuesPerSeatMax = 3
        return limits
    }

    mutating func person() -> PersonID {
        generator.chance(3) ? stranger : generator.pick(invitations).person
    }

    /// Any command; those that end everything are rare, so that something can happen before.
    mutating func command(newestSeq: UInt64) -> ConsultationCommand {
        switch generator.next() % 100 {
        case 0..<4: .setPriority(seat(), generator.pick(WaitingPriority.allCases), reason: reason())
        case 4..<7: .messageWaiting(seat(), text: text())
        case 7..<18: .postChat(text: text(), to: generator.chance(40) ? seat() : nil)
        case 18..<34: .admit(seat())
        case 34..<39: .deny(seat(), reason: reason())
        case 39..<45: .moveToWaitingRoom(seat())
        case 45..<50: .remove(seat(), reason: reason())
        case 50..<56: .start
        case 56..<61: .startRecording
        case 61: .stopRecording
        case 62..<64: .hold
        case 64..<66: .resume
        case 66: generator.chance(50) ? .end : .conclude(summary: text())
        case 67: .cancel
        case 68..<73: .leave
        case 73..<82: .setConsent(generator.pick(ConsentPurpose.allCases), given: generator.chance(75))
        case 82..<86: .reportIssue(.audio, .minor, description: text(), diagnostics: diagnostics())
        case 86..<94: .markSeen(upTo: UInt64.random(in: 0...(newestSeq + 1), using: &generator))
        case 94..<96: .writeSummary(text: text())
        default: .writeNote(text: text())
        }
    }

    mutating func transient(devices: [DeviceID]) -> TransientCommand {
        switch generator.next() % 7 {
        case 0: .setTyping(generator.chance(50))
        case 1: .setMedia(MediaState(audio: generator.chance(50), handRaised: generator.chance(50)))
        case 2, 3: .requestMute(seat())
        case 4: .signal(Signal(to: .room, kind: .message, payload: "x"))
        default:
            .signal(
                Signal(
                    to: .device(generator.pick(devices), of: seat()),
                    kind: generator.pick(Signal.Kind.allCases),
                    payload: "x"
                )
            )
        }
    }

    private mutating func seat() -> SeatNumber {
        SeatNumber(
            index: Int.random(
                in: 0...(generator.chance(5) ? invitations.count : invitations.count - 1),
                using: &generator
            )
        )
    }

    private mutating func text() -> String {
        switch generator.next() % 20 {
        case 0: ""
        case 1: String(repeating: "x", count: 41)
        default: "message \(generator.next() % 1000)"
        }
    }

    private mutating func diagnostics() -> String? {
        generator.chance(50) ? nil : generator.pick(["", "{}"])
    }

    private mutating func reason() -> String {
        generator.chance(5) ? String(repeating: "x", count: 25) : generator.pick(["", "not today"])
    }
}

/// The hub did something else than the model says.
struct Disagreement: Error, CustomStringConvertible {
    let seed: UInt64
    let trace: [String]
    let what: String

    var description: String {
        "\(what)\nrepeat it with LASO_SEED=\(seed) LASO_RUNS=1; it came to this by\n" + trace.joined(separator: "\n")
    }
}
