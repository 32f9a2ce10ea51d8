import Logging
import Synchronization

/// All that a hub logs, as one text.
final class WrittenLines: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    /// Logs everything, however unimportant.
    var logger: Logger {
        var logger = Logger(label: "laso.hub") { [self] _ in Handler(lines: self) }
        logger.logLevel = .trace
        return logger
    }

    private func add(_ line: String) {
        lines.withLock { $0.append(line) }
    }

    private struct Handler: LogHandler {
        let lines: WrittenLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.add("\(event.level) \(event.message) \(metadata) \(event.metadata ?? [:])")
        }
    }
}
