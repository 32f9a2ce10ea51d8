package import Wire

/// One device of a visit, as the checks know it.
package struct RosterEntry: Hashable, Sendable {
    /// Which of the visit's people it belongs to, from 0; the seat is one more.
    package var slot: UInt32
    package var role: ProtoRole
    package var device: String

    package init(slot: UInt32, role: ProtoRole, device: String) {
        self.slot = slot
        self.role = role
        self.device = device
    }

    /// Seats count from 1 in the order of invitation.
    package var seat: UInt32 { slot + 1 }

    /// Enters without being admitted, and sees who waits.
    package var isHost: Bool { role == .doctor || role == .staff }
}
