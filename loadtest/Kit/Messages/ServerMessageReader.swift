package import NIOCore
import SwiftProtobuf
import Wire

/// Reads what comes from the hub.
///
/// Chat, notes, signals and replies, which are nearly all, are read where they lie; everything else is decoded with the
/// generated messages.
package enum ServerMessageReader {
    /// Throws what the full decoder throws for bytes that are no `ServerMessage`.
    package static func read(_ payload: ByteBuffer) throws -> Received {
        if let received = payload.withUnsafeReadableBytes(light) { return received }
        return try full(payload)
    }

    /// The same message, by the generated code alone.
    package static func full(_ payload: ByteBuffer) throws -> Received {
        let message = try MessageFormat.binary.decode(ProtoServerMessage.self, payload)
        switch message.body {
        case .welcome(let welcome): return .welcome(welcome)
        case .event(let event): return received(event)
        case .reply(let reply): return received(reply)
        case .transient(let transient):
            guard case .signal(let signal) = transient.body else { return .transient(transient) }
            return .signal(from: signal.fromSeat, Envelope(text: signal.payload))
        case .snapshot(let snapshot): return .snapshot(snapshot)
        case .ping(let ping): return .ping(ping)
        case .closing(let closing): return .closing(closing)
        case nil: return .unknown
        }
    }

    private static func received(_ event: ProtoEvent) -> Received {
        let head = EventHead(seq: event.seq, prev: event.prev)
        switch event.body {
        case .chatPosted(let chat):
            return .chat(head, from: chat.fromSeat, to: chat.toSeat, Envelope(text: chat.text))
        case .noteWritten(let note):
            return .note(head, by: note.bySeat, Envelope(text: note.text))
        default:
            return .event(head, event)
        }
    }

    private static func received(_ reply: ProtoReply) -> Received {
        switch reply.outcome {
        case .done(let done): .done(counter: reply.counter, seq: done.seq)
        case .error(let error): .refused(counter: reply.counter, error)
        case nil: .unknown
        }
    }
}

extension ServerMessageReader {
    /// A message of one field, which is what the hub sends; nothing for what is read in full.
    private static func light(_ bytes: UnsafeRawBufferPointer) -> Received? {
        var reader = FieldReader(bytes)
        guard case (let field, .bytes(let body))? = reader.next(), reader.next() == nil, !reader.isBroken else {
            return nil
        }
        return switch field {
        case 2: event(body)
        case 3: reply(body)
        case 4: transient(body)
        default: nil
        }
    }

    private static func event(_ bytes: UnsafeRawBufferPointer) -> Received? {
        var head = EventHead(seq: 0, prev: 0)
        var body: (field: UInt64, bytes: UnsafeRawBufferPointer)?
        var reader = FieldReader(bytes)
        while let (field, value) = reader.next() {
            switch (field, value) {
            case (1, .number(let seq)): head.seq = seq
            case (2, .number(let prev)): head.prev = prev
            case (8..., .bytes(let bytes)): body = (field, bytes)
            default: break
            }
        }
        guard !reader.isBroken, let body else { return nil }
        return switch body.field {
        case 16: chat(head, body.bytes)
        case 19: note(head, body.bytes)
        default: nil
        }
    }

    private static func chat(_ head: EventHead, _ bytes: UnsafeRawBufferPointer) -> Received? {
        var (from, to): (UInt32, UInt32) = (0, 0)
        var envelope: Envelope?
        var reader = FieldReader(bytes)
        while let (field, value) = reader.next() {
            switch (field, value) {
            case (1, .number(let seat)): from = UInt32(truncatingIfNeeded: seat)
            case (2, .number(let seat)): to = UInt32(truncatingIfNeeded: seat)
            case (3, .bytes(let text)): envelope = Envelope(text)
            default: break
            }
        }
        return reader.isBroken ? nil : .chat(head, from: from, to: to, envelope)
    }

    private static func note(_ head: EventHead, _ bytes: UnsafeRawBufferPointer) -> Received? {
        var by: UInt32 = 0
        var envelope: Envelope?
        var reader = FieldReader(bytes)
        while let (field, value) = reader.next() {
            switch (field, value) {
            case (1, .number(let seat)): by = UInt32(truncatingIfNeeded: seat)
            case (2, .bytes(let text)): envelope = Envelope(text)
            default: break
            }
        }
        return reader.isBroken ? nil : .note(head, by: by, envelope)
    }

    private static func transient(_ bytes: UnsafeRawBufferPointer) -> Received? {
        var outer = FieldReader(bytes)
        guard case (4, .bytes(let signal))? = outer.next(), outer.next() == nil, !outer.isBroken else { return nil }
        var from: UInt32 = 0
        var envelope: Envelope?
        var reader = FieldReader(signal)
        while let (field, value) = reader.next() {
            switch (field, value) {
            case (1, .number(let seat)): from = UInt32(truncatingIfNeeded: seat)
            case (4, .bytes(let payload)): envelope = Envelope(payload)
            default: break
            }
        }
        return reader.isBroken ? nil : .signal(from: from, envelope)
    }

    private static func reply(_ bytes: UnsafeRawBufferPointer) -> Received? {
        var counter: UInt64 = 0
        var done: UInt64?
        var reader = FieldReader(bytes)
        while let (field, value) = reader.next() {
            switch (field, value) {
            case (1, .number(let number)): counter = number
            case (2, .bytes(let outcome)): done = seq(outcome)
            default: return nil
            }
        }
        guard !reader.isBroken, let done else { return nil }
        return .done(counter: counter, seq: done)
    }

    private static func seq(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        var seq: UInt64 = 0
        var reader = FieldReader(bytes)
        while let (field, value) = reader.next() {
            if case (1, .number(let number)) = (field, value) { seq = number }
        }
        return reader.isBroken ? nil : seq
    }
}
