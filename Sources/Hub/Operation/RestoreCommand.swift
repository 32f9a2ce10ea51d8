import ArgumentParser
import Core
import Persistence

/// Puts a backup in the place of the installation's journal.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of the journal. No hub may run.",
        discussion: """
            The backup is verified first, and the journal that is there is set aside, not removed. The restored journal \
            begins a new history, so clients get a snapshot instead of resuming. What was erased since the backup stays \
            erased: the present key file is kept.
            """
    )

    @Argument(help: "The folder that `hub backup` made.")
    var folder: String

    @Option(help: "The folder with the copy of the key file, for an installation that has none any more.")
    var keys: String?

    func run() async throws {
        try await reportingFailure {
            let configuration = try HubConfiguration.read()
            try configuration.folder.prepare()
            let summary = try Restore.perform(
                StorePaths(folder: folder),
                keys: keys.map { StorePaths(folder: $0).keys },
                into: configuration.storePaths,
                master: try configuration.requiredMasterKey(),
                at: SystemClocks().now(),
                replay: Replay.check
            )
            Terminal.say("Restored \(summary.position) entries; the history is now \(summary.history).")
            if let file = summary.setAside { Terminal.say("The journal that was there is now \(file).") }
        }
    }
}
