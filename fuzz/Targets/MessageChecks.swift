import Core
import NIOCore
import SwiftProtobuf
import Wire

/// What holds for every message that can be read, in either format.
enum MessageChecks {
    /// As deep as the objects of JSON may nest, the message counted; arrays cost the decoder no stack.
    private static let depthMax = 16

    static func binary(_ input: [UInt8]) throws(Violation) {
        let message = try binary(ProtoClientMessage.self, input)
        if let quick = InboundCommand(quickly: ByteBuffer(bytes: input)) {
            let general = message.map { verdict(on: $0.command) }
            try expect(general == .success(quick), "the quick way to read a command reads the same")
        }
        if let message { try checkCommand(message) }
        _ = try binary(ProtoServerMessage.self, input)
    }

    static func json(_ input: [UInt8]) throws(Violation) {
        if let message = try json(ProtoClientMessage.self, input) { try checkCommand(message) }
        _ = try json(ProtoServerMessage.self, input)
    }

    private static func binary<M: Message & Equatable>(_: M.Type, _ input: [UInt8]) throws(Violation) -> M? {
        guard let message: M = decode(.binary, input) else { return nil }
        let again: M? = decode(.binary, MessageFormat.binary.payload(of: message))
        try expect(again == message, "what binary says is said again by binary, with all that is unknown")
        var options = BinaryDecodingOptions()
        options.discardUnknownFields = true
        // `try?`: nothing is not equal to the twin.
        let known = try? M(serializedBytes: input, options: options)
        let twin: M? = decode(.json, MessageFormat.json.payload(of: message))
        try expect(twin != nil && twin == known, "what binary says is said by JSON, except for what is unknown")
        return message
    }

    private static func json<M: Message & Equatable>(_: M.Type, _ input: [UInt8]) throws(Violation) -> M? {
        guard let message: M = decode(.json, input) else { return nil }
        try expect(depth(ofJSON: input) <= depthMax, "JSON nests no deeper than allowed")
        let again: M? = decode(.json, MessageFormat.json.payload(of: message))
        try expect(again == message, "what JSON says is said again by JSON")
        let twin: M? = decode(.binary, MessageFormat.binary.payload(of: message))
        try expect(twin == message, "what JSON says is said by binary")
        return message
    }

    private static func decode<M: Message>(_ format: MessageFormat, _ bytes: [UInt8]) -> M? {
        // `try?`: to refuse is a good answer.
        try? format.decode(M.self, ByteBuffer(bytes: bytes))
    }

    /// A command makes sense or none, and the same in both formats.
    private static func checkCommand(_ message: ProtoClientMessage) throws(Violation) {
        guard case .command(let command)? = message.body else { return }
        let verdict = verdict(on: command)
        let twin: ProtoClientMessage? = decode(.json, MessageFormat.json.payload(of: message))
        try expect(twin.map { Self.verdict(on: $0.command) } == verdict, "a command means the same in both formats")
        guard case .success(let inbound) = verdict else { return }
        try expect(inbound.counter > 0, "commands are counted from 1")
        if case .lasting(let lasting) = inbound.action {
            try expect(lasting.fingerprint == lasting.fingerprint, "a command has one fingerprint")
        }
    }

    private static func verdict(on command: ProtoCommand) -> Result<InboundCommand, ErrorCode> {
        Result { () throws(ErrorCode) in try InboundCommand(command) }
    }

    /// How many objects stand in each other; whatever stands in quotes doesn't count.
    private static func depth(ofJSON bytes: [UInt8]) -> Int {
        var depth = 0
        var deepest = 0
        var isText = false
        var isEscaped = false
        for byte in bytes {
            if isText {
                if !isEscaped, byte == UInt8(ascii: "\"") { isText = false }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        return deepest
    }
}
