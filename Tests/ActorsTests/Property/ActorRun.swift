import Actors
import Core
import FoundationEssentials
import TestKit
import Wire

/// One random visit through the registry and the actor, with sockets on two loops and a disk that refuses and forgets.
///
/// After each step all loops run until they are idle. The model is told of every input at the moment at which the hub
/// judges it; while the hub waits for the journal to settle a failure, inputs wait in ``deferred`` as they do in the hub.
final class ActorRun {
    /// What kind of trouble a run has.
    struct Weather {
        /// Percentage of batches that are refused or lost.
        var mishaps = 0
        /// Whether the process may be killed and started again.
        var hasCrashes = false
        /// How many events may be under way.
        var undurableMax = 256
    }

    /// A REST request that waits for its answer.
    struct Asked {
        let box: AnswerBox
        let verdict: ConsultationModel.Verdict?
        let viewer: SeatNumber?
        let restsOn: UInt64
        let failuresBefore: Int
    }

    let seed: UInt64
    let weather: Weather
    let settings: ConsultationSettings
    let clocks = TestClocks()
    let history = HistoryID(uuid: UUID(high: 7, low: 7))
    var visit: RandomVisit
    var entity: EntityID
    var loops: [ManualLoop]
    var journal: ScriptedJournal
    var shard: RegistryShard
    var model: ConsultationModel
    var clients: [RandomClient] = []
    var lines: [RandomLine] = []
    var asked: [Asked] = []
    /// The journal has refused or lost something, and the hub has not started the consultation again yet.
    var isDown = false
    var failures = 0
    var deferred: [() -> Void] = []
    /// Up to here the journal was compared with the model; it was durable then.
    var comparedSeq: UInt64 = 0
    var trace: [String] = []

    init(seed: UInt64, weather: Weather) throws {
        self.seed = seed
        self.weather = weather
        var settings = ConsultationSettings()
        settings.limits = RandomVisit.limits
        settings.limits.undurableMax = weather.undurableMax
        settings.limits.snapshotEvery = 16
        settings.limits.replayMax = 24
        self.settings = settings
        visit = RandomVisit(seed: seed, now: clocks.now())
        entity = EntityID(visit.id)
        loops = [ManualLoop(), ManualLoop()]
        journal = ScriptedJournal(historyID: history)
        shard = Self.shard(loops[0], settings, clocks, journal)
        model = ConsultationModel(
            booking: visit.booking,
            invitations: visit.invitations.map { ($0.person, $0.role, $0.name) },
            limits: settings.limits,
            periods: settings.periods,
            now: clocks.now()
        )
        for person in visit.invitations.map(\.person) + [visit.stranger] {
            for name in ["phone", "laptop", "tablet"] {
                guard let device = DeviceID(name) else { continue }
                let format = visit.generator.pick(MessageFormat.allCases)
                clients.append(RandomClient(person: person, device: device, format: format))
            }
        }
        try create()
    }

    static func shard(
        _ loop: ManualLoop,
        _ settings: ConsultationSettings,
        _ clocks: TestClocks,
        _ journal: ScriptedJournal
    ) -> RegistryShard {
        RegistryShard(
            loop: loop,
            settings: settings,
            clocks: clocks,
            journal: journal,
            grants: InstanceGrants(epoch: journal.epoch),
            report: { _, _ in }
        )
    }

    private func create() throws {
        let box = AnswerBox()
        shard.ask(visit.id, .create(visit.booking, visit.invitations, by: .hub)) { box.put($0, 0) }
        runLoops()
        journal.commitAll()
        runLoops()
        guard case .done(let seq)? = box.all.first?.reply, seq == model.newestSeq else {
            throw disagreement("creation was answered \(box.all)")
        }
        model.durableSeq = seq
    }

    func run(steps: Int) throws {
        for _ in 0..<steps {
            try step()
            try check()
        }
        try finish()
    }

    private func step() throws {
        switch visit.generator.next() % 100 {
        case 0..<38: sendCommands()
        case 38..<58: connect()
        case 58..<63: loseConnection()
        case 63..<69: passTime()
        case 69..<73: askForCommand()
        case 73..<76: askForView()
        case 76: wake()
        case 77: if weather.hasCrashes { crash() }
        case 78: try restartProgram()
        default: decide(mishaps: weather.mishaps)
        }
    }

    func runLoops() {
        ManualLoop.runUntilIdle(loops)
    }

    /// Tells the model of an input when the hub judges it: now, or once it is there again.
    func judge(_ input: @escaping () -> Void) {
        if isDown { deferred.append(input) } else { input() }
    }

    func note(_ text: String) {
        trace.append("\(model.newestSeq)/\(model.durableSeq)\(isDown ? " down" : ""): \(text)")
    }

    func disagreement(_ what: String) -> Disagreement {
        Disagreement(seed: seed, trace: trace, what: what)
    }
}
