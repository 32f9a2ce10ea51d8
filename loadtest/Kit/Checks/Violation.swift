/// What the hub must never do; a single one fails the run.
package enum Violation: String, Sendable, CaseIterable, Codable {
    /// A message that somebody should have got did not come.
    case lost
    case doubled
    /// A later message of the same sender came first, or two people saw two orders.
    case outOfOrder
    /// Somebody was shown it, or told that it is stored, and it is not in the history.
    case seenBeforeStored
    /// Somebody saw what is not for them.
    case leaked
    /// `prev` is not the connection's last `seq`, or a ping names another one.
    case broken
    /// A reply that does not fit what happened.
    case falseReply
    /// A message that nobody sent, or with another sender than it says.
    case invented
    /// The hub refused what is allowed, or ended a connection as if it had been wrong.
    case refused

    /// In tables and reports.
    package var name: String {
        switch self {
        case .lost: "lost"
        case .doubled: "doubled"
        case .outOfOrder: "out of order"
        case .seenBeforeStored: "seen before stored"
        case .leaked: "seen by someone not entitled"
        case .broken: "seq and prev do not fit"
        case .falseReply: "false reply"
        case .invented: "invented"
        case .refused: "refused without reason"
        }
    }
}
