/// What a seat may do in a consultation, apart from what its state allows at the moment.
package enum Permission: Sendable, CaseIterable {
    /// Enters without being admitted, and sees who waits.
    case host
    /// Admits, denies, sends back to the waiting room, removes, asks for silence.
    case moderate
    /// Starts, holds and resumes the visit.
    case conduct
    /// Ends the visit.
    case end
    /// Writes and reads the clinical notes.
    case note
}

extension Role {
    /// The whole permission table.
    ///
    /// It is printed in `docs/protocol.md`.
    package func allows(_ permission: Permission) -> Bool {
        switch (self, permission) {
        case (.doctor, _): true
        case (.staff, .host), (.staff, .moderate), (.staff, .end): true
        case (.staff, .conduct), (.staff, .note): false
        case (.patient, _), (.interpreter, _), (.admin, _), (.guest, _): false
        }
    }

    /// Whether a person with this role can be given a seat.
    ///
    /// Administrators look after the hub, not after visits.
    package var canBeSeated: Bool { self != .admin }
}
