/// What a fake hub does wrong, once.
///
/// `onlyLanes` of a fault are those whose deliveries count; the fault happens at the one whose turn it is.
enum Fault: String, CaseIterable, Sendable {
    // What goes to many: which journaled or transient message reaches whom.
    /// The fan-out forgets a recipient: nothing else shows it.
    case forgetsAnEvent
    /// The event is lost on its way: the next one's `prev` names it.
    case losesAnEvent
    case doublesAnEvent
    case swapsTwoEvents
    case leaksPrivateChat
    case leaksANote
    case leaksChatIntoTheWaitingRoom
    case leaksChatOfAnotherVisit
    case losesASignal
    case doublesASignal
    case swapsTwoSignals
    case leaksASignalIntoTheWaitingRoom
    case leaksASignalOfAnotherVisit
    case leaksADirectSignal
    // What is stored and what is said of it.
    case showsWhatIsNotStored
    case storesTwice
    case acknowledgesBeforeTheEvent
    case refusesWhatItDoes
    case namesAnotherSender
    case forgetsWhatItShowed
    case pingsWithAnotherSeq

    /// Whether a delivery in this lane can be the one that goes wrong.
    func concerns(_ lane: Character) -> Bool {
        switch self {
        case .forgetsAnEvent, .losesAnEvent, .doublesAnEvent, .swapsTwoEvents, .leaksChatIntoTheWaitingRoom,
            .leaksChatOfAnotherVisit, .showsWhatIsNotStored, .storesTwice, .acknowledgesBeforeTheEvent,
            .refusesWhatItDoes, .namesAnotherSender, .forgetsWhatItShowed, .pingsWithAnotherSeq:
            lane == "c"
        case .leaksPrivateChat: lane == "p"
        case .leaksANote: lane == "n"
        case .losesASignal, .doublesASignal, .swapsTwoSignals, .leaksASignalIntoTheWaitingRoom,
            .leaksASignalOfAnotherVisit:
            lane == "s"
        case .leaksADirectSignal: lane == "d"
        }
    }
}
