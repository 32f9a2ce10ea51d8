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
}
