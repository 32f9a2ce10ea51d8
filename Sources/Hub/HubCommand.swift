import ArgumentParser

/// The one executable of LASO Hub.
@main
struct HubCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hub",
        abstract: "LASO Hub: virtual visits, live.",
        discussion: "The hub reads its configuration from environment variables; `hub check --list` shows them.",
        subcommands: [
            ServeCommand.self, DemoCommand.self, UserCommand.self, KeysCommand.self, EraseCommand.self,
            BackupCommand.self, RestoreCommand.self, VerifyCommand.self, ExportCommand.self, CheckCommand.self,
        ]
    )
}
