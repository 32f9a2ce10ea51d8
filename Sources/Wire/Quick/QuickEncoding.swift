import NIOCore

/// Binary frames of the three messages that a busy hub sends most: done, signal, and chat.
///
/// The general encoder visits every field twice through protocols, and costs more than the rest of the way through the
/// hub. These are the same bytes, written straight into the frame: `QuickCodecTests` compares each with the general
/// encoder's. Whatever is not among them is left to that.
enum QuickEncoding {
    /// `nil` for another message.
    static func frame(_ message: ProtoServerMessage) -> Frame? {
        switch message.body {
        case .reply(let reply):
            guard case .done(let done)? = reply.outcome else { return nil }
            return frame(reply.counter, done)
        case .transient(let transient):
            guard case .signal(let signal)? = transient.body else { return nil }
            return frame(signal)
        case .event(let event):
            guard case .chatPosted(let chat)? = event.body else { return nil }
            return frame(event, chat)
        default:
            return nil
        }
    }

    private static func frame(_ counter: UInt64, _ done: ProtoDone) -> Frame {
        let doneLength = Field.length(done.seq)
        let replyLength = Field.length(counter) + Field.length(ofMessage: doneLength)
        return Frame(.binary, length: Field.length(ofMessage: replyLength)) { buffer in
            Field.begin(3, length: replyLength, in: &buffer)  // ServerMessage.reply
            Field.write(1, counter, to: &buffer)
            Field.begin(2, length: doneLength, in: &buffer)  // Reply.done
            Field.write(1, done.seq, to: &buffer)
        }
    }

    private static func frame(_ signal: ProtoSignal) -> Frame {
        let kind = UInt64(signal.kind.rawValue)
        let length =
            Field.length(UInt64(signal.fromSeat)) + Field.length(signal.fromDevice) + Field.length(kind)
            + Field.length(signal.payload)
        let transientLength = Field.length(ofMessage: length)
        return Frame(.binary, length: Field.length(ofMessage: transientLength)) { buffer in
            Field.begin(4, length: transientLength, in: &buffer)  // ServerMessage.transient
            Field.begin(4, length: length, in: &buffer)  // Transient.signal
            Field.write(1, UInt64(signal.fromSeat), to: &buffer)
            Field.write(2, signal.fromDevice, to: &buffer)
            Field.write(3, kind, to: &buffer)
            Field.write(4, signal.payload, to: &buffer)
        }
    }

    private static func frame(_ event: ProtoEvent, _ chat: ProtoChatPosted) -> Frame {
        let time = UInt64(bitPattern: event.timeMs)
        let chatLength =
            Field.length(UInt64(chat.fromSeat)) + Field.length(UInt64(chat.toSeat)) + Field.length(chat.text)
        // The number of Event.chat_posted takes two bytes.
        var length =
            Field.length(event.seq) + Field.length(event.prev) + Field.length(time)
            + Field.length(ofMessage: chatLength) + 1
        let command = event.hasCommand ? event.command : nil
        let commandLength = command.map { Field.length($0.clientInstance) + Field.length($0.counter) } ?? 0
        if command != nil { length += Field.length(ofMessage: commandLength) }
        return Frame(.binary, length: Field.length(ofMessage: length)) { buffer in
            Field.begin(2, length: length, in: &buffer)  // ServerMessage.event
            Field.write(1, event.seq, to: &buffer)
            Field.write(2, event.prev, to: &buffer)
            Field.write(3, time, to: &buffer)
            if let command {
                Field.begin(4, length: commandLength, in: &buffer)  // Event.command
                Field.write(1, command.clientInstance, to: &buffer)
                Field.write(2, command.counter, to: &buffer)
            }
            Field.begin(16, length: chatLength, in: &buffer)  // Event.chat_posted
            Field.write(1, UInt64(chat.fromSeat), to: &buffer)
            Field.write(2, UInt64(chat.toSeat), to: &buffer)
            Field.write(3, chat.text, to: &buffer)
        }
    }
}

/// Fields of Protocol Buffers as proto3 writes them: what has its default value is left out.
private enum Field {
    /// Bytes of a number with a tag of one byte.
    static func length(_ value: UInt64) -> Int { value == 0 ? 0 : 1 + varintLength(value) }

    /// Bytes of a text with a tag of one byte.
    static func length(_ text: String) -> Int { text.isEmpty ? 0 : length(ofMessage: text.utf8.count) }

    /// Bytes of a message, or anything else that names its length, with a tag of one byte.
    static func length(ofMessage length: Int) -> Int { 1 + varintLength(UInt64(length)) + length }

    private static func varintLength(_ value: UInt64) -> Int { max(1, (70 - value.leadingZeroBitCount) / 7) }

    static func write(_ number: UInt64, _ value: UInt64, to buffer: inout ByteBuffer) {
        guard value != 0 else { return }
        writeVarint(number << 3, to: &buffer)
        writeVarint(value, to: &buffer)
    }

    static func write(_ number: UInt64, _ text: String, to buffer: inout ByteBuffer) {
        guard !text.isEmpty else { return }
        begin(number, length: text.utf8.count, in: &buffer)
        buffer.writeString(text)
    }

    /// The tag and length of what follows.
    static func begin(_ number: UInt64, length: Int, in buffer: inout ByteBuffer) {
        writeVarint(number << 3 | 2, to: &buffer)
        writeVarint(UInt64(length), to: &buffer)
    }

    private static func writeVarint(_ value: UInt64, to buffer: inout ByteBuffer) {
        var rest = value
        while rest > 0x7F {
            buffer.writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.writeInteger(UInt8(rest))
    }
}
