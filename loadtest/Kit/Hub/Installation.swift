import Foundation

/// A folder with a hub and people, made for one run or one series and removed afterwards.
struct Installation: Sendable {
    let hub: HubProcess
    let peopleCount: Int
    private let folder: String

    private var data: String { folder + "/data" }
    private var template: String { folder + "/template" }

    init(binary: String, scenario: Scenario) throws {
        guard FileManager.default.isExecutableFile(atPath: binary) else {
            throw RunFailure("There is no hub at \(binary). Build it, or name it with --hub.")
        }
        folder = FileManager.default.temporaryDirectory.appending(path: "loadtest-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        peopleCount = scenario.peopleNeeded
        hub = try HubProcess(
            binary: binary,
            folder: folder,
            settings: HubSettings.environment(for: scenario, seats: peopleCount)
        )
    }

    /// Makes the people, and keeps the folder as it is then.
    func prepare() async throws -> [Account] {
        do {
            try await hub.start()
            let accounts = Accounts.invented(peopleCount)
            try await Accounts.add(accounts, to: hub)
            let signedIn = try await Accounts.signIn(accounts, at: hub.place)
            _ = await hub.stop()
            try FileManager.default.copyItem(atPath: data, toPath: template)
            return signedIn
        } catch {
            let tail = hub.logTail()
            await hub.crash()
            throw RunFailure("\(error)\n\(tail)")
        }
    }

    /// Makes the folder as it was when the people had been made; the hub must not run.
    func reset() throws {
        try FileManager.default.removeItem(atPath: data)
        try FileManager.default.copyItem(atPath: template, toPath: data)
    }

    func remove() {
        // What stays is in the folder for temporary files.
        try? FileManager.default.removeItem(atPath: folder)
    }
}
