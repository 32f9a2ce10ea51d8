import Foundation
import Testing

/// The files of the repository that tests read, check and, when asked to, rewrite.
enum Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Whether files are to be written instead of compared: `RECORD=1 swift test --filter WireTests`.
    static let isRecording = ProcessInfo.processInfo.environment["RECORD"] == "1"

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: root.appending(path: path), options: .atomic)
    }

    /// Reports the first line in which a file differs from what the code says; when recording, writes it instead.
    static func expect(_ path: String, toBe wanted: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        if isRecording { return try write(wanted, to: path) }
        let found = try text(path)
        guard found != wanted else { return }
        Issue.record(
            """
            \(path) is not what the code says. \(firstDifference(found, wanted))
            Rewrite it with RECORD=1 swift test --filter WireTests, and read the difference before you commit it: \
            for other people's clients it is a change of the protocol.
            """,
            sourceLocation: sourceLocation
        )
    }

    private static func firstDifference(_ found: String, _ wanted: String) -> String {
        let found = found.split(separator: "\n", omittingEmptySubsequences: false)
        let wanted = wanted.split(separator: "\n", omittingEmptySubsequences: false)
        let same = zip(found, wanted).prefix { $0 == $1 }.count
        let there = same < found.count ? "“\(found[same])”" : "nothing more"
        let expected = same < wanted.count ? "“\(wanted[same])”" : "nothing more"
        return "Line \(same + 1) is \(there), expected is \(expected)."
    }
}
