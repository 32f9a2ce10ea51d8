import ArgumentParser
import Foundation
import Wire

/// Plays a visit against a running hub, over the same protocol that everybody else uses.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Play a doctor and a patient against the running hub, and show what each of them sees.",
        discussion: """
            Needs a hub that was started with --dev, which writes down its demo people. Exits with 1 if anything was \
            missed, came twice, or was refused unexpectedly.
            """
    )

    @Option(help: "The hub's address. (default: the one in the credentials)")
    var url: String?

    @Option(
        help: "The file with the demo people, as `hub serve --dev` writes it. (default: demo.json in LASO_DATA_DIR)"
    )
    var credentials: String?

    @Option(help: "Type as one of the two yourself: doctor or patient.")
    var interactive: DemoPart?

    @Option(help: "Seconds between two deeds, 0 to 60. (default: 0.8 on a terminal, otherwise 0)")
    var pace: Double?

    @Flag(help: "Speak JSON instead of binary messages.")
    var json = false

    func validate() throws {
        guard (0...60).contains(pace ?? 0) else { throw ValidationError("The pace is from 0 to 60 seconds.") }
    }

    func run() async throws {
        do {
            let report = try await play()
            guard report.isClean else { throw ExitCode.failure }
        } catch let failure as DemoFailure {
            Terminal.complain("hub: \(failure)")
            throw ExitCode.failure
        }
    }

    private func play() async throws -> DemoReport {
        let cast = try await DemoCast.assemble(DemoCredentials(path: credentialsPath, url: url))
        let screen = DemoScreen()
        let format = json ? MessageFormat.json : .binary
        let report: DemoReport
        if let interactive {
            let conversation = DemoConversation(cast: cast, screen: screen, format: format, pace: pause(standard: 1.5))
            report = try await conversation.run(as: interactive)
        } else {
            let play = DemoPlay(
                cast: cast,
                screen: screen,
                format: format,
                pace: pause(standard: screen.isTerminal ? 0.8 : 0)
            )
            report = try await play.run(.visit)
        }
        report.show(on: screen)
        return report
    }

    private var credentialsPath: String {
        credentials ?? (ProcessInfo.processInfo.environment["LASO_DATA_DIR"] ?? ".data") + "/demo.json"
    }

    private func pause(standard: Double) -> Duration { .seconds(pace ?? standard) }
}
