/// Fields that may be left out.
extension FieldReader {
    /// `true` or `false`.
    mutating func flag(_ name: String) -> Bool? {
        switch read(name, Bool.self, else: "Must be true or false.") {
        case .present(let flag): flag
        case .missing, .wrong: nil
        }
    }

    /// A list of objects.
    mutating func optionalList<Element>(
        _ name: String,
        countMax: Int,
        _ element: (inout FieldReader) -> Element?
    ) -> [Element]? {
        guard isGiven(name) else { return nil }
        return list(name, countMax: countMax, element)
    }

    /// A list of texts.
    mutating func optionalTexts(_ name: String, countMax: Int, bytes: ClosedRange<Int>) -> [String]? {
        switch read(name, [String].self, else: "Must be a list of texts.") {
        case .missing, .wrong:
            return nil
        case .present(let texts):
            guard texts.count <= countMax else { return refuse(name, "Must have at most \(countMax) entries.") }
            guard texts.allSatisfy({ bytes.contains($0.utf8.count) }) else {
                return refuse(name, "Each must have \(bytes.lowerBound) to \(bytes.upperBound) bytes.")
            }
            return texts
        }
    }
}
