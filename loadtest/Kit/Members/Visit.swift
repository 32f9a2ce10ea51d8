/// One consultation of the run, and the devices in it; all of them are on one loop.
final class Visit {
    enum Stage {
        case booking
        case open
        /// Nothing more is said; it ends when everything has arrived.
        case closing
        /// The doctor has asked for its end.
        case ending
        case over
    }

    let group: Scenario.Group
    /// The accounts of its people, by slot.
    let people: [Int]
    /// The consultation's id, once it is booked.
    var id = ""
    var stage = Stage.booking
    let ledger: VisitLedger
    /// By place.
    var members: [Member] = []

    init(group: Scenario.Group, people: [Int], ledger: VisitLedger) {
        self.group = group
        self.people = people
        self.ledger = ledger
    }

    /// What a message of its traffic is like; see ``history`` for the one that no group lists.
    func traffic(_ index: Int) -> Scenario.Traffic {
        index == Self.history ? Self.historyTraffic : group.traffic[index]
    }

    /// The number of the traffic that fills a visit before it is measured.
    static let history = -1
    private static let historyTraffic = Scenario.Traffic(pace: .closed(window: 32, after: .reply))

    var path: String { "/telemedicine/ws/consultations/\(id)/" }

    /// Whether everybody who should be there is, and sees the room unless they are to wait for ever.
    var isGathered: Bool {
        members.allSatisfy { $0.isLive && (ledger.viewers[$0.place].isCleared || $0.isNeverAdmitted) }
    }

    /// Whether every command is answered, and all that was acknowledged has arrived.
    var isQuiet: Bool {
        members.allSatisfy { $0.pending.isEmpty && ($0.isLive || !$0.wantsIn) } && ledger.outstanding == 0
    }
}
