import ArgumentParser
import Core
import Persistence

/// Writes one consultation as a file that proves itself.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write one consultation to a file that `hub verify --bundle` checks anywhere.",
        discussion: """
            Works while the hub runs. The file holds the consultation's key: who has it can read all of it. That it was \
            made is recorded in the audit first; where that can't be done, nothing is written.
            """
    )

    @Argument(help: "The consultation's id.")
    var consultation: String

    @Argument(help: "The new file.")
    var file: String

    func run() async throws {
        try await reportingFailure {
            guard let id = ConsultationID(consultation) else {
                throw CommandFailure(.usage, "\(consultation) is not the id of a consultation.")
            }
            let configuration = try HubConfiguration.read()
            try configuration.folder.check()
            let reading = AdministrationRequest.Reading(purpose: .export, consultation: id.description)
            _ = try await Administration.perform(.read(reading), configuration)
            let summary = try Store.export(
                id,
                from: configuration.storePaths,
                to: file,
                master: try configuration.requiredMasterKey(),
                at: SystemClocks().now(),
                wording: Replay.words
            )
            Terminal.say("\(summary.entries) entries; signed by \(summary.publicKey)")
        }
    }
}
