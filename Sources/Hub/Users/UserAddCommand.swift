import ArgumentParser
import Core

/// Adds a person, through the running hub's local socket if there is one.
struct UserAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a person, through the hub that runs with the same LASO_DATA_DIR if one does."
    )

    @Option(help: "The e-mail address to sign in with.")
    var email: String

    @Option(help: Role.help)
    var role: Role

    @Option(help: "The name that others see.")
    var name: String

    @OptionGroup var input: PasswordInput

    func run() async throws {
        try await reportingFailure {
            let configuration = try HubConfiguration.read()
            let password = try input.read()
            let user = AdministrationRequest.NewUser(email: email, role: role.name, name: name, password: password)
            try await UserCommand.perform(.addUser(user), configuration)
            input.tell(password)
        }
    }
}
