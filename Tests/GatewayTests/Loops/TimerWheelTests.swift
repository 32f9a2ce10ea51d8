import Testing

@testable import Gateway

struct TimerWheelTests {
    private final class Member: WheelMember {
        let name: String
        var wheelPlace: WheelPlace?

        init(_ name: String) { self.name = name }
    }

    private let start: Duration = .seconds(100)
    private let a = Member("a")
    private let b = Member("b")
    private let c = Member("c")

    private func wheel() -> TimerWheel<Member> {
        TimerWheel(grain: .milliseconds(250), slotCount: 8, uptime: start)
    }

    private func names(_ members: [Member]) -> [String] { members.map(\.name).sorted() }

    @Test func membersAreTakenWhenTheirSlotHasCome() {
        var wheel = wheel()
        wheel.schedule(a, at: start + .milliseconds(300))
        wheel.schedule(b, at: start + .milliseconds(600))
        #expect(names(wheel.takeDue(by: start + .milliseconds(249))) == [])
        #expect(names(wheel.takeDue(by: start + .milliseconds(300))) == ["a"])
        #expect(names(wheel.takeDue(by: start + .milliseconds(800))) == ["b"])
        #expect(names(wheel.takeDue(by: start + .seconds(9))) == [])
    }

    @Test func whoWasTakenTooEarlyMayComeBackIntoTheSameSlot() {
        var wheel = wheel()
        wheel.schedule(a, at: start + .milliseconds(499))
        #expect(names(wheel.takeDue(by: start + .milliseconds(250))) == ["a"])
        wheel.schedule(a, at: start + .milliseconds(499))
        #expect(names(wheel.takeDue(by: start + .milliseconds(499))) == ["a"])
    }

    @Test func aMomentThatHasPassedIsTheNextOne() {
        var wheel = wheel()
        _ = wheel.takeDue(by: start + .seconds(1))
        wheel.schedule(a, at: start)
        #expect(names(wheel.takeDue(by: start + .seconds(1))) == ["a"])
    }

    @Test func aMomentBeyondTheHorizonIsTakenAtTheHorizon() {
        var wheel = wheel()
        wheel.schedule(a, at: start + .seconds(3600))
        #expect(names(wheel.takeDue(by: start + .milliseconds(1749))) == [])
        #expect(names(wheel.takeDue(by: start + .milliseconds(1750))) == ["a"])
    }

    @Test func aLongPauseTakesAllOnce() {
        var wheel = wheel()
        for (index, member) in [a, b, c].enumerated() { wheel.schedule(member, at: start + .seconds(index)) }
        #expect(names(wheel.takeDue(by: start + .seconds(1000))) == ["a", "b", "c"])
        wheel.schedule(a, at: start + .seconds(1001))
        #expect(names(wheel.takeDue(by: start + .seconds(1001))) == ["a"])
    }

    @Test func rescheduledMembersAreTakenOnceAndRemovedOnesNever() {
        var wheel = wheel()
        for member in [a, b, c] { wheel.schedule(member, at: start) }
        wheel.schedule(b, at: start + .seconds(1))
        wheel.remove(a)
        wheel.remove(a)
        #expect(names(wheel.takeDue(by: start)) == ["c"])
        #expect(names(wheel.takeDue(by: start + .seconds(1))) == ["b"])
        wheel.schedule(a, at: start + .seconds(2))
        wheel.schedule(b, at: start + .seconds(2))
        #expect(names(wheel.takeAll()) == ["a", "b"])
        #expect(names(wheel.takeAll()) == [])
    }
}
