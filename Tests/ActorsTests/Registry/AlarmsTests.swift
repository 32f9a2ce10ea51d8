import Actors
import Core
import TestKit
import Testing

struct AlarmsTests {
    private let loop = ManualLoop()
    private let alarms: Alarms
    private let id = ConsultationID(uuid: .init(high: 1, low: 1))
    private let other = ConsultationID(uuid: .init(high: 1, low: 2))

    init() {
        alarms = Alarms(loop: loop)
    }

    @Test func earliestDeadlineOfAConsultationCountsOnce() {
        loop.enter {
            alarms.set(id, at: .seconds(5))
            alarms.set(id, at: .seconds(3))
            alarms.set(id, at: .seconds(4))
            #expect(alarms.nextDeadline(by: .seconds(2)) == nil)
            #expect(alarms.nextDeadline(by: .seconds(9)) == id)
            #expect(alarms.nextDeadline(by: .seconds(9)) == nil)
        }
    }

    @Test func deadlinesThatMoveLeaveNothingBehind() {
        loop.enter {
            alarms.set(other, at: .seconds(1))
            for step in 0..<10_000 { alarms.set(id, at: .seconds(100_000 - step)) }
            #expect(alarms.count < 100)
            #expect(alarms.nextDeadline(by: .seconds(1)) == other)
            #expect(alarms.nextDeadline(by: .seconds(90_000)) == nil)
            #expect(alarms.nextDeadline(by: .seconds(90_001)) == id)
            #expect(alarms.nextDeadline(by: .seconds(100_000)) == nil)
        }
    }

    @Test func wakesThatMoveLeaveNothingBehind() {
        loop.enter {
            for step in 0..<10_000 { alarms.wake(id, at: Timestamp(milliseconds: Int64(step))) }
            #expect(alarms.count < 100)
            #expect(alarms.nextWake(by: Timestamp(milliseconds: 9_998)) == nil)
            #expect(alarms.nextWake(by: Timestamp(milliseconds: 9_999)) == id)
        }
    }
}
