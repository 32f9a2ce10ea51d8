/// Why a person is not erased.
///
/// A refusal changes nothing.
package enum PersonErasureRefusal: Error, Hashable, Sendable, CaseIterable {
    /// There is nobody with this id.
    case unknown
    /// Nobody erases themselves: there might be nobody left who could tell.
    case ownAccount
    /// Nobody would be left who could let anybody in.
    case lastAdministrator
    /// A visit of theirs is to come, or is not over.
    case visitNotOver
    /// A legal hold keeps a visit that they are the patient of.
    case legalHold
    /// It can't be read or written now. Nothing was done; come again.
    case busy
    /// The journal did not say whether it was stored. Ask again.
    case outcomeUnknown
}

extension PersonErasureRefusal {
    /// What keeps the directory or an account from going on.
    package init(_ refusal: Refusal) {
        self =
            switch refusal {
            case .notFound: .unknown
            case .outcomeUnknown: .outcomeUnknown
            default: .busy
            }
    }

    /// What a program goes by; never renamed.
    package var code: String {
        switch self {
        case .unknown: "not_found"
        case .ownAccount: "own_account"
        case .lastAdministrator: "last_administrator"
        case .visitNotOver: "wrong_status"
        case .legalHold: "legal_hold"
        case .busy: "busy"
        case .outcomeUnknown: "outcome_unknown"
        }
    }

    /// A sentence that is safe to show.
    package var text: String {
        switch self {
        case .unknown: "There is nobody with this id."
        case .ownAccount: "Nobody can erase themselves. Another administrator has to do it."
        case .lastAdministrator: "This is the last administrator. Make another one first."
        case .visitNotOver: "A visit of this person is to come or is not over. End, cancel or move it first."
        case .legalHold: "A legal hold keeps a visit of this person. Lift that first."
        case .busy: "This can't be read or written at the moment. Try again shortly."
        case .outcomeUnknown: "It is not known whether this was done. Ask again."
        }
    }
}
