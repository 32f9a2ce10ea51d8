/// How long the content of a consultation stays.
package struct ContentKeeping: Hashable, Sendable {
    /// When the visit was over; `nil` before that.
    package var over: Timestamp?
    /// Whether it must not be erased, whoever asks.
    package var isHeld = false
    /// Whether it was, or is about to be: the key goes right after this was written.
    package var isErased = false

    package init(over: Timestamp? = nil, isHeld: Bool = false, isErased: Bool = false) {
        self.over = over
        self.isHeld = isHeld
        self.isErased = isErased
    }

    /// Brings it up to date with the next event.
    package mutating func apply(_ event: ConsultationEvent, at time: Timestamp) {
        switch event {
        case .statusChanged(let status, _, _) where status.isFinal: over = over ?? time
        case .legalHoldPlaced: isHeld = true
        case .legalHoldLifted: isHeld = false
        case .contentErased: isErased = true
        default: break
        }
    }
}

/// Why content was erased.
///
/// Numbers are stored and never reused.
package enum ErasureReason: UInt8, Sendable, CaseIterable {
    /// Somebody who may has asked for it.
    case requested = 1
    /// It was kept for as long as it is to be kept.
    case retention = 2
    /// Its patient was erased.
    case patientErased = 3

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .requested: "requested"
        case .retention: "retention"
        case .patientErased: "patient_erased"
        }
    }
}
