import Client
import Foundation

/// Where the hub is and who takes part, from the file that `hub serve --dev` writes.
struct DemoCredentials: Sendable {
    let address: HubAddress
    let people: [DemoPart: DevelopmentFile.Person]

    /// `url` goes before the file's own.
    init(path: String, url: String?) throws {
        guard let contents = FileManager.default.contents(atPath: path) else {
            throw DemoFailure(
                "There is no \(path). Start a hub with demo people first: ./run.sh dev — or name the file with --credentials."
            )
        }
        guard let file = try? JSONDecoder().decode(DevelopmentFile.self, from: contents) else {
            throw DemoFailure("\(path) is not the file that `hub serve --dev` writes.")
        }
        guard let address = HubAddress(url: url ?? file.url) else {
            throw DemoFailure("\(url ?? file.url) is not an address like http://localhost:8005.")
        }
        self.address = address
        var people: [DemoPart: DevelopmentFile.Person] = [:]
        for part in DemoPart.allCases {
            people[part] = file.people.first { $0.role == part.rawValue }
            guard people[part] != nil else { throw DemoFailure("\(path) names no \(part).") }
        }
        self.people = people
    }
}
