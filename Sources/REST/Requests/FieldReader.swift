/// Reads the fields of one JSON object and collects what is wrong with them, so that a client hears of all at once.
///
/// Each function gives `nil` for a field that is missing (or `null`) and may be, and for one with a problem. A field that no
/// function asked for is a problem too: who misspells a field has to hear of it. Fields inside lists are named like
/// `participants.0.email`.
struct FieldReader {
    private var noted = FieldProblems()
    private var known: Set<String> = []
    /// Unknown fields that are named; there may be as many as fit the body.
    private static let unknownNamedMax = 16
    private let container: KeyedDecodingContainer<FieldName>
    private let path: String

    /// Throws if there is no JSON object.
    init(_ decoder: any Decoder, path: String = "") throws {
        container = try decoder.container(keyedBy: FieldName.self)
        self.path = path
    }

    /// All that is wrong; ask after the last field was read.
    var problems: FieldProblems {
        var all = noted
        let unknown = container.allKeys.map(\.stringValue).filter { !known.contains($0) }
        for name in unknown.sorted().prefix(Self.unknownNamedMax) { all.add("Is no field of this.", at: path + name) }
        return all
    }

    /// Text of a length in UTF-8 bytes.
    mutating func text(_ name: String, bytes: ClosedRange<Int>) -> String? {
        guard let text = required(read(name, String.self, else: "Must be a text."), name) else { return nil }
        guard bytes.contains(text.utf8.count) else {
            return refuse(name, "Must have \(bytes.lowerBound) to \(bytes.upperBound) bytes.")
        }
        return text
    }

    /// A text that stands for something else.
    mutating func value<Value>(_ name: String, else problem: String, _ parse: (String) -> Value?) -> Value? {
        required(read(name, String.self, else: problem), name).flatMap { parse($0) ?? refuse(name, problem) }
    }

    /// A text that stands for something else, or nothing at all.
    mutating func optionalValue<Value>(_ name: String, else problem: String, _ parse: (String) -> Value?) -> Value? {
        switch read(name, String.self, else: problem) {
        case .present(let text): parse(text) ?? refuse(name, problem)
        case .missing, .wrong: nil
        }
    }

    mutating func number(_ name: String, in range: ClosedRange<Int>) -> Int? {
        let problem = "Must be a whole number from \(range.lowerBound) to \(range.upperBound)."
        guard let number = required(read(name, Int.self, else: problem), name) else { return nil }
        return range.contains(number) ? number : refuse(name, problem)
    }

    /// Whether the field is there and not `null`.
    mutating func isGiven(_ name: String) -> Bool {
        known.insert(name)
        return container.contains(FieldName(name)) && (try? container.decodeNil(forKey: FieldName(name))) != true
    }

    /// Text of a length in UTF-8 bytes, or nothing at all.
    mutating func optionalText(_ name: String, bytes: ClosedRange<Int>) -> String? {
        let problem = "Must have \(bytes.lowerBound) to \(bytes.upperBound) bytes."
        switch read(name, String.self, else: "Must be a text.") {
        case .present(let text): return bytes.contains(text.utf8.count) ? text : refuse(name, problem)
        case .missing, .wrong: return nil
        }
    }

    /// A whole number, or nothing at all.
    mutating func optionalNumber(_ name: String, in range: ClosedRange<Int>) -> Int? {
        let problem = "Must be a whole number from \(range.lowerBound) to \(range.upperBound)."
        switch read(name, Int.self, else: problem) {
        case .present(let number): return range.contains(number) ? number : refuse(name, problem)
        case .missing, .wrong: return nil
        }
    }

    /// Yes, no, or nothing at all.
    mutating func optionalBool(_ name: String) -> Bool? {
        switch read(name, Bool.self, else: "Must be true or false.") {
        case .present(let value): return value
        case .missing, .wrong: return nil
        }
    }

    /// A list of objects.
    mutating func list<Element>(
        _ name: String,
        countMax: Int,
        _ element: (inout FieldReader) -> Element?
    ) -> [Element]? {
        known.insert(name)
        guard container.contains(FieldName(name)) else { return required(.missing, name) }
        guard var list = try? container.nestedUnkeyedContainer(forKey: FieldName(name)) else {
            // Any reason means the same to the client: this is no list.
            return refuse(name, "Must be a list.")
        }
        guard list.count ?? 0 <= countMax else { return refuse(name, "Must have at most \(countMax) entries.") }
        var elements: [Element] = []
        while !list.isAtEnd {
            let elementPath = "\(path)\(name).\(list.currentIndex)"
            guard let decoder = try? list.superDecoder(),
                var fields = try? FieldReader(decoder, path: elementPath + ".")
            else {
                // As above: this is no object.
                noted.add("Must be an object.", at: elementPath)
                return nil
            }
            if let value = element(&fields) { elements.append(value) }
            noted.add(fields.problems)
        }
        return elements
    }

    /// Notes what is wrong with a field.
    mutating func refuse<Value>(_ name: String, _ problem: String) -> Value? {
        noted.add(problem, at: path + name)
        return nil
    }

    enum Reading<Value> {
        case missing
        case wrong
        case present(Value)
    }

    mutating func read<Value: Decodable>(
        _ name: String,
        _ type: Value.Type,
        else problem: String
    ) -> Reading<Value> {
        known.insert(name)
        do {
            guard let value = try container.decodeIfPresent(type, forKey: FieldName(name)) else { return .missing }
            return .present(value)
        } catch {
            noted.add(problem, at: path + name)
            return .wrong
        }
    }

    private mutating func required<Value>(_ reading: Reading<Value>, _ name: String) -> Value? {
        switch reading {
        case .missing: refuse(name, "Is required.")
        case .wrong: nil
        case .present(let value): value
        }
    }
}

/// The name of a field, whatever it is.
private struct FieldName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) {
        stringValue = name
    }

    init?(stringValue: String) {
        self.init(stringValue)
    }

    init?(intValue: Int) {
        nil
    }
}
