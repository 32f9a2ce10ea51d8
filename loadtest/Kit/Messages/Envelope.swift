package import NIOCore

/// What a message of the harness says about itself, at the start of its text.
///
/// Fixed width in lower-case hexadecimal digits, so that it is written and read without allocating: `L`, run, visit,
/// sender, lane, audience, number, time. Whoever receives it can tell from it alone whether they may.
package struct Envelope: Hashable, Sendable {
    /// Bytes of every envelope; a message has at least as many.
    package static let byteCount = 58
    /// The ``audience`` of what is for the whole room.
    package static let everyone: UInt32 = .max
    private static let magic = UInt8(ascii: "L")

    /// Which run of the harness, so that an older one at the same hub is not mistaken for this one.
    package var run: UInt32
    /// Which visit of the run.
    package var visit: UInt32
    /// The sender's place in the visit.
    package var sender: UInt32
    package var lane: Lane
    /// The recipient: a slot of the visit for ``Lane/privateChat``, a place for ``Lane/directSignal``, else everyone.
    package var audience: UInt32
    /// Counts within (sender, lane, audience), from 1.
    package var number: UInt32
    /// When it was due to be sent: nanoseconds of the machine's uptime.
    package var time: UInt64

    package init(
        run: UInt32,
        visit: UInt32,
        sender: UInt32,
        lane: Lane,
        audience: UInt32,
        number: UInt32,
        time: UInt64
    ) {
        self.run = run
        self.visit = visit
        self.sender = sender
        self.lane = lane
        self.audience = audience
        self.number = number
        self.time = time
    }

    /// Reads the start of a text; nothing if no envelope stands there.
    package init?(_ text: UnsafeRawBufferPointer) {
        guard text.count >= Self.byteCount, text[0] == Self.magic, let lane = Lane(rawValue: text[25]) else {
            return nil
        }
        var valid = true
        func digits(_ range: Range<Int>) -> UInt64 {
            var value: UInt64 = 0
            for index in range {
                let digit = Self.value(of: text[index])
                valid = valid && digit < 16
                value = value << 4 | UInt64(digit & 15)
            }
            return value
        }
        run = UInt32(truncatingIfNeeded: digits(1..<9))
        visit = UInt32(truncatingIfNeeded: digits(9..<17))
        sender = UInt32(truncatingIfNeeded: digits(17..<25))
        self.lane = lane
        audience = UInt32(truncatingIfNeeded: digits(26..<34))
        number = UInt32(truncatingIfNeeded: digits(34..<42))
        time = digits(42..<58)
        guard valid else { return nil }
    }

    /// Reads the start of a text; nothing if no envelope stands there.
    package init?(text: String) {
        var text = text
        let read = text.withUTF8 { Envelope(UnsafeRawBufferPointer($0)) }
        guard let read else { return nil }
        self = read
    }

    package func write(to buffer: inout ByteBuffer) {
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.byteCount) { bytes in
            bytes[0] = Self.magic
            Self.put(UInt64(run), digits: 8, in: bytes, at: 1)
            Self.put(UInt64(visit), digits: 8, in: bytes, at: 9)
            Self.put(UInt64(sender), digits: 8, in: bytes, at: 17)
            bytes[25] = lane.rawValue
            Self.put(UInt64(audience), digits: 8, in: bytes, at: 26)
            Self.put(UInt64(number), digits: 8, in: bytes, at: 34)
            Self.put(time, digits: 16, in: bytes, at: 42)
            return Self.byteCount
        }
    }

    private static func put(_ value: UInt64, digits: Int, in bytes: UnsafeMutableRawBufferPointer, at start: Int) {
        for index in 0..<digits {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(4 * (digits - 1 - index))) & 15
            bytes[start + index] = digit < 10 ? 0x30 + digit : 0x57 + digit
        }
    }

    /// 16 and more for what is no digit.
    private static func value(of byte: UInt8) -> UInt8 {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x57
        default: 16
        }
    }
}

extension Envelope {
    /// Which message it is, whenever it was due.
    package var key: MessageKey {
        MessageKey(sender: sender, lane: lane, audience: audience, number: number)
    }
}

/// A message within its visit.
package struct MessageKey: Hashable, Sendable, CustomStringConvertible {
    package var sender: UInt32
    package var lane: Lane
    package var audience: UInt32
    package var number: UInt32

    package init(sender: UInt32, lane: Lane, audience: UInt32, number: UInt32) {
        self.sender = sender
        self.lane = lane
        self.audience = audience
        self.number = number
    }

    package var description: String {
        let recipient = audience == Envelope.everyone ? "" : " to \(audience)"
        return "\(lane.name) \(number) of \(sender)\(recipient)"
    }
}
