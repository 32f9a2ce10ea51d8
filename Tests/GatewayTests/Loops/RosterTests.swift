import Testing

@testable import Gateway

struct RosterTests {
    private final class Member: RosterMember {
        var slot: Int?
    }

    @Test func membersLeaveInAnyOrder() {
        let roster = Roster<Member>()
        let members = (0..<5).map { _ in Member() }
        for member in members { roster.add(member) }
        #expect(roster.remove(members[1]) == true)
        #expect(roster.remove(members[4]) == true)
        #expect(roster.count == 3)
        var slots: [Int?] = []
        roster.visitAll { slots.append($0.slot) }
        #expect(slots == [2, 1, 0])
        #expect(roster.remove(members[1]) == false)
        for member in members { roster.remove(member) }
        #expect(roster.isEmpty)
    }

    @Test func visitsEverybodyThoughSomeLeaveMeanwhile() {
        let roster = Roster<Member>()
        for _ in 0..<10 { roster.add(Member()) }
        var visited = 0
        roster.visitAll { member in
            visited += 1
            if visited.isMultiple(of: 2) { roster.remove(member) }
        }
        #expect(visited == 10)
        #expect(roster.count == 5)
    }
}
