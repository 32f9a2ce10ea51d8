import Foundation

/// A chart of lines as inline SVG; its colours come from the page, so it follows light and dark.
struct LineChart {
    struct Line {
        let name: String
        let points: [(x: Double, y: Double)]
    }

    let title: String
    /// What the numbers on the left are.
    let unit: String
    /// What the numbers below are.
    let below: String
    let lines: [Line]
    /// Sizes that double are easier to read so.
    var isLogarithmic = false
    /// Each point is a run of its own.
    var hasDots = false

    private static let width = 720.0
    private static let height = 250.0
    private static let left = 64.0
    private static let right = 16.0
    private static let top = 12.0
    private static let bottom = 40.0
    /// As many as the page has colours.
    private static let colours = 6

    var svg: String {
        let points = lines.flatMap(\.points)
        guard let first = points.map(\.x).min(), let last = points.map(\.x).max() else { return "" }
        let highest = Self.roundedUp(points.map(\.y).max() ?? 0)
        let scale = Scale(first: first, last: last, highest: highest, isLogarithmic: isLogarithmic)
        let texts = grid(scale) + axis(scale) + lines.enumerated().map { draw($1, colour: $0 % Self.colours, scale) }
        return """
            <figure><figcaption>\(HTML.escaped(title)) <span class="unit">\(HTML.escaped(unit))</span></figcaption>
            <div class="legend">\(legend)</div>
            <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" aria-label="\(HTML.escaped(title))">
            \(texts.joined(separator: "\n"))
            </svg></figure>
            """
    }

    private struct Scale {
        let first: Double
        let last: Double
        let highest: Double
        let isLogarithmic: Bool

        func x(_ value: Double) -> Double {
            let width = LineChart.width - LineChart.left - LineChart.right
            let (low, high, at) = isLogarithmic ? (log(first), log(last), log(value)) : (first, last, value)
            return LineChart.left + (high > low ? (at - low) / (high - low) : 0.5) * width
        }

        func y(_ value: Double) -> Double {
            let height = LineChart.height - LineChart.top - LineChart.bottom
            return LineChart.top + (1 - value / highest) * height
        }
    }

    private func grid(_ scale: Scale) -> [String] {
        (0...4).map { step in
            let value = scale.highest * Double(step) / 4
            let y = Self.text(scale.y(value))
            return
                "<line class=\"grid\" x1=\"\(Self.left)\" x2=\"\(Self.width - Self.right)\" y1=\"\(y)\" y2=\"\(y)\"/>"
                + "<text class=\"tick\" x=\"\(Self.left - 8)\" y=\"\(y)\" dy=\"4\" text-anchor=\"end\">\(Self.label(value))</text>"
        }
    }

    private func axis(_ scale: Scale) -> [String] {
        let y = Self.height - Self.bottom
        let ticks =
            hasDots ? Array(Set(lines.flatMap { $0.points.map(\.x) })).sorted() : Self.steps(scale.first, scale.last)
        return ticks.map { value in
            "<text class=\"tick\" x=\"\(Self.text(scale.x(value)))\" y=\"\(y + 17)\" text-anchor=\"middle\">\(Self.label(value))</text>"
        } + [
            "<text class=\"tick\" x=\"\(Self.width / 2)\" y=\"\(Self.height - 4)\" text-anchor=\"middle\">\(HTML.escaped(below))</text>"
        ]
    }

    private func draw(_ line: Line, colour: Int, _ scale: Scale) -> String {
        let points = line.points.sorted { $0.x < $1.x }.map { point in
            "\(Self.text(scale.x(point.x))),\(Self.text(scale.y(point.y)))"
        }
        let dots =
            hasDots
            ? line.points.map { point in
                "<circle class=\"dot c\(colour)\" cx=\"\(Self.text(scale.x(point.x)))\" cy=\"\(Self.text(scale.y(point.y)))\" r=\"3.5\">"
                    + "<title>\(HTML.escaped(line.name)): \(Self.label(point.y)) at \(Self.label(point.x))</title></circle>"
            } : []
        return "<polyline class=\"line c\(colour)\" points=\"\(points.joined(separator: " "))\"/>" + dots.joined()
    }

    private var legend: String {
        lines.enumerated().map { index, line in
            "<span class=\"key k\(index % Self.colours)\">\(HTML.escaped(line.name))</span>"
        }
        .joined()
    }

    /// About five round numbers between two.
    private static func steps(_ first: Double, _ last: Double) -> [Double] {
        let step = roundedUp(max(last - first, 1e-9) / 6)
        return stride(from: (first / step).rounded(.up) * step, through: last, by: step).map { $0 }
    }

    /// The next of 1, 2, 2.5 and 5 times a power of ten.
    private static func roundedUp(_ value: Double) -> Double {
        guard value > 0 else { return 1 }
        let power = pow(10, floor(log10(value)))
        return ([1, 2, 2.5, 5, 10].first { $0 * power >= value * 0.9999 } ?? 10) * power
    }

    private static func text(_ value: Double) -> String { String(format: "%.1f", value) }

    private static func label(_ value: Double) -> String {
        switch value.magnitude {
        case 1_000_000...: String(format: "%.4gM", value / 1_000_000)
        case 10_000...: String(format: "%.4gk", value / 1000)
        default: String(format: "%.4g", value)
        }
    }
}
