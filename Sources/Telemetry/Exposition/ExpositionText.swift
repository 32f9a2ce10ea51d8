/// Lines of the Prometheus text format, version 0.0.4.
struct ExpositionText {
    private(set) var text = ""

    var isEmpty: Bool { text.isEmpty }

    /// What the following values are.
    mutating func header(_ name: String, help: String?, kind: MetricKind) {
        if let help { text += "# HELP \(name) \(Self.escaped(help))\n" }
        text += "# TYPE \(name) \(kind.rawValue)\n"
    }

    /// One value; `bound` is the `le` of a histogram's bucket.
    mutating func sample(_ name: String, _ labels: LabelSet, bound: String? = nil, _ value: String) {
        text += name
        let bound = bound.map { "le=\"\($0)\"" } ?? ""
        if !labels.text.isEmpty || !bound.isEmpty {
            text += "{"
            text += labels.text
            if !labels.text.isEmpty && !bound.isEmpty { text += "," }
            text += bound
            text += "}"
        }
        text += " "
        text += value
        text += "\n"
    }

    mutating func append(_ other: ExpositionText) {
        text += other.text
    }

    /// Whole numbers without a fraction, others in the shortest form that reads back the same.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).flatMap { abs(value) < 0x1p53 ? String($0) : nil } ?? String(value)
    }

    private static func escaped(_ help: String) -> String {
        var text = ""
        for scalar in help.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
