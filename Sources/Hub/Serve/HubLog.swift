import Foundation
import Logging
import Telemetry

/// The hub's log, on standard error.
enum HubLog {
    static let label = "laso.hub"

    static func logger(_ configuration: HubConfiguration) -> Logger {
        var logger = Logger(label: label, factory: factory(configuration.logFormat))
        logger.logLevel = configuration.logLevel
        return logger
    }

    private static func factory(_ format: LogFormat) -> @Sendable (String) -> any LogHandler {
        switch format {
        case .text: StreamLogHandler.standardError(label:)
        case .json: { JSONLogHandler(label: $0, output: .descriptor(STDERR_FILENO)) }
        case .auto: factory(isatty(STDERR_FILENO) == 1 ? .text : .json)
        }
    }
}
