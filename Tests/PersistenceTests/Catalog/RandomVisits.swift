import Actors
import Core
import Foundation
import TestKit

/// Visits that go as chance will have it, by the rules of the consultation, each with all its entries.
struct RandomVisits {
    let seed: UInt64
    let doctors: [PersonID]
    private(set) var visits: [[JournalEntry]] = []
    private var generator: SplitMix64
    private var now = StoreBench.time

    static let start = StoreBench.time
    static let days = 40

    init(seed: UInt64, count: Int) throws {
        self.seed = seed
        var generator = SplitMix64(seed: seed)
        doctors = (0..<5).map { _ in PersonID(uuid: .timeOrdered(at: StoreBench.time, using: &generator)) }
        self.generator = generator
        for _ in 0..<count { try addVisit() }
    }

    private mutating func addVisit() throws {
        let id = ConsultationID(uuid: .timeOrdered(at: Self.start, using: &generator))
        var machine = Consultation(id: id)
        var entries: [JournalEntry] = []
        now = Self.start + .seconds(Int.random(in: 0..<(Self.days * 86_400), using: &generator))
        let booking = ConsultationEvent.Booking(
            title: .present("Visit"),
            start: now + .seconds(Int.random(in: 0...7200, using: &generator)),
            minutes: 20,
            provider: generator.pick(MeetingProvider.allCases)
        )
        write(try machine.decideCreation(booking, invitations(), limits: Limits()), to: &machine, &entries)
        for _ in 0..<Int.random(in: 0...30, using: &generator) { step(&machine, &entries) }
        finish(&machine, &entries)
        visits.append(entries)
    }

    /// Some are left alone for a day, so that the hub ends them or calls them no-shows; of some the content is erased.
    private mutating func finish(_ machine: inout Consultation, _ entries: inout [JournalEntry]) {
        if generator.chance(50) {
            now = now + PeriodStatistics.day
            write(machine.decideWaking(at: now, periods: Periods()), to: &machine, &entries)
        }
        // What is refused is no event.
        if generator.chance(10) { write((try? machine.decideErasing(.retention)) ?? [], to: &machine, &entries) }
    }

    /// Doctors are also patients and interpret, for each other.
    private mutating func invitations() -> [Invitation] {
        let doctors = doctors.shuffled(using: &generator)
        var invitations = [Invitation(person: doctors[0], role: .doctor, name: "Ada")]
        if generator.chance(20) {
            let role = generator.pick([Role.doctor, .patient, .interpreter])
            invitations.append(Invitation(person: doctors[1], role: role, name: "Zoe"))
        }
        for role in [Role.patient, .interpreter, .staff, .patient].prefix(Int.random(in: 1...4, using: &generator)) {
            let person = PersonID(uuid: .timeOrdered(at: now, using: &generator))
            invitations.append(Invitation(person: person, role: role, name: "Ben"))
        }
        return invitations
    }

    private mutating func step(_ machine: inout Consultation, _ entries: inout [JournalEntry]) {
        now = now + .milliseconds(Int.random(in: 0...400_000, using: &generator))
        let seat = SeatNumber(index: Int.random(in: 0..<machine.seats.count, using: &generator))
        var events: [ConsultationEvent] = []
        // What is refused is no event.
        switch generator.next() % 24 {
        case 0..<7: events = (try? machine.decideEntering(seat, at: now, periods: Periods())) ?? []
        case 7: events = machine.decideLeaving(seat, .connectionLost)
        case 8: events = machine.decideWaking(at: now, periods: Periods())
        case 9: events = noticing(seat, machine)
        case 10: events = resolving(machine)
        case 11: events = [.qualitySummarised(seat, quality())]
        case 12: events = (try? machine.decideChange(change(), by: .hub, limits: Limits())) ?? []
        case 13: events = generator.chance(20) ? (try? machine.decideCallingOff(by: .hub)) ?? [] : []
        case 14: events = coming(by: machine)
        case 15: events = (try? machine.decideHolding("Complaint", limits: Limits())) ?? []
        case 16: events = (try? machine.decideReleasing()) ?? []
        default:
            let command = command(seat, machine)
            events = (try? machine.decide(command, by: seat, isNumbered: false, limits: Limits())) ?? []
        }
        write(events, to: &machine, &entries)
    }

    /// A visit under way is often held: it rarely comes so far.
    private mutating func command(_ seat: SeatNumber, _ machine: Consultation) -> ConsultationCommand {
        let target = SeatNumber(index: Int.random(in: 0..<3, using: &generator))
        return switch generator.next() % 10 {
        case 0, 1: .admit(target)
        case 2: machine.status == .active ? .hold : .start
        case 3: generator.chance(30) ? .end : .hold
        case 4: .resume
        case 5: .moveToWaitingRoom(target)
        case 6: generator.chance(10) ? .cancel : .postChat(text: "Hello", to: nil)
        case 7: .remove(target, reason: "")
        case 8: .leave
        default: .reportIssue(generator.pick(IssueCategory.allCases), .minor, description: "Echo", diagnostics: "{}")
        }
    }

    /// To another time, hours or weeks away, or another provider.
    private mutating func change() -> ConsultationChange {
        let hours = Int.random(in: -24 * 7...24 * 20, using: &generator)
        return ConsultationChange(
            start: generator.chance(80) ? now + .seconds(hours * 3600) : nil,
            provider: generator.chance(50) ? generator.pick(MeetingProvider.allCases) : nil
        )
    }

    /// Somebody comes by a link, or one is made.
    private mutating func coming(by machine: Consultation) -> [ConsultationEvent] {
        let person = PersonID(uuid: .timeOrdered(at: now, using: &generator))
        if let known = machine.links.first {
            return
                (try? machine.decideRedeeming(known.link.digest, by: person, name: "Mara", at: now, limits: Limits()))
                ?? []
        }
        let link = InvitationLink(
            id: person.uuid,
            role: .guest,
            expires: now + PeriodStatistics.day,
            usesMax: 3,
            digest: [UInt8](repeating: 7, count: InvitationLink.digestByteCount)
        )
        return (try? machine.decideInviting(link, by: .hub, at: now, limits: Limits())) ?? []
    }

    private mutating func noticing(_ seat: SeatNumber, _ machine: Consultation) -> [ConsultationEvent] {
        machine.decideNoticing(seat, quality(), limits: Limits())
    }

    private mutating func resolving(_ machine: Consultation) -> [ConsultationEvent] {
        guard let issue = machine.issues.randomElement(using: &generator) else { return [] }
        let person = generator.pick(doctors)
        // What is refused is no event.
        if generator.chance(50) { return (try? machine.decideAssigning(issue.seq, to: person, by: person)) ?? [] }
        return (try? machine.decideResolving(issue.seq, note: "Done", by: person, limits: Limits())) ?? []
    }

    private mutating func quality() -> QualitySummary {
        let spread = QualitySummary.Spread(mean: 1, usual: 2, worst: 3)
        return QualitySummary(
            reportCount: 10,
            poorCount: Int.random(in: 0...5, using: &generator),
            badCount: Int.random(in: 0...5, using: &generator),
            roundTrip: spread,
            loss: spread,
            jitter: spread,
            bitrate: spread
        )
    }

    private func write(_ events: [ConsultationEvent], to machine: inout Consultation, _ entries: inout [JournalEntry]) {
        entries += machine.write(events, origin: .hub, command: nil, at: now, epoch: 1)
    }
}
