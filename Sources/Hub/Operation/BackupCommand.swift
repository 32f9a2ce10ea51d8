import ArgumentParser
import Core
import Persistence

/// Copies the installation, also while its hub runs.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the journal to a new folder, also while the hub runs.",
        discussion: """
            The keys are copied only with --keys, to a folder of their own: keep that copy apart from the journal's and \
            from SECRET_KEY, and destroy it early, because content that is erased later could come back from it.

            That it was made is recorded in the audit first. A disk that takes nothing any more is copied without that, \
            and the command says so.
            """
    )

    @Argument(help: "The new folder for the journal and its checkpoints.")
    var folder: String

    @Option(help: "A new folder for a copy of the key file.")
    var keys: String?

    func run() async throws {
        try await reportingFailure {
            let configuration = try HubConfiguration.read()
            try configuration.folder.check()
            try await note(configuration)
            let summary = try Backup.make(
                configuration.storePaths,
                to: folder,
                keysTo: keys,
                master: try configuration.requiredMasterKey(),
                at: SystemClocks().now()
            )
            Terminal.say("Copied \(summary.position) entries to \(folder).")
            Terminal.say(
                keys.map { "Copied the keys to \($0)." } ?? "The keys are not in it: they are copied with --keys."
            )
        }
    }

    /// What is about to be lost is more than a row.
    private func note(_ configuration: HubConfiguration) async throws {
        let reading = AdministrationRequest.Reading(purpose: keys == nil ? .backup : .backupWithKeys)
        do {
            _ = try await Administration.perform(.read(reading), configuration)
        } catch {
            guard !Self.stops(error) else { throw error }
            Terminal.complain("hub: This backup is not in the audit. \(error)")
        }
    }

    /// Whether there can be no backup either; whatever else is wrong with the files or the disk is a reason to make one.
    static func stops(_ error: any Error) -> Bool {
        switch error {
        case let failure as CommandFailure: failure.kind == .configuration
        case let error as StoreError: error.kind == .masterKey || error.kind == .newerSchema
        default: false
        }
    }
}
