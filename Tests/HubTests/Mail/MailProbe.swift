import Foundation
import Testing

@testable import Hub

/// A real mail server in Python, and what a mail program and a calendar make of what it got.
final class MailProbe {
    struct Mail: Decodable {
        struct Entry: Decodable {
            let method: String
            let uid: String
            let sequence: Int
            let start: String
            let end: String
            let status: String
            let summary: String
            let organizer: String
            let attendee: String
            let zones: [String]
        }

        let id: String
        let from: String
        let to: [String]
        let subject: String
        let text: String
        let html: String?
        let calendar: Entry?
        /// Whether the sender was told that it was taken.
        let isAnswered: Bool
        let isEncrypted: Bool
        let user: String?
    }

    struct Box: Decodable {
        let mails: [Mail]
        /// By recipient and by the entry's id.
        let calendars: [String: [String: Mail.Entry]]
    }

    private struct Failure: Error {
        let text: String
    }

    private let folder: String
    let port: Int
    private let process: ChildProcess

    private static var python: String { PythonVisit.root.appending(path: ".venv/bin/python").path }
    private static var scripts: URL { PythonVisit.root.appending(path: "Tests/Mail") }

    /// Returns when the server listens.
    init(folder: String, port: Int = 0, _ arguments: [String] = []) async throws {
        self.folder = folder
        let script = Self.scripts.appending(path: "smtp_server.py").path
        let environment = ProcessInfo.processInfo.environment
        process = try ChildProcess(Self.python, [script, folder, "--port", "\(port)"] + arguments, environment)
        var text = ""
        var found: Int?
        for await part in process.output {
            text += part
            if let match = text.firstMatch(of: /ready (\d+)\n/) {
                found = Int(match.1)
                break
            }
        }
        guard let found else { throw Failure(text: text) }
        self.port = found
    }

    func stop() async {
        process.kill()
        _ = await process.status()
    }

    /// How many mails there are.
    var count: Int {
        // There is no folder before the first one.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.count { $0.hasSuffix(".json") }
    }

    /// Waits for so many mails, and reads all of them.
    func box(_ enough: Int, within limit: Duration = .seconds(60)) async throws -> Box {
        let end = ContinuousClock.now + limit
        while count < enough, ContinuousClock.now < end { await Task.yield() }
        return try await read()
    }

    func read() async throws -> Box {
        let script = Self.scripts.appending(path: "read_mails.py").path
        let reader = try ChildProcess(Self.python, [script, folder], ProcessInfo.processInfo.environment)
        var text = ""
        for await part in reader.output { text += part }
        guard await reader.status() == 0 else { throw Failure(text: text) }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in
            // Addresses and ids are keys, too: only our own names are turned around.
            switch path.last?.stringValue {
            case "is_answered": Name("isAnswered")
            case "is_encrypted": Name("isEncrypted")
            default: Name(path.last?.stringValue ?? "")
            }
        }
        return try decoder.decode(Box.self, from: Data(text.utf8))
    }
}

private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
