import ArgumentParser
import Logging
import UnixSignals

/// Runs the hub until SIGTERM or SIGINT.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the hub until SIGTERM or Ctrl-C."
    )

    @Flag(help: "Make invented people and a consultation to try the hub with. Only on a loopback address.")
    var dev = false

    func run() async throws {
        try await reportingFailure {
            var configuration = try HubConfiguration.read()
            if dev {
                try DevelopmentVisit.prepare(&configuration)
                try DevelopmentVisit.provideSecret(&configuration)
            }
            let logger = HubLog.logger(configuration)
            if let connections = configuration.fit(openFiles: OpenFiles.raiseLimit()) {
                logger.notice(
                    "The system's limit of open files allows fewer connections than the configuration",
                    metadata: ["connections.max": "\(connections)"]
                )
            }
            if configuration.masterKey == nil {
                logger.warning(
                    "SECRET_KEY is not set: the secret of an earlier start with --dev is used, if there is one"
                )
            }
            let hub = try await RunningHub.start(
                configuration,
                stoppedBy: [.sigterm, .sigint],
                renewedBy: [.sighup],
                logger: logger
            )
            logger.info(
                "The hub listens",
                metadata: [
                    "http.scheme": "\(configuration.scheme)",
                    "http.host": "\(configuration.host)",
                    "http.port": "\(hub.port)",
                ]
            )
            if dev { try await Self.offerVisit(on: hub, configuration) }
            try await hub.untilStopped()
            logger.info("The hub has stopped")
        }
    }

    private static func offerVisit(on hub: RunningHub, _ configuration: HubConfiguration) async throws {
        do {
            let folder = configuration.folder
            let visit = try await DevelopmentVisit.make(on: hub, folder: folder)
            Terminal.say(visit.invitation(folder: folder))
        } catch {
            try await hub.stop()
            throw error
        }
    }
}
