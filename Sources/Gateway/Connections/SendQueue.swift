import NIOCore

/// What is to be written to one socket in this turn of its loop, and how much of earlier turns is still unwritten.
///
/// A single frame is held by reference, so an event that goes to many sockets is copied for none of them; from the second
/// frame on they are joined in one buffer. Between turns it holds no memory.
struct SendQueue {
    private let bytesMax: Int
    private var pending = ByteBuffer()
    /// At least as many bytes as the channel has not written yet.
    private var unwrittenBound = 0

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    /// Whether `count` more bytes stay within the limit.
    ///
    /// `unwritten` tells exactly what the channel has not written yet; it is asked only when the estimate says no,
    /// about once per `bytesMax` bytes. What nothing waits before is always let in.
    mutating func hasRoom(for count: Int, unwritten: () -> Int) -> Bool {
        let total = pending.readableBytes + count
        guard total + unwrittenBound > bytesMax else { return true }
        unwrittenBound = unwritten()
        return total + unwrittenBound <= bytesMax || total + unwrittenBound == count
    }

    mutating func append(_ bytes: ByteBuffer) {
        if pending.readableBytes == 0 {
            pending = bytes
        } else {
            pending.writeImmutableBuffer(bytes)
        }
    }

    /// What was to be written, for the channel; `nil` if nothing.
    mutating func take() -> ByteBuffer? {
        guard pending.readableBytes > 0 else { return nil }
        unwrittenBound += pending.readableBytes
        defer { pending = ByteBuffer() }
        return pending
    }

    /// Forgets what was to be written.
    mutating func drop() { pending = ByteBuffer() }
}
