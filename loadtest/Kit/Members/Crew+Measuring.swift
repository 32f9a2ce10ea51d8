/// The steps of a run that concern a whole crew.
extension Crew {
    /// Counts from here.
    func startMeasuring() {
        var fresh = Tally()
        // How everybody arrived stays.
        fresh[.connect] = tally[.connect]
        fresh.live = tally.live
        fresh.closes = tally.closes
        fresh.refusals = tally.refusals
        fresh.failedRequests = tally.failedRequests
        fresh.isMeasuring = true
        tally = fresh
    }

    /// Lets the doctor of each visit say as much as its group wants before anything is measured.
    func prefill() {
        for visit in visits where visit.group.history > 0 {
            visit.members.first?.prefill(visit.group.history)
        }
    }

    /// Counts as lost whatever is still due.
    func settle() {
        for visit in visits {
            for member in visit.members where !member.isLive {
                visit.ledger.add(.refused, "\(visit.ledger.name(member.place)) could not come back")
            }
            visit.ledger.settle()
        }
    }

    /// In words, what keeps a crew from being quiet.
    var stuck: String {
        let members = visits.flatMap(\.members)
        let waiting = members.filter { $0.wantsIn && !$0.isLive }.count
        let unanswered = members.reduce(0) { $0 + $1.pending.count }
        return "\(waiting) not connected, \(unanswered) commands unanswered, \(outstanding) messages due"
    }
}
