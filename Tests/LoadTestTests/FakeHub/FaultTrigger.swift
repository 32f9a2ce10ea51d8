/// Lets one delivery of many go wrong: always the same one.
struct FaultTrigger {
    let fault: Fault?
    /// Which of the deliveries that the fault concerns.
    let turn: Int
    /// Of all lanes.
    private(set) var deliveries = 0
    private var concerned = 0
    private(set) var hasHappened = false

    init(_ fault: Fault?, turn: Int) {
        self.fault = fault
        self.turn = turn
    }

    /// Counts a delivery that nothing happens to.
    mutating func count() { deliveries += 1 }

    /// Counts a delivery in a lane; the fault if it is the one, and `isPossible`.
    mutating func next(_ lane: Character, isPossible: Bool = true) -> Fault? {
        deliveries += 1
        guard let fault, fault.concerns(lane) else { return nil }
        concerned += 1
        guard concerned >= turn, !hasHappened, isPossible else { return nil }
        hasHappened = true
        return fault
    }
}
