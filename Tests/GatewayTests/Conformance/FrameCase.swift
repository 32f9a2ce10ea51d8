import NIOCore
import Testing
import Wire

/// What a client sends after its `Welcome`, and all that has to follow up to the end of the connection.
struct FrameCase: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable {
        /// These come back, and the connection lives on.
        case goesOn([Answer])
        /// After these the hub closes with a code of its own.
        case fails(CloseCode, after: [Answer])
        /// After these the hub answers the close frame, with the same code.
        case closes(UInt16?, after: [Answer])
    }

    /// What follows from what was sent.
    enum Answer: Hashable, Sendable {
        case pong([UInt8])
        /// The consultation gets the command with this counter.
        ///
        /// Its reply may be late: with the command, the end of the connection may have come.
        case command(UInt64)
        /// The message that says why the hub closes.
        case closing(UInt32)
        case close(UInt16?)
        case other
    }

    let name: String
    let format: MessageFormat
    /// Each is written by itself.
    let segments: [[UInt8]]
    let outcome: Outcome
    private(set) var rule = ""

    var testDescription: String { "\(rule): \(name)" }

    /// Whether it keeps the rule.
    var keeps: Bool {
        switch outcome {
        case .goesOn, .closes: true
        case .fails: false
        }
    }

    func of(_ rule: String) -> FrameCase {
        var copy = self
        copy.rule = rule
        return copy
    }
}

/// `frames` leave in one segment, `segments` one by one; in the binary format if not told otherwise.
extension Rule {
    static func keeps(
        _ name: String,
        in format: MessageFormat = .binary,
        _ frames: [[UInt8]] = [],
        segments: [[UInt8]] = [],
        answers: [FrameCase.Answer] = []
    ) -> FrameCase {
        let segments = joined(frames) + segments
        return FrameCase(name: name, format: format, segments: segments, outcome: .goesOn(answers))
    }

    static func breaks(
        _ name: String,
        in format: MessageFormat = .binary,
        _ frames: [[UInt8]] = [],
        segments: [[UInt8]] = [],
        answers: [FrameCase.Answer] = [],
        _ code: CloseCode = .protocolError
    ) -> FrameCase {
        let segments = joined(frames) + segments
        return FrameCase(name: name, format: format, segments: segments, outcome: .fails(code, after: answers))
    }

    static func closes(
        _ name: String,
        _ frames: [[UInt8]] = [],
        segments: [[UInt8]] = [],
        answers: [FrameCase.Answer] = [],
        _ code: UInt16? = 1000
    ) -> FrameCase {
        let segments = joined(frames) + segments
        return FrameCase(name: name, format: .binary, segments: segments, outcome: .closes(code, after: answers))
    }

    private static func joined(_ frames: [[UInt8]]) -> [[UInt8]] { frames.isEmpty ? [] : [frames.flatMap(\.self)] }
}

extension FrameCase {
    /// Sent when the connection should be alive, and what that brings.
    private static let proof = Rule.frame(.ping, Array("alive".utf8)) + Rule.frame(.close, [0x03, 0xE8])
    private static let proven: [Answer] = [.pong(Array("alive".utf8)), .close(1000)]

    /// All that is sent.
    var sent: [[UInt8]] {
        switch outcome {
        case .goesOn: segments + [Self.proof]
        case .fails, .closes: segments
        }
    }

    /// The counters of the commands that the consultation gets.
    var expectedCommands: [UInt64] {
        expected.compactMap { answer in
            guard case .command(let counter) = answer else { return nil }
            return counter
        }
    }

    /// All that comes back, apart from replies.
    var expectedFrames: [Answer] {
        expected.filter { answer in
            guard case .command = answer else { return true }
            return false
        }
    }

    private var expected: [Answer] {
        switch outcome {
        case .goesOn(let answers): answers + Self.proven
        case .fails(let code, let answers): answers + [.closing(UInt32(code.rawValue)), .close(code.rawValue)]
        case .closes(let code, let answers): answers + [.close(code)]
        }
    }
}

extension FrameCase.Answer {
    /// Nothing for a reply.
    init?(_ frame: InboundFrame, _ format: MessageFormat) throws {
        switch frame {
        case .pong(let payload): self = .pong(Array(payload.readableBytesView))
        case .close(let code): self = .close(code)
        case .ping: self = .other
        case .text, .binary:
            let message = try frame.message(format)
            switch message?.body {
            case .reply: return nil
            case .closing(let closing): self = .closing(closing.code)
            default: self = .other
            }
        }
    }
}
