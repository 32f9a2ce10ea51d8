import Testing

/// A rule of the style guide that a machine can judge by the words of a line.
struct StyleRule: Sendable, CustomTestStringConvertible {
    let name: String
    /// What must not stand in the code.
    let pattern: @Sendable () -> Regex<Substring>
    /// The folders in which it must not stand, from the root of the repository.
    let folders: [String]
    /// The files in which it may, and why.
    let exceptions: [String: String]
    /// A line that breaks the rule, and one that looks alike and doesn't: the rule's own test.
    let broken: String
    let kept: String

    var testDescription: String { name }

    /// `path:line` of every place that breaks the rule.
    func violations(in files: [SourceFile]) -> [String] {
        files.filter { exceptions[$0.path] == nil }.flatMap { $0.places(of: pattern()) }
    }

    /// Exceptions that no file needs any more.
    func idleExceptions(in files: [SourceFile]) -> [String] {
        let needed = files.filter { !$0.places(of: pattern()).isEmpty }.map(\.path)
        return exceptions.keys.filter { !needed.contains($0) }.sorted()
    }
}
