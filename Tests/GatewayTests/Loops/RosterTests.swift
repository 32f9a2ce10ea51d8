import Testing

@testable import Gateway

struct RosterTests {
    private final class Member: RosterMember {
        var slot: Int?
    }

    @Test func membersLeaveInAnyOrder() {
        var roster = Roster<Member>()
        let members = (0..<5).map { _ in Member() }
        for member in members { roster.add(member) }
        #expect(roster.remove(members[1]) == true)
        #expect(roster.remove(members[4]) == true)
        #expect(roster.count == 3)
        for index in 0..<roster.count { #expect(roster[index].slot == index) }
        #expect(roster.remove(members[1]) == false)
        for member in members { _ = roster.remove(member) }
        #expect(roster.isEmpty)
    }

    @Test func walkingDownwardsVisitsAllThatStay() {
        var roster = Roster<Member>()
        for _ in 0..<10 { roster.add(Member()) }
        var visited = 0
        for index in stride(from: roster.count - 1, through: 0, by: -1) {
            visited += 1
            if index.isMultiple(of: 2) { _ = roster.remove(roster[index]) }
        }
        #expect(visited == 10)
        #expect(roster.count == 5)
    }
}
