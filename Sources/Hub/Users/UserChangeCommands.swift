import ArgumentParser
import Core

/// Keeps a person out, through the running hub's local socket if there is one.
struct UserDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Keep a person out; tokens, cookies and sockets end at once."
    )

    @OptionGroup var person: PersonArgument

    func run() async throws {
        try await reportingFailure { try await UserCommand.change(.init(email: person.email, isDisabled: true)) }
    }
}

/// Lets a person in again.
struct UserEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Let a person in again; they have to sign in anew."
    )

    @OptionGroup var person: PersonArgument

    func run() async throws {
        try await reportingFailure { try await UserCommand.change(.init(email: person.email, isDisabled: false)) }
    }
}

/// Gives a person another role.
struct UserRoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role",
        abstract: "Give a person another role; their sockets come back with it."
    )

    @OptionGroup var person: PersonArgument

    @Argument(help: Role.help)
    var role: Role

    func run() async throws {
        try await reportingFailure { try await UserCommand.change(.init(email: person.email, role: role.name)) }
    }
}

/// Gives a person another password, and ends all their sign-ins.
struct UserPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset-password",
        abstract: "Give a person another password; all their sign-ins end."
    )

    @OptionGroup var person: PersonArgument

    @OptionGroup var input: PasswordInput

    @Flag(help: "Ask for no second factor any more, for somebody who has lost it.")
    var removeSecondFactor = false

    func run() async throws {
        try await reportingFailure {
            let configuration = try HubConfiguration.read()
            let password = try input.read()
            let new = AdministrationRequest.NewPassword(
                email: person.email,
                password: password,
                removesSecondFactor: removeSecondFactor
            )
            try await UserCommand.perform(.setPassword(new), configuration)
            input.tell(password)
        }
    }
}

extension UserCommand {
    fileprivate static func change(_ change: AdministrationRequest.UserChange) async throws {
        try await perform(.changeUser(change), try HubConfiguration.read())
    }
}
