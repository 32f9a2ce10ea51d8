/// What is wrong with the fields of a request: for each field's name one or more sentences that are safe to show.
struct FieldProblems: Error, Hashable, Sendable {
    private(set) var fields: [String: [String]] = [:]

    var isEmpty: Bool { fields.isEmpty }

    mutating func add(_ problem: String, at field: String) {
        fields[field, default: []].append(problem)
    }

    /// Adds all problems of another value.
    mutating func add(_ other: FieldProblems) {
        fields.merge(other.fields) { $0 + $1 }
    }

    init() {}

    init(_ problem: String, at field: String) {
        add(problem, at: field)
    }
}
