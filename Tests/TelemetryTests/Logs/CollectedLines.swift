import Foundation
import Synchronization

@testable import Telemetry

/// Keeps the lines that a log handler writes.
final class CollectedLines: Sendable {
    private let lines = Mutex<[[UInt8]]>([])

    var output: LineOutput {
        LineOutput { [self] line in lines.withLock { $0.append(line) } }
    }

    /// What each call brought, as text.
    var texts: [String] { lines.withLock { $0 }.map { String(decoding: $0, as: UTF8.self) } }

    /// What each call brought, as objects; throws if one is not valid UTF-8 or JSON.
    func objects() throws -> [[String: Any]] {
        try lines.withLock { $0 }.map { line in
            guard String(validating: line, as: UTF8.self) != nil else {
                throw CocoaError(.fileReadInapplicableStringEncoding)
            }
            return try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] ?? [:]
        }
    }
}
