package import Core
package import Logging

/// Writes each log event as one JSON object on one line.
///
/// `time` (RFC 3339, UTC, milliseconds), `level`, `logger` (its label) and `message` come first, then `error.message`
/// and `error.type` if the event has an error, then the metadata by key. Metadata under one of these keys, or under one
/// that begins with `metadata.`, gets `metadata.` in front, so that no key comes twice. Dictionaries and lists become
/// JSON; everything else is text. A value is cut after 8 KiB and says so; `cut` is true if whole fields were left out.
package struct JSONLogHandler: LogHandler {
    private static let fixedKeys: Set<String> = [
        "time", "level", "logger", "message", "error.message", "error.type", "cut",
    ]

    package var logLevel = Logger.Level.info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let output: LineOutput
    private let clocks: any Clocks

    package init(
        label: String,
        output: LineOutput,
        clocks: any Clocks = SystemClocks(),
        metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.label = label
        self.output = output
        self.clocks = clocks
        self.metadataProvider = metadataProvider
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var line = JSONLine()
        line.field("time", clocks.now().rfc3339)
        line.field("level", event.level.rawValue)
        line.field("logger", label)
        line.field("message", event.message.description)
        if let error = event.error {
            line.field("error.message", "\(error)")
            line.field("error.type", String(reflecting: type(of: error)))
        }
        for (key, value) in merged(event.metadata).sorted(by: { $0.key < $1.key }) {
            line.field(Self.free(key), value)
        }
        output.write(line.end())
    }

    /// What stands at the call wins over what the provider says, and that over what the logger carries.
    private func merged(_ explicit: Logger.Metadata?) -> Logger.Metadata {
        var merged = metadata
        if let metadataProvider { merged.merge(metadataProvider.get()) { $1 } }
        if let explicit { merged.merge(explicit) { $1 } }
        return merged
    }

    private static func free(_ key: String) -> String {
        fixedKeys.contains(key) || key.hasPrefix("metadata.") ? "metadata." + key : key
    }
}
