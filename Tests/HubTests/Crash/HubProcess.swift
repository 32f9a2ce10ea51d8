import Foundation
import Testing

@testable import Hub

/// The real executable, as a process that can be killed.
///
/// It serves with demo people. All lives of one ``HubProcess`` have the same folder, secret and port.
final class HubProcess {
    private let folder: String
    private var environment: [String: String]
    private var process: Process?
    private var exits: AsyncStream<Int32>?

    static var executable: URL {
        PythonVisit.root.appending(path: ".build/debug/hub")
    }

    init(folder: String, _ environment: [String: String] = [:]) {
        self.folder = folder
        self.environment = environment.merging([
            "LASO_DATA_DIR": folder, "LASO_HOST": "127.0.0.1", "LASO_PORT": "0", "LASO_LOG_LEVEL": "warning",
            "SECRET_KEY": "a secret for tests, known to everybody",
        ]) { $1 }
    }

    var file: DevelopmentFile {
        get throws {
            try JSONDecoder().decode(DevelopmentFile.self, from: Data(contentsOf: URL(filePath: folder + "/demo.json")))
        }
    }

    /// Starts the hub, and returns when it serves.
    func start() async throws {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = ["serve", "--dev"]
        process.environment = environment
        let said = Self.listen(to: process)
        let (exits, exited) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in exited.yield(process.terminationStatus) }
        self.exits = exits
        self.process = process
        try process.run()
        var text = ""
        for await part in said {
            text += part
            if text.contains("Sign in by hand") { break }
        }
        try #require(text.contains("The hub is ready"), "the hub said: \(text)")
        environment["LASO_PORT"] = URL(string: try file.url)?.port.map(String.init)
    }

    /// Ends the process as a crash would, and returns when it is gone.
    func kill() async throws {
        let process = try #require(process)
        #expect(Foundation.kill(process.processIdentifier, SIGKILL) == 0)
        _ = await exits?.first { _ in true }
    }

    /// Asks the process to end, and returns its exit status.
    func terminate() async throws -> Int32 {
        try #require(process).terminate()
        let status = await exits?.first { _ in true }
        return try #require(status)
    }

    /// Runs another command of the executable on the same installation.
    ///
    /// `onOutput` gets all that it has said so far, every time that it says more.
    func run(
        _ arguments: String...,
        onOutput: (String) async throws -> Void = { _ in }
    ) async throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.environment = environment
        let said = Self.listen(to: process)
        let (exits, exited) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in exited.yield(process.terminationStatus) }
        try process.run()
        var text = ""
        for await part in said {
            text += part
            try await onOutput(text)
        }
        let status = await exits.first { _ in true }
        return (try #require(status), text)
    }

    /// What a process says on both of its outputs, until it ends.
    private static func listen(to process: Process) -> AsyncStream<String> {
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        let (parts, said) = AsyncStream.makeStream(of: String.self)
        output.fileHandleForReading.readabilityHandler = { handle in
            let bytes = handle.availableData
            if bytes.isEmpty {
                handle.readabilityHandler = nil
                said.finish()
            } else {
                said.yield(String(decoding: bytes, as: UTF8.self))
            }
        }
        return parts
    }
}
