/// Names as Prometheus takes them: a metric's `[a-zA-Z_:][a-zA-Z0-9_:]*`, a label's the same without the colon.
enum MetricName {
    /// A metric's name; whatever the format does not take becomes `_`.
    ///
    /// A counter's ends in `_total`.
    static func metric(_ label: String, kind: MetricKind) -> String {
        let name = replacing(label, keepsColons: true)
        return kind == .counter && !name.hasSuffix("_total") ? name + "_total" : name
    }

    /// A label's name.
    ///
    /// `le` belongs to histograms and a double underscore in front to Prometheus; both get something before them.
    static func label(_ name: String) -> String {
        let name = replacing(name, keepsColons: false)
        return name == "le" || name.hasPrefix("__") ? "label_" + name : name
    }

    private static func replacing(_ text: String, keepsColons: Bool) -> String {
        var name = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": name.unicodeScalars.append(scalar)
            case ":" where keepsColons: name.unicodeScalars.append(scalar)
            case "0"..."9":
                if name.isEmpty { name = "_" }
                name.unicodeScalars.append(scalar)
            default: name.unicodeScalars.append("_")
            }
        }
        return name.isEmpty ? "_" : name
    }
}
