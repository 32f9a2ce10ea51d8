/// The labels of one series, as they stand between the braces of an exposition: sorted by name, each name once.
struct LabelSet: Hashable, Sendable, Comparable {
    let text: String

    /// A label without a value is the same as none, to Prometheus, and is left out.
    ///
    /// Names that become the same one share it, with their values in the order given and `;` between them.
    init(_ dimensions: [(String, String)]) {
        var values: [String: String] = [:]
        for (name, value) in dimensions where !value.isEmpty {
            let name = MetricName.label(name)
            values[name] = values[name].map { "\($0);\(value)" } ?? value
        }
        text = values.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
            .joined(separator: ",")
    }

    static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            // The format takes them, but some of its readers end there.
            case "\0"..<" ", "\u{7F}": text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
