import ArgumentParser

/// Why a command can't go on: a sentence for the person at the terminal, and the code it exits with.
struct CommandFailure: Error, Hashable, CustomStringConvertible {
    /// The exit codes of `sysexits.h` that the hub uses.
    enum Kind: Int32, Sendable {
        /// What was given on the command line or on standard input can't be used.
        case usage = 64
        /// Something that is needed isn't there: a running hub, a free port.
        case unavailable = 69
        /// The running hub said no.
        case refused = 77
        /// The configuration is wrong.
        case configuration = 78
    }

    let kind: Kind
    let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}

extension ParsableCommand {
    /// Runs a command's work; a failure is told in one line and becomes the exit code.
    func reportingFailure(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let failure as CommandFailure {
            Terminal.complain("hub: \(failure)")
            throw ExitCode(failure.kind.rawValue)
        }
    }
}
