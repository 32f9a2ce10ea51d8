import Foundation
import Testing

@testable import Hub

/// The real executable, as a process that can be killed.
///
/// It serves with demo people. All lives of one ``HubProcess`` have the same folder, secret and port.
final class HubProcess {
    let folder: String
    let port: Int
    private let environment: [String: String]
    private var run: ChildProcess?

    /// `LASO_HUB_BINARY`, or what this build has made.
    static var executable: URL {
        if let path = ProcessInfo.processInfo.environment["LASO_HUB_BINARY"] { return URL(filePath: path) }
        return PythonVisit.root.appending(path: ".build/debug/hub")
    }

    /// While it runs.
    var pid: pid_t? { run?.pid }

    init(folder: String, _ environment: [String: String] = [:]) {
        self.folder = folder
        port = LastingPort.next()
        self.environment = environment.merging([
            "LASO_DATA_DIR": folder, "LASO_HOST": "127.0.0.1", "LASO_PORT": "\(port)",
            "LASO_LOG_LEVEL": "warning",
            "SECRET_KEY": "a secret for tests, known to everybody",
        ]) { own, _ in own }
    }

    var file: DevelopmentFile {
        get throws {
            try JSONDecoder().decode(DevelopmentFile.self, from: Data(contentsOf: URL(filePath: folder + "/demo.json")))
        }
    }

    /// Starts the hub, and returns when it serves.
    func start() async throws {
        let run = try ChildProcess(Self.executable.path, ["serve", "--dev"], environment)
        self.run = run
        var text = ""
        for await part in run.output {
            text += part
            if text.contains("Sign in by hand") { break }
        }
        try #require(text.contains("The hub is ready"), "the hub said: \(text)")
    }

    /// Ends the process as a crash would, and returns when it is gone.
    func kill() async throws {
        let run = try #require(run)
        run.kill()
        _ = await run.status()
    }

    /// Sends a signal, and waits until the hub has said something.
    func signal(_ number: Int32, until text: String) async throws {
        let run = try #require(run)
        run.signal(number)
        var said = ""
        for await part in run.output {
            said += part
            if said.contains(text) { return }
        }
        Issue.record("the hub said: \(said)")
    }

    /// Waits for the end of the process.
    func status() async throws -> Int32 {
        await (try #require(run)).status()
    }

    /// Ends the process as an operator would; returns what it returned, and what it has said since it served.
    func stop() async throws -> (status: Int32, output: String) {
        let run = try #require(run)
        run.terminate()
        var text = ""
        for await part in run.output { text += part }
        return (await run.status(), text)
    }

    /// Runs another command of the executable on the same installation.
    ///
    /// `onOutput` gets all that it has said so far, every time that it says more.
    func run(
        _ arguments: String...,
        onOutput: (String) async throws -> Void = { _ in }
    ) async throws -> (status: Int32, output: String) {
        try await self.run(arguments, onOutput: onOutput)
    }

    func run(
        _ arguments: [String],
        onOutput: (String) async throws -> Void = { _ in }
    ) async throws -> (status: Int32, output: String) {
        let run = try ChildProcess(Self.executable.path, arguments, environment)
        var text = ""
        for await part in run.output {
            text += part
            try await onOutput(text)
        }
        return (await run.status(), text)
    }
}
