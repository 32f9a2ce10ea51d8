import ArgumentParser

/// Looks after the people who can sign in.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Look after the people who can sign in.",
        subcommands: [
            UserAddCommand.self, UserListCommand.self, UserDisableCommand.self, UserEnableCommand.self,
            UserRoleCommand.self, UserPasswordCommand.self, UserEraseCommand.self,
        ]
    )

    /// Asks the hub that runs, or does it alone, and says whom it was about.
    static func perform(_ request: AdministrationRequest, _ configuration: HubConfiguration) async throws {
        let answer = try await Administration.perform(request, configuration)
        Terminal.say("id: \(answer.id ?? "")")
    }
}
