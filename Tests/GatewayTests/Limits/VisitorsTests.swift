import Core
import Testing

@testable import Gateway

struct VisitorsTests {
    private let limit = RateLimit(perSecond: 1, burst: 2)

    @Test func theLastPlaceIsTakenOnceAndComesBack() {
        let visitors = Visitors<String>()
        #expect(visitors.enter("a", connectionsMax: 2) != nil)
        #expect(visitors.enter("a", connectionsMax: 2) != nil)
        #expect(visitors.enter("a", connectionsMax: 2) == nil)
        #expect(visitors.enter("b", connectionsMax: 2) != nil)
        visitors.leave("a")
        #expect(visitors.enter("a", connectionsMax: 2) != nil)
    }

    @Test func comingBackGivesNoNewBurst() throws {
        let visitors = Visitors<String>()
        let first = try #require(visitors.enter("a", connectionsMax: 1))
        #expect(first.commands.admits(limit, at: .seconds(10)))
        #expect(first.commands.admits(limit, at: .seconds(10)))
        visitors.leave("a")
        visitors.forgetQuiet(at: .seconds(11))
        let second = try #require(visitors.enter("a", connectionsMax: 1))
        #expect(second === first)
        #expect(!second.commands.admits(limit, at: .seconds(10)))
    }

    @Test func whoIsGoneAndQuietIsForgotten() throws {
        let visitors = Visitors<String>()
        let gone = try #require(visitors.enter("gone", connectionsMax: 1))
        _ = gone.arrivals.admits(limit, at: .seconds(10))
        _ = visitors.enter("here", connectionsMax: 1)
        visitors.leave("gone")
        visitors.forgetQuiet(at: .milliseconds(10_999))
        #expect(visitors.count == 2)
        visitors.forgetQuiet(at: .seconds(12))
        #expect(visitors.count == 1)
    }
}
