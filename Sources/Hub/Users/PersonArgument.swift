import ArgumentParser
import Core

/// Whom a command is about.
struct PersonArgument: ParsableArguments {
    @Argument(help: "The e-mail address.")
    var email: String
}

extension Role: ExpressibleByArgument {
    /// What a command says of an argument that is a role.
    static let help: ArgumentHelp = "One of: \(Role.ofPeople.map(\.name).joined(separator: ", "))."

    init?(argument: String) {
        self.init(name: argument)
    }

    static var allValueStrings: [String] { allCases.map(\.name) }
}
