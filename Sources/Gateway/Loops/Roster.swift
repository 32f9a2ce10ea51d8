/// Somebody whom a loop looks after, who can be in one ``Roster``.
protocol RosterMember: AnyObject {
    /// The place in the roster; only the roster writes it.
    var slot: Int? { get set }
}

/// Those whom a loop looks after.
///
/// Entering and leaving take constant time, and walking through them is walking an array.
final class Roster<Member: RosterMember> {
    private var members: [Member] = []

    var count: Int { members.count }
    var isEmpty: Bool { members.isEmpty }

    func add(_ member: Member) {
        precondition(member.slot == nil, "a member is in one roster, once")
        member.slot = members.count
        members.append(member)
    }

    /// Whether the member was in it.
    @discardableResult
    func remove(_ member: Member) -> Bool {
        guard let slot = member.slot else { return false }
        member.slot = nil
        let last = members.removeLast()
        if last !== member {
            members[slot] = last
            last.slot = slot
        }
        return true
    }

    /// Visits those who are there; they may leave and others may enter meanwhile.
    ///
    /// It walks downwards: a leaving member's place is taken by the last one, which was visited before.
    func visitAll(_ body: (Member) -> Void) {
        var index = members.count
        while index > 0 {
            index = min(index, members.count) - 1
            if index >= 0 { body(members[index]) }
        }
    }
}
