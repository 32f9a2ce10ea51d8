import Testing

@testable import LoadTestKit

/// The checks find a hub that breaks its promises.
///
/// One delivery in ten thousand, each kind of fault, in every lane that it can happen in: a fake hub with one fault is loaded
/// as a real one is.
@Suite(.serialized, .timeLimit(.minutes(5))) struct CheckerTests {
    @Test func aRunAtAFaithfulHubFindsNothing() async throws {
        let (report, trigger) = try await run(nil)
        #expect(report.isGood, "\(report.text)")
        #expect(trigger.deliveries >= Self.deliveries)
        #expect(report.counts["events"] ?? 0 > 1000)
        #expect(report.counts["transients"] ?? 0 > 1000)
    }

    @Test(arguments: Fault.allCases)
    func oneFaultInTenThousandDeliveriesIsFound(fault: Fault) async throws {
        let (report, trigger) = try await run(fault)
        #expect(trigger.hasHappened)
        #expect(trigger.deliveries >= Self.deliveries)
        #expect(report.findings.count(Self.violation(fault)) > 0, "\(fault): \(report.text)")
    }

    private static let deliveries = 10_000
    /// Chat, private chat, notes, signals and direct signals of six people in the room, in three visits.
    private static let messages = 3_200

    private static func violation(_ fault: Fault) -> Violation {
        switch fault {
        case .forgetsAnEvent, .losesAnEvent, .losesASignal: .lost
        case .doublesAnEvent, .doublesASignal, .storesTwice: .doubled
        case .swapsTwoEvents, .swapsTwoSignals: .outOfOrder
        case .leaksPrivateChat, .leaksANote, .leaksChatIntoTheWaitingRoom, .leaksChatOfAnotherVisit,
            .leaksASignalIntoTheWaitingRoom, .leaksASignalOfAnotherVisit, .leaksADirectSignal:
            .leaked
        case .showsWhatIsNotStored, .forgetsWhatItShowed: .seenBeforeStored
        case .acknowledgesBeforeTheEvent, .refusesWhatItDoes: .falseReply
        case .namesAnotherSender: .invented
        case .pingsWithAnotherSeq: .broken
        }
    }

    private func run(_ fault: Fault?) async throws -> (RunReport, FaultTrigger) {
        // In the middle of the run.
        let trigger = FaultTrigger(fault, turn: 100)
        return try await FakeHub.serving(trigger) { place in
            var options = RunOptions()
            options.patienceSeconds = 3
            options.target = .running(place, people: Self.people, pid: nil)
            return try await LoadRun(Self.scenario, options).run()
        }
    }

    private static let people = (0..<8).map {
        Account(email: $0 < 6 ? "doctor-\($0)" : "staff-\($0)", password: "", role: "")
    }

    private static var scenario: Scenario {
        var group = Scenario.Group()
        group.visits = 3
        group.people = Spread(6)
        group.guests = 0.6
        group.admitSeconds = Spread(0)
        group.traffic = [Lane.chat, .privateChat, .note, .signal, .directSignal].map { lane in
            Scenario.Traffic(lane: lane, pace: .closed(window: 1, after: .reply), bytes: Spread(64))
        }
        // One visit with somebody who is never admitted.
        var waiting = group
        waiting.visits = 1
        waiting.waiting = 1
        var scenario = Scenario()
        scenario.warmUpSeconds = 0
        scenario.quietSeconds = 0
        scenario.messages = messages
        scenario.seconds = 60
        scenario.groups = [group, waiting]
        return scenario
    }
}
