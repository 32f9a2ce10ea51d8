import Wire

/// Draws who is in a visit, and as what.
struct VisitPlan {
    let group: Scenario.Group
    let accounts: [Account]
    let run: UInt32
    /// The visit's number in the run.
    let number: UInt32

    /// The visit with its devices, not yet booked.
    func make(for crew: Crew) -> Visit {
        let slots = seats(using: &crew.random)
        let roster = slots.enumerated().flatMap { slot, seat in
            (0..<group.devices).map { device in
                RosterEntry(slot: UInt32(slot), role: seat.role, device: "load-\(number)-\(slot)-\(device)")
            }
        }
        let ledger = VisitLedger(run: run, visit: number, roster: roster)
        let visit = Visit(group: group, people: slots.map(\.account), ledger: ledger)
        for (place, entry) in roster.enumerated() {
            let seat = slots[Int(entry.slot)]
            let isSlow = entry.slot > 0 && Double.random(in: 0..<1, using: &crew.random) < group.slow?.share ?? 0
            visit.members.append(
                Member(
                    crew,
                    visit,
                    place: place,
                    account: seat.account,
                    device: entry.device,
                    isNeverAdmitted: seat.isNeverAdmitted,
                    isSlow: isSlow
                )
            )
        }
        return visit
    }

    private struct Seat {
        let account: Int
        let role: ProtoRole
        let isNeverAdmitted: Bool
    }

    /// The doctor first, then the guests, then other hosts; nobody sits twice.
    private func seats(using random: inout SeededRandom) -> [Seat] {
        let count = min(group.people.drawWhole(using: &random), accounts.count)
        var doctors = accounts.indices.filter { accounts[$0].role == "doctor" }.shuffled(using: &random)
        var staff = accounts.indices.filter { accounts[$0].role == "staff" }.shuffled(using: &random)
        var seats: [Seat] = []
        let guestCount = Int((Double(count - 1) * group.guests).rounded())
        for slot in 0..<count {
            let isGuest = slot > 0 && slot <= guestCount
            let prefersStaff = slot > 0 && !staff.isEmpty && (!isGuest || doctors.isEmpty)
            guard let account = prefersStaff ? staff.popLast() : doctors.popLast() ?? staff.popLast() else { break }
            let role: ProtoRole =
                isGuest
                ? (slot % 2 == 1 ? .patient : .interpreter) : accounts[account].role == "staff" ? .staff : .doctor
            let waits = isGuest && Double.random(in: 0..<1, using: &random) < group.waiting
            seats.append(Seat(account: account, role: role, isNeverAdmitted: waits))
        }
        return seats
    }
}
