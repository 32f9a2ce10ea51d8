/// Runs a scenario once for each size of its series, each time at a fresh hub with the same people.
package struct GrowthRun: Sendable {
    let scenario: Scenario
    let options: RunOptions

    package init(_ scenario: Scenario, _ options: RunOptions) {
        self.scenario = scenario
        self.options = options
    }

    package func run() async throws -> GrowthReport {
        guard let growth = scenario.growth else { throw RunFailure("The scenario has no `growth`.") }
        guard case .own(let binary) = options.target else {
            throw RunFailure("A series needs a fresh hub for each size: let the harness start its own.")
        }
        let installation = try Installation(binary: binary, scenario: scenario)
        defer { installation.remove() }
        options.say("Making \(installation.peopleCount) people")
        let accounts = try await installation.prepare()
        var report = GrowthReport(title: scenario.title, dimension: growth.vary.rawValue)
        for value in growth.values {
            options.say("— \(growth.vary.rawValue): \(value)")
            try installation.reset()
            let run = LoadRun(scenario.grown(to: value), options)
            report.steps.append(GrowthReport.Step(value: value, report: try await run.run(in: installation, accounts)))
        }
        return report
    }
}
