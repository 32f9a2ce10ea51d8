import Yams

/// One mapping of a scenario file: every key is asked for once, and what nobody asked for is an error.
struct ScenarioFields {
    let file: String
    private let line: Int
    private var fields: [(key: String, line: Int, value: Node)] = []
    private var asked: [String] = []

    init(_ node: Node, file: String) throws(ScenarioError) {
        self.file = file
        line = node.mark?.line ?? 0
        guard case .mapping(let mapping) = node else {
            throw ScenarioError(file: file, line: line, "Here should be names with values, like `seconds: 10`.")
        }
        for (key, value) in mapping {
            guard let name = key.string else { throw ScenarioError(file: file, line: line, "A name should be a text.") }
            fields.append((name, key.mark?.line ?? line, value))
        }
    }

    /// Throws for names that mean nothing here.
    func finish() throws(ScenarioError) {
        guard let unknown = fields.first(where: { !asked.contains($0.key) }) else { return }
        let known = asked.sorted().joined(separator: ", ")
        throw ScenarioError(file: file, line: unknown.line, "`\(unknown.key)` means nothing here. Known are: \(known).")
    }

    func failure(_ name: String, _ text: String) -> ScenarioError {
        ScenarioError(file: file, line: fields.first { $0.key == name }?.line ?? line, "`\(name)` \(text)")
    }

    mutating func node(_ name: String) -> Node? {
        asked.append(name)
        return fields.first { $0.key == name }?.value
    }

    mutating func text(_ name: String) throws(ScenarioError) -> String? {
        guard let node = node(name) else { return nil }
        guard let text = node.string else { throw failure(name, "should be a text.") }
        return text
    }

    mutating func number(_ name: String, in range: ClosedRange<Double>) throws(ScenarioError) -> Double? {
        guard let node = node(name) else { return nil }
        guard let number = node.float ?? node.int.map(Double.init), range.contains(number) else {
            throw failure(
                name,
                "should be a number from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))."
            )
        }
        return number
    }

    mutating func whole(_ name: String, in range: ClosedRange<Int>) throws(ScenarioError) -> Int? {
        guard let node = node(name) else { return nil }
        guard let number = node.int, range.contains(number) else {
            throw failure(name, "should be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// A number, or two like `2-20`.
    mutating func spread(_ name: String, in range: ClosedRange<Double>) throws(ScenarioError) -> Spread? {
        guard let node = node(name) else { return nil }
        let parts = (node.string ?? "").split(separator: "-", omittingEmptySubsequences: false).map { Double($0) }
        let numbers = parts.compactMap { $0 }
        guard numbers.count == parts.count, (1...2).contains(numbers.count), numbers.allSatisfy(range.contains),
            numbers == numbers.sorted()
        else {
            throw failure(
                name,
                "should be a number from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound)), or two like 2-20."
            )
        }
        return Spread(numbers[0], numbers[numbers.count - 1])
    }

    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        _ type: Word.Type = Word.self
    ) throws(ScenarioError) -> Word? {
        guard let text = try text(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            throw failure(name, "should be one of: \(Word.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return word
    }

    mutating func fields(_ name: String) throws(ScenarioError) -> ScenarioFields? {
        guard let node = node(name) else { return nil }
        return try ScenarioFields(node, file: file)
    }

    mutating func list(_ name: String) throws(ScenarioError) -> [Node]? {
        guard let node = node(name) else { return nil }
        guard case .sequence(let sequence) = node else { throw failure(name, "should be a list.") }
        return Array(sequence)
    }

    /// All names with their values as texts.
    mutating func texts(_ name: String) throws(ScenarioError) -> [String: String]? {
        guard let node = node(name) else { return nil }
        guard case .mapping(let mapping) = node else { throw failure(name, "should be names with values.") }
        var result: [String: String] = [:]
        for (key, value) in mapping {
            guard let key = key.string, let value = value.string else {
                throw failure(name, "should be names with values.")
            }
            result[key] = value
        }
        return result
    }

    private static func plain(_ number: Double) -> String {
        number == number.rounded() && number.magnitude < 1e15 ? "\(Int(number))" : "\(number)"
    }
}
