import Foundation

/// The hub that the harness starts, kills and starts again: all its lives have one folder, secret and port.
package actor HubProcess {
    private static let startSeconds = 60.0
    private static let stopSeconds = 60.0
    /// Below those that the system gives to whoever asks for any port.
    private static let ports = 20_000..<30_000

    package nonisolated let binary: String
    package nonisolated let folder: String
    package nonisolated let place: HubPlace
    private let environment: [String: String]
    private var child: Child?

    /// `settings` are environment variables of the hub, stronger than the harness's own.
    package init(binary: String, folder: String, settings: [String: String]) throws {
        self.binary = binary
        self.folder = folder
        place = try HubPlace(host: "127.0.0.1", port: Int.random(in: Self.ports))
        environment = settings.merging([
            "LASO_DATA_DIR": folder + "/data", "LASO_HOST": "127.0.0.1", "LASO_PORT": "\(place.port)",
            "SECRET_KEY": "a secret for load tests, known to everybody",
        ]) { $1 }
    }

    package var pid: Int32? { child?.pid }

    package nonisolated var log: String { folder + "/hub.log" }

    /// Starts the hub, and returns when it serves.
    package func start() async throws {
        let child = try Child(binary, ["serve"], environment, output: log)
        self.child = child
        try await Health.awaitReady(place, seconds: Self.startSeconds) { kill(child.pid, 0) == 0 }
    }

    /// Ends it as a crash would.
    package func crash() async {
        child?.signal(SIGKILL)
        _ = await child?.status()
        child = nil
    }

    /// Ends it as an operator would; what it returned.
    package func stop() async -> Int32 {
        guard let child else { return 0 }
        child.signal(SIGTERM)
        self.child = nil
        return await child.status()
    }

    /// Runs another command of the hub on the same folder, and returns what it printed.
    package func command(_ arguments: [String], input: String) async throws -> String {
        let name = "\(folder)/command-\(UUID().uuidString)"
        try Data(input.utf8).write(to: URL(filePath: name + ".in"))
        defer {
            for end in [".in", ".out"] { unlink(name + end) }
        }
        let child = try Child(binary, arguments, environment, output: name + ".out", input: name + ".in")
        let status = await child.status()
        let output = try String(contentsOfFile: name + ".out", encoding: .utf8)
        guard status == 0 else { throw Child.Failure(description: "hub \(arguments[0]) failed: \(output)") }
        return output
    }

    /// The end of its log, for whoever has to find out why it does not serve.
    package nonisolated func logTail() -> String {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(10).joined(separator: "\n")
    }
}
