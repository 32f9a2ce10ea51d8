import NIOCore

/// Buffers in which a loop joins the frames of its sockets: a few that are used again and again.
///
/// An idle socket has none. What a busy moment left over is given back within seconds.
struct BufferPool {
    private static let spareMax = 4096
    private static let capacity = 2048
    /// A buffer that has grown beyond this is not kept.
    private static let capacityMax = 16 * 1024

    private var spare: [ByteBuffer] = []
    /// How many were unused all the time since the last ``shrink()``.
    private var unusedCount = 0

    /// Buffers that wait to be used again.
    var spareCount: Int { spare.count }

    /// An empty buffer.
    mutating func take() -> ByteBuffer {
        guard let buffer = spare.popLast() else { return ByteBufferAllocator().buffer(capacity: Self.capacity) }
        unusedCount = min(unusedCount, spare.count)
        return buffer
    }

    /// Takes a buffer back; without effect if somebody else still holds its memory.
    mutating func give(_ buffer: consuming ByteBuffer) {
        guard spare.count < Self.spareMax, Self.capacity...Self.capacityMax ~= buffer.capacity,
            buffer.modifyIfUniquelyOwned({ $0.clear() }) != nil
        else { return }
        spare.append(buffer)
    }

    /// Gives back half of what was not needed lately; called at each tick.
    mutating func shrink() {
        spare.removeFirst((unusedCount + 1) / 2)
        unusedCount = spare.count
    }
}
