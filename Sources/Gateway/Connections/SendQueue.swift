import NIOCore
import OrderedCollections
import Wire

/// What is to be written to one socket in this turn of its loop, and how much of earlier turns is still unwritten.
///
/// Frames are joined in a buffer of the loop's pool: most are short, and to copy them costs less than to share them. A long
/// one that is alone is held by reference. Between turns it holds no memory, but for a client that reads slowly: for it the
/// newest transient message of each key is held back.
struct SendQueue {
    /// A frame from this length on is not copied if it is alone.
    private static let sharedBytesMin = 4096

    private let bytesMax: Int
    private var pending = ByteBuffer()
    /// At least as many bytes as the channel has not written yet.
    private var unwrittenBound = 0
    /// `nil` unless something is held back.
    private var held: Held?

    private struct Held {
        var frames: OrderedDictionary<TransientKey, ByteBuffer> = [:]
        var byteCount = 0
    }

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    /// Whether `count` more bytes stay within the limit.
    ///
    /// `unwritten` tells exactly what the channel has not written yet; it is asked only when the estimate says no,
    /// about once per `bytesMax` bytes. What nothing waits before is always let in.
    mutating func hasRoom(for count: Int, unwritten: () -> Int) -> Bool {
        let total = pending.readableBytes + (held?.byteCount ?? 0) + count
        guard total + unwrittenBound > bytesMax else { return true }
        unwrittenBound = unwritten()
        return total + unwrittenBound <= bytesMax || total + unwrittenBound == count
    }

    mutating func append(_ bytes: ByteBuffer, _ pool: inout BufferPool) {
        if pending.readableBytes == 0, bytes.readableBytes >= Self.sharedBytesMin {
            pending = bytes
        } else {
            write(&pool) { $0.writeImmutableBuffer(bytes) }
        }
    }

    /// Appends what `write` writes.
    mutating func write(_ pool: inout BufferPool, _ write: (inout ByteBuffer) -> Void) {
        if pending.readableBytes == 0 { pending = pool.take() }
        write(&pending)
    }

    enum Holding {
        case held
        /// In place of an older one with the same key.
        case replaced
        /// There was no room.
        case full
    }

    /// Holds a transient frame back.
    mutating func hold(_ bytes: ByteBuffer, _ key: TransientKey, unwritten: () -> Int) -> Holding {
        let older = held?.frames[key]?.readableBytes ?? 0
        guard hasRoom(for: bytes.readableBytes - older, unwritten: unwritten) else { return .full }
        if held == nil { held = Held() }
        held?.frames[key] = bytes
        held?.byteCount += bytes.readableBytes - older
        return older > 0 ? .replaced : .held
    }

    /// Queues what was held back, in the order in which the keys came; whether there was anything.
    mutating func release(_ pool: inout BufferPool) -> Bool {
        guard let held else { return false }
        self.held = nil
        for bytes in held.frames.values { append(bytes, &pool) }
        return !held.frames.isEmpty
    }

    /// What was to be written, for the channel; `nil` if nothing.
    mutating func take() -> ByteBuffer? {
        guard pending.readableBytes > 0 else { return nil }
        unwrittenBound += pending.readableBytes
        defer { pending = ByteBuffer() }
        return pending
    }

    /// Forgets what was held back.
    mutating func dropHeld() { held = nil }

    /// Forgets what was to be written.
    mutating func drop() {
        pending = ByteBuffer()
        held = nil
    }
}
