import Testing
import Wire

/// A first request of a connection, line by line, and what the hub has to answer.
struct HandshakeCase: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable {
        case upgrades
        /// With this status; the connection ends.
        case refuses(Int)
    }

    let name: String
    let request: [String]
    /// What follows in the same segment.
    let behind: [UInt8]
    let outcome: Outcome
    /// Lines of the answer, in lower case.
    let lines: [String]
    /// Names of headers that the answer must not have.
    let absent: [String]
    private(set) var rule = ""

    var testDescription: String { "\(rule): \(name)" }

    /// Whether it keeps the rule.
    var keeps: Bool {
        switch outcome {
        case .upgrades: true
        case .refuses: false
        }
    }

    var bytes: [UInt8] { Array((request + ["", ""]).joined(separator: "\r\n").utf8) + behind }

    func of(_ rule: String) -> HandshakeCase {
        var copy = self
        copy.rule = rule
        return copy
    }
}

/// A good request but for `changes`: the lines of a header, of which there may be none or several.
extension Rule {
    static func upgrades(
        _ name: String,
        _ changes: [String: [String]] = [:],
        start: String = start,
        behind: [UInt8] = [],
        lines: [String] = [],
        absent: [String] = []
    ) -> HandshakeCase {
        HandshakeCase(
            name: name,
            request: request(start, changes),
            behind: behind,
            outcome: .upgrades,
            lines: lines,
            absent: absent
        )
    }

    static func refuses(
        _ name: String,
        _ changes: [String: [String]] = [:],
        start: String = start,
        behind: [UInt8] = [],
        with status: Int,
        lines: [String] = []
    ) -> HandshakeCase {
        HandshakeCase(
            name: name,
            request: request(start, changes),
            behind: behind,
            outcome: .refuses(status),
            lines: lines,
            absent: ["sec-websocket-accept"]
        )
    }

    static let start = "GET \(Requests.path) HTTP/1.1"

    private static func request(_ start: String, _ changes: [String: [String]]) -> [String] {
        let headers: [(name: String, value: String)] = [
            ("Host", "hub.test"), ("Upgrade", "websocket"), ("Connection", "Upgrade"),
            ("Sec-WebSocket-Key", Requests.key), ("Sec-WebSocket-Version", "13"),
        ]
        var lines = [start]
        for (name, value) in headers {
            for line in changes[name] ?? [value] { lines.append("\(name): \(line)") }
        }
        for name in changes.keys.sorted() where !headers.contains(where: { $0.name == name }) {
            for line in changes[name] ?? [] { lines.append("\(name): \(line)") }
        }
        return lines
    }
}
