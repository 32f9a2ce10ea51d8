/// A value, or a range from which values are drawn evenly.
package struct Spread: Hashable, Sendable, Codable {
    package var lowest: Double
    package var highest: Double

    package init(_ lowest: Double, _ highest: Double) {
        self.lowest = lowest
        self.highest = highest
    }

    package init(_ value: Double) {
        self.init(value, value)
    }

    func draw(using generator: inout some RandomNumberGenerator) -> Double {
        lowest < highest ? Double.random(in: lowest...highest, using: &generator) : lowest
    }

    func drawWhole(using generator: inout some RandomNumberGenerator) -> Int {
        Int.random(in: Int(lowest)...Int(highest), using: &generator)
    }
}
