import NIOCore
import NIOPosix

/// Runs a scenario once: starts a hub or takes a running one, fills it, measures, checks, and reports.
package struct LoadRun: Sendable {
    let scenario: Scenario
    let options: RunOptions

    package init(_ scenario: Scenario, _ options: RunOptions) {
        self.scenario = scenario
        self.options = options
    }

    package func run() async throws -> RunReport {
        switch options.target {
        case .running(let place, let people, let pid):
            guard scenario.crash == nil else {
                throw RunFailure("A running hub is not killed: let the harness start its own for this scenario.")
            }
            let accounts = try await Accounts.signIn(people, at: place)
            return try await run(at: place, accounts, hub: nil, pid: pid)
        case .own(let binary):
            let installation = try Installation(binary: binary, scenario: scenario)
            defer { installation.remove() }
            options.say("Making \(installation.peopleCount) people")
            let accounts = try await installation.prepare()
            return try await run(in: installation, accounts)
        }
    }

    /// Runs with the installation's hub, which it starts and stops.
    func run(in installation: Installation, _ accounts: [Account]) async throws -> RunReport {
        let hub = installation.hub
        do {
            try await hub.start()
        } catch {
            throw RunFailure("\(error)\n\(hub.logTail())")
        }
        do {
            var report = try await run(at: hub.place, accounts, hub: hub, pid: await hub.pid)
            let status = await hub.stop()
            if status != 0 { report.findings.add(.refused, 1, "the hub ended with \(status) when it was told to stop") }
            return report
        } catch {
            let tail = hub.logTail()
            await hub.crash()
            throw RunFailure("\(error)\n\(tail)")
        }
    }

    private func run(at place: HubPlace, _ accounts: [Account], hub: HubProcess?, pid: Int32?) async throws -> RunReport
    {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: options.loops)
        do {
            let stage = try await RunStage(self, place, accounts, hub: hub, pid: pid, group: group)
            let report = try await stage.play()
            try await group.shutdownGracefully()
            return report
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }
}
