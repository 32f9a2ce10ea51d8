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

    private static func write(_ line: String, to file: FileHandle) {
        // Nobody is left to tell when the terminal itself is gone.
        try? file.write(contentsOf: Data((line + "\n").utf8))
    }
}
