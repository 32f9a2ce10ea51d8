import ArgumentParser
import Foundation
import LoadTestKit

/// `loadtest`: loads a hub through its public protocol, and checks everything that comes back.
@main
struct LoadTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loadtest",
        abstract: "Load a hub through its public protocol, and check every message that comes back.",
        discussion: "docs/loadtest.md explains scenarios, checks and reports. Exit code 1: a check failed."
    )

    @Argument(help: "The scenario, a YAML file.")
    var scenario: String

    @Option(help: "The hub's program, to be started with a folder of its own.")
    var hub: String = ".build/release/hub"

    @Option(help: "A hub that runs already, like http://127.0.0.1:8005.")
    var url: String?

    @Option(help: "With --url: a JSON file with its people, like demo.json of `hub serve --dev`.")
    var credentials: String?

    @Option(help: "With --url: the process id of the hub, if it is on this machine.")
    var hubPid: Int32?

    @Option(help: "Measure for so many seconds, instead of what the scenario says.")
    var seconds: Double?

    @Option(help: "The seed of all that is drawn, instead of the scenario's.")
    var seed: UInt64?

    @Option(help: "Event loops of the hub (LASO_LOOPS).")
    var hubLoops: Int?

    @Option(help: "Event loops of the harness.")
    var loops: Int = 1

    @Option(help: "How many seconds everybody may take to arrive, and what is under way to come to its end.")
    var patience: Double = 60

    @Option(help: "Write all figures there, as JSON.")
    var json: String?

    @Option(help: "Write a page with charts there.")
    var report: String?

    @Flag(help: "Say nothing while it runs.")
    var quiet = false

    func run() async throws {
        var scenario = try ScenarioFile.read(scenario)
        if let seconds { scenario.seconds = seconds }
        if let seed { scenario.seed = seed }
        if let hubLoops { scenario.hub.loops = hubLoops }
        var options = RunOptions()
        options.loops = loops
        options.patienceSeconds = patience
        options.target = try target()
        if !quiet { options.say = { FileHandle.standardError.write(Data(($0 + "\n").utf8)) } }
        OpenFiles.raiseLimit()
        if scenario.growth != nil {
            let result = try await GrowthRun(scenario, options).run()
            try hand(result.text, try result.json, result.page, isGood: result.isGood)
        } else {
            let result = try await LoadRun(scenario, options).run()
            try hand(result.text, try result.json, result.page, isGood: result.isGood)
        }
    }

    /// Prints and writes what was found.
    private func hand(_ text: String, _ figures: Data, _ page: String, isGood: Bool) throws {
        print(text)
        if let json { try figures.write(to: URL(filePath: json)) }
        if let report { try Data(page.utf8).write(to: URL(filePath: report)) }
        if !isGood { throw ExitCode(1) }
    }

    private func target() throws -> RunOptions.Target {
        guard let url else { return .own(binary: hub) }
        guard let place = try HubPlace(url: url) else {
            throw ValidationError("--url should be like http://HOST:PORT.")
        }
        guard let credentials else { throw ValidationError("--url needs --credentials: who can sign in there.") }
        return .running(place, people: try Credentials.read(credentials), pid: hubPid)
    }
}
