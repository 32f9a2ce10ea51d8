import ArgumentParser
import Core

/// Lists people, one a line, through the running hub's local socket if there is one.
struct UserListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List people: id, role, whether they are kept out, address and name."
    )

    @Option(help: "Beginnings of words of the name or the address.")
    var search: String?

    @Option(help: "Only those with this role.")
    var role: Role?

    @Flag(help: "Only those who are kept out.")
    var disabled = false

    func run() async throws {
        try await reportingFailure {
            let configuration = try HubConfiguration.read()
            var wanted = AdministrationRequest.UserSearch(search: search, role: role?.name)
            if disabled { wanted.isDisabled = true }
            while true {
                let page = try await Administration.perform(.listUsers(wanted), configuration)
                let people = page.people ?? []
                for person in people { Terminal.say(Self.line(person)) }
                wanted.offset += people.count
                guard !people.isEmpty, wanted.offset < page.count ?? 0 else { return }
            }
        }
    }

    /// Names hold no control characters, so a tab ends a column.
    static func line(_ person: AdministrationAnswer.Person) -> String {
        [
            person.id, person.role, person.isDisabled ? "disabled" : "enabled", person.email ?? "(erased)",
            person.name ?? "(erased)",
        ].joined(separator: "\t")
    }
}
