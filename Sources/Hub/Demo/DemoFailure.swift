/// Why the demo can't go on, or did not show what it should: one sentence.
struct DemoFailure: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
