/// One environment variable that the hub reads.
struct Setting<Value: Sendable>: Sendable {
    let name: String
    /// What it sets, for `hub check --list`.
    let meaning: String
    /// What a value has to be, as the end of a sentence.
    let rule: String
    /// The value's text when the variable is not set.
    let standard: String
    /// Whether the value is kept out of every message.
    var isSecret = false
    /// Nothing if the text breaks the rule.
    let parse: @Sendable (String) -> Value?
}

extension Setting where Value == Int {
    /// A whole number within a range.
    static func number(_ name: String, _ meaning: String, in range: ClosedRange<Int>, standard: Int) -> Self {
        Setting(
            name: name,
            meaning: meaning,
            rule: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            standard: String(standard),
            parse: { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
        )
    }
}

extension Setting where Value == String {
    /// A text that is not empty.
    static func text(_ name: String, _ meaning: String, standard: String) -> Self {
        Setting(
            name: name,
            meaning: meaning,
            rule: "a text that is not empty",
            standard: standard,
            parse: { $0.isEmpty ? nil : $0 }
        )
    }
}

/// The part of a ``Setting`` that does not depend on its value.
protocol AnySetting: Sendable {
    var name: String { get }
    var meaning: String { get }
    var rule: String { get }
    var standard: String { get }
}

extension Setting: AnySetting {}
