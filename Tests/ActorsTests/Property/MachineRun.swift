import Actors
import Core
import TestKit
import Wire

/// One random visit through the state machine, as a value, beside the model.
struct MachineRun {
    let seed: UInt64
    var visit: RandomVisit
    var machine: Consultation
    var entries: [JournalEntry] = []
    var model: ConsultationModel
    var now = Timestamp(milliseconds: 1_800_000_000_000)
    var ids: [PersonID: [(id: CommandID, command: ConsultationCommand)]] = [:]
    var instance = ClientInstance(epoch: 1, serial: 1)
    var trace: [String] = []
    var comparedSeq: UInt64 = 0

    init(seed: UInt64) throws {
        self.seed = seed
        visit = RandomVisit(seed: seed, now: now)
        machine = Consultation(id: visit.id)
        model = ConsultationModel(
            booking: visit.booking,
            invitations: visit.invitations.map { ($0.person, $0.role, $0.name) },
            limits: RandomVisit.limits,
            periods: Periods(),
            now: now
        )
        let events = try machine.decideCreation(visit.booking, visit.invitations, limits: RandomVisit.limits)
        write(events, by: .hub)
        try compare()
    }

    mutating func run(steps: Int) throws {
        for _ in 0..<steps {
            try step()
            try compare()
        }
        for seat in model.seats { try compareView(of: seat.number) }
        if let fault = model.fault(in: entries) { throw disagreement(fault) }
        try compareReplays()
    }

    private mutating func step() throws {
        switch visit.generator.next() % 100 {
        case 0..<66: try command()
        case 66..<80: try enter()
        case 80..<84: loseConnection()
        case 84..<86: wake()
        case 86..<88: instance = ClientInstance(number: instance.number + 1)
        case 88: try burst()
        default: passTime()
        }
    }

    private mutating func command() throws {
        let person = visit.person()
        let (id, command) = chooseCommand(of: person)
        try perform(command, by: person, id: id)
    }

    /// So many commands of one client that the hub must forget the first ones.
    private mutating func burst() throws {
        guard visit.generator.chance(20) else { return }
        let person = visit.generator.pick(visit.invitations).person
        for index in 0..<(ConsultationModel.resultsMax + 8) {
            let given = index.isMultiple(of: 2)
            try perform(.setConsent(.observer, given: given), by: person, id: nextID(of: person))
            if visit.generator.chance(10), let used = ids[person]?.randomElement(using: &visit.generator) {
                try perform(used.command, by: person, id: used.id)
            }
        }
    }

    private mutating func perform(_ command: ConsultationCommand, by person: PersonID, id: CommandID?) throws {
        trace.append("\(model.newestSeq): \(command) by \(model.seat(of: person)?.role as Any), \(id as Any)")
        if let id { ids[person, default: []].append((id, command)) }
        model.durableSeq = model.newestSeq
        let expected = model.perform(command, by: person, id: id, at: now)
        let actual = performOnMachine(command, by: person, id: id)
        guard actual == expected else { throw disagreement("answered \(actual) instead of \(expected)") }
    }

    private mutating func performOnMachine(
        _ command: ConsultationCommand,
        by person: PersonID,
        id: CommandID?
    ) -> ConsultationModel.Verdict {
        guard let number = machine.number(of: person) else { return .refused(.notSeated) }
        let stamp = id.map { CommandStamp(id: $0, fingerprint: command.fingerprint) }
        if let stamp {
            switch machine.history(of: person).verdict(on: stamp) {
            case .new: break
            case .repeated(let seq):
                write(machine.decideRepeat(of: command, by: number), by: .person(person))
                return .done(seq: seq)
            case .refused(let refusal): return .refused(refusal)
            }
        }
        do throws(Refusal) {
            let events = try machine.decide(
                command,
                by: number,
                isNumbered: stamp != nil,
                limits: RandomVisit.limits
            )
            write(events, by: .person(person), stamp)
            return .done(seq: events.isEmpty || events == [.hadNoEffect(by: number)] ? 0 : machine.seq)
        } catch {
            return .refused(error)
        }
    }

    /// Mostly something new; else a repeat, the same id with something else, or no id at all.
    private mutating func chooseCommand(of person: PersonID) -> (CommandID?, ConsultationCommand) {
        let command = visit.command(newestSeq: model.newestSeq)
        guard let used = ids[person]?.randomElement(using: &visit.generator), visit.generator.chance(30) else {
            return (visit.generator.chance(10) ? nil : nextID(of: person), command)
        }
        return visit.generator.chance(70) ? (used.id, used.command) : (used.id, command)
    }

    private func nextID(of person: PersonID) -> CommandID {
        let used = ids[person, default: []].filter { $0.id.instance == instance }.map(\.id.counter)
        return CommandID(instance: instance, counter: (used.max() ?? 0) + 1)
    }

    private mutating func enter() throws {
        let person = visit.person()
        trace.append("\(model.newestSeq): \(model.seat(of: person)?.role as Any) comes")
        guard let device = DeviceID("device") else { return }
        model.durableSeq = model.newestSeq
        let expected = model.connect(ConnectionID(boot: 1, serial: 1), person, device, at: now)
        model.sockets = []
        let actual = enterMachine(person)
        guard actual == expected else {
            throw disagreement("let in with \(actual as Any) instead of \(expected as Any)")
        }
    }

    private mutating func enterMachine(_ person: PersonID) -> CloseCode? {
        guard let number = machine.number(of: person) else { return .notAllowed }
        do throws(Refusal) {
            write(try machine.decideEntering(number, at: now, periods: Periods()), by: .person(person))
            return nil
        } catch {
            return error == .over ? .over : .turnedAway
        }
    }

    private mutating func loseConnection() {
        let seat = visit.generator.pick(model.seats).number
        trace.append("\(model.newestSeq): \(seat) is lost")
        if model.presence(seat) != .away { model.write(.left(seat, .connectionLost), at: now) }
        write(machine.decideLeaving(seat, .connectionLost), by: .hub)
    }

    private mutating func wake() {
        now = now + .seconds(Int64.random(in: 0...5400, using: &visit.generator))
        trace.append("\(model.newestSeq): wake")
        model.wake(at: now)
        write(machine.decideWaking(at: now, periods: Periods()), by: .hub)
    }

    /// The wall clock may also be set back.
    private mutating func passTime() {
        now = now + .milliseconds(Int64.random(in: -2000...10_000, using: &visit.generator))
    }

    private mutating func write(_ events: [ConsultationEvent], by origin: Origin, _ stamp: CommandStamp? = nil) {
        entries += machine.write(events, origin: origin, command: stamp, at: now, epoch: 1)
    }

    func disagreement(_ what: String) -> Disagreement {
        Disagreement(seed: seed, trace: trace, what: what)
    }
}
