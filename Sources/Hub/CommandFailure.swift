import ArgumentParser
import Core
import Persistence

/// Why a command can't go on: a sentence for the person at the terminal, and the code it exits with.
struct CommandFailure: Error, Hashable, CustomStringConvertible {
    /// The exit codes of `sysexits.h` that the hub uses.
    enum Kind: Int32, Sendable {
        /// What was given on the command line or on standard input can't be used.
        case usage = 64
        /// Stored data is damaged, or was changed.
        case data = 65
        /// Something that is needed isn't there: a running hub, a free port.
        case unavailable = 69
        /// The disk failed, or is full.
        case inputOutput = 74
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
            throw told(failure)
        } catch let error as StoreError {
            throw told(CommandFailure(error))
        } catch let error as JournalReadError {
            throw told(CommandFailure(error.isDamage ? .data : .inputOutput, error.reason))
        }
    }

    private func told(_ failure: CommandFailure) -> ExitCode {
        Terminal.complain("hub: \(failure)")
        return ExitCode(failure.kind.rawValue)
    }
}

extension CommandFailure {
    /// What the files of the installation said.
    init(_ error: StoreError) {
        let kind: Kind =
            switch error.kind {
            case .inUse: .unavailable
            case .full, .inputOutput: .inputOutput
            case .damaged: .data
            case .masterKey, .misplaced, .newerSchema, .unsuited: .configuration
            }
        self.init(kind, error.description)
    }
}
