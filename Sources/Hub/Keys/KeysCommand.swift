import ArgumentParser

/// Looks after the keys of the hub itself.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Look after the keys that sign access tokens.",
        subcommands: [KeysRotateCommand.self]
    )
}

/// Has a new key sign access tokens, through the running hub's local socket if there is one.
struct KeysRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Sign access tokens with a new key; what the old ones signed holds until it expires."
    )

    func run() async throws {
        try await reportingFailure {
            let answer = try await Administration.perform(.rotateKeys, try HubConfiguration.read())
            Terminal.say("kid: \(answer.id ?? "")")
        }
    }
}
