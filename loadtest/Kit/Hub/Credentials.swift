import Foundation

/// The people of a hub that runs already, from a file like the `demo.json` of `hub serve --dev`.
package enum Credentials {
    private struct File: Decodable {
        struct Person: Decodable {
            let email: String
            let password: String
            let role: String
        }

        let people: [Person]
    }

    /// Only doctors and staff: as what they sit in a visit is the scenario's choice.
    package static func read(_ path: String) throws -> [Account] {
        let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: URL(filePath: path)))
        let people = file.people.filter { $0.role == "doctor" || $0.role == "staff" }
        guard people.contains(where: { $0.role == "doctor" }) else {
            throw RunFailure("\(path) names no doctor, who could book a visit.")
        }
        return people.map { Account(email: $0.email, password: $0.password, role: $0.role) }
    }
}
