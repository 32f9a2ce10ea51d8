import Hummingbird

/// Reads the parameters of a query and collects what is wrong with them, like ``FieldReader`` does for a body.
///
/// Parameters that nobody asked for, or that come twice, are refused in the end: a filter that is overlooked would show more
/// than was wanted.
struct QueryReader {
    private var problems = FieldProblems()
    private var known: Set<String> = []
    private let values: [String: String]
    /// As they were sent, in order.
    let pairs: [(name: String, value: String)]
    /// The path before the query.
    let path: String

    init(_ request: Request) {
        path = request.uri.path
        pairs = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        values = Dictionary(pairs.map { ($0.name, $0.value) }) { first, _ in first }
        let counts = Dictionary(pairs.map { ($0.name, 1) }, uniquingKeysWith: +)
        for (name, count) in counts where count > 1 { problems.add("Is given \(count) times.", at: name) }
    }

    /// A parameter that somebody else reads.
    mutating func expect(_ name: String) { known.insert(name) }

    /// A text that stands for something else.
    mutating func value<Value>(_ name: String, else problem: String, _ parse: (String) -> Value?) -> Value? {
        known.insert(name)
        guard let text = values[name] else { return nil }
        guard let value = parse(text) else {
            problems.add(problem, at: name)
            return nil
        }
        return value
    }

    mutating func number(_ name: String, in range: ClosedRange<Int>) -> Int? {
        value(name, else: "Must be a whole number from \(range.lowerBound) to \(range.upperBound).") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Text of a length in UTF-8 bytes.
    mutating func text(_ name: String, bytes: ClosedRange<Int>) -> String? {
        value(name, else: "Must have \(bytes.lowerBound) to \(bytes.upperBound) bytes.") { text in
            bytes.contains(text.utf8.count) ? text : nil
        }
    }

    /// Call after the last parameter.
    ///
    /// Throws `FieldProblems`.
    func finish() throws {
        var all = problems
        for name in values.keys where !known.contains(name) { all.add("Is no parameter here.", at: name) }
        guard all.isEmpty else { throw all }
    }
}
