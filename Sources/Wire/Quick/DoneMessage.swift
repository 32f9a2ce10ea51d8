package import NIOCore

/// The reply to a command that was carried out: the message that a busy hub sends most.
package struct DoneMessage: Hashable, Sendable {
    package let counter: UInt64
    /// 0 if nothing had to change.
    package let seq: UInt64

    package init(counter: UInt64, seq: UInt64) {
        self.counter = counter
        self.seq = seq
    }

    package var general: ProtoServerMessage { .done(counter, seq: seq) }

    /// The most bytes of a frame that ``writeFrame(_:to:)`` writes.
    package static let frameBytesMax = 96

    /// Appends the finished frame.
    package func writeFrame(_ format: MessageFormat, to buffer: inout ByteBuffer) {
        switch format {
        case .binary: writeBinary(to: &buffer)
        case .json: buffer.writeImmutableBuffer(format.frame(general).bytes)
        }
    }

    /// The same bytes as the general encoder's: `QuickCodecTests`.
    private func writeBinary(to buffer: inout ByteBuffer) {
        let doneLength = ProtobufField.length(seq)
        let replyLength = ProtobufField.length(counter) + ProtobufField.length(ofMessage: doneLength)
        Frame.append(.binary, length: ProtobufField.length(ofMessage: replyLength), to: &buffer) { writer in
            writer.begin(3, length: replyLength)  // ServerMessage.reply
            writer.write(1, counter)
            writer.begin(2, length: doneLength)  // Reply.done
            writer.write(1, seq)
        }
    }
}
