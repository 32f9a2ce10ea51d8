/// What is wrong with a scenario file, and where.
package struct ScenarioError: Error, Hashable, Sendable, CustomStringConvertible {
    /// As it was given on the command line.
    package let file: String
    /// From 1; 0 if the whole file is meant.
    package let line: Int
    package let text: String

    package init(file: String, line: Int, _ text: String) {
        self.file = file
        self.line = line
        self.text = text
    }

    package var description: String { line > 0 ? "\(file):\(line): \(text)" : "\(file): \(text)" }
}
