/// The opcodes of RFC 6455 section 5.2.
package enum FrameOpcode: UInt8, Sendable {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    /// Close, ping and pong: short, whole, and allowed between the fragments of a message.
    package var isControl: Bool { rawValue & 0x8 != 0 }
}

/// The longest payload of a control frame (RFC 6455 section 5.5).
package let controlPayloadMax = 125
