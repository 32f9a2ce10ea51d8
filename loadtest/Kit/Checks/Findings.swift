/// All violations that were found: how many of each kind, and the first of them in words.
package struct Findings: Sendable, Codable {
    /// Descriptions kept of one kind.
    package static let examplesMax = 20

    package private(set) var counts: [Violation: Int] = [:]
    package private(set) var examples: [Violation: [String]] = [:]

    package init() {}

    package var total: Int { counts.values.reduce(0, +) }

    package func count(_ violation: Violation) -> Int { counts[violation, default: 0] }

    package mutating func add(_ violation: Violation, _ count: Int, _ description: @autoclosure () -> String) {
        counts[violation, default: 0] += count
        if examples[violation, default: []].count < Self.examplesMax {
            examples[violation, default: []].append(description())
        }
    }

    package mutating func merge(_ other: Findings) {
        for (violation, count) in other.counts { counts[violation, default: 0] += count }
        for (violation, texts) in other.examples {
            let room = Self.examplesMax - examples[violation, default: []].count
            examples[violation, default: []] += texts.prefix(max(0, room))
        }
    }
}
