import Foundation

/// Where commands talk to the person who started them.
enum Terminal {
    /// A result, to standard output.
    static func say(_ line: String) {
        write(line, to: .standardOutput)
    }

    /// Trouble, to standard error.
    static func complain(_ line: String) {
        write(line, to: .standardError)
    }

    /// A text that somebody else wrote, without what could steer the terminal.
    static func harmless(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 })
        )
    }

    private static func write(_ line: String, to file: FileHandle) {
        // Nobody is left to tell when the terminal itself is gone.
        try? file.write(contentsOf: Data((line + "\n").utf8))
    }
}
