import Core
import Testing

@testable import Gateway

struct DrainPlanTests {
    @Test func fewSocketsAreToldAtOnce() {
        var plan = DrainPlan(total: 100, period: .seconds(5), uptime: .seconds(50))
        #expect(plan.due(at: .seconds(50)) == 100)
        #expect(plan.due(at: .seconds(60)) == 0)
    }

    @Test func manyAreToldOverThePeriod() {
        var plan = DrainPlan(total: 10_000, period: .seconds(5), uptime: .seconds(50))
        let waves = (0...20).map { plan.due(at: .seconds(50) + .milliseconds(250) * $0) }
        #expect(waves.reduce(0, +) == 10_000)
        #expect(waves.allSatisfy { $0 <= 500 })
        #expect(waves.first == DrainPlan.waveSize)
    }

    @Test func aLateTickTellsAllThatAreDue() {
        var plan = DrainPlan(total: 10_000, period: .seconds(5), uptime: .seconds(50))
        #expect(plan.due(at: .seconds(90)) == 10_000)
    }

    @Test func withoutAPeriodAllAreToldAtOnce() {
        var plan = DrainPlan(total: 10_000, period: .zero, uptime: .seconds(50))
        #expect(plan.due(at: .seconds(50)) == 10_000)
    }

    @Test func clientsComeBackTheMoreSpreadOutTheMoreThereAre() {
        let few = DrainPlan(total: 10, period: .seconds(5), uptime: .zero)
        let many = DrainPlan(total: 100_000, period: .seconds(5), uptime: .zero)
        #expect(few.returnDelay(chance: 0) == DrainPlan.returnMin)
        #expect(few.returnDelay(chance: 1) < .seconds(1))
        #expect(many.returnDelay(chance: 0) == DrainPlan.returnMin)
        #expect(many.returnDelay(chance: 1) == DrainPlan.returnMin + DrainPlan.returnMax)
    }
}
