import NIOCore
import Testing

@testable import Gateway

struct BufferPoolTests {
    @Test func whatIsGivenBackIsUsedAgainEmpty() {
        var pool = BufferPool()
        pool.give(written(to: pool.take()))
        #expect(pool.spareCount == 1)
        #expect(pool.take().readableBytes == 0)
        #expect(pool.spareCount == 0)
    }

    @Test func memoryThatSomebodyHoldsIsNotUsedAgain() {
        var pool = BufferPool()
        let held = written(to: pool.take())
        pool.give(held)
        #expect(pool.spareCount == 0)
        #expect(held.readableBytes == 1)
    }

    @Test func whatHasGrownIsNotKept() {
        var pool = BufferPool()
        var buffer = pool.take()
        buffer.writeRepeatingByte(7, count: 100_000)
        pool.give(consume buffer)
        #expect(pool.spareCount == 0)
    }

    @Test func whatIsNotNeededIsGivenBackByHalves() {
        var pool = BufferPool()
        fill(&pool, with: 8)
        pool.shrink()
        #expect(pool.spareCount == 8)
        pool.shrink()
        #expect(pool.spareCount == 4)
        fill(&pool, with: 3)
        pool.shrink()
        #expect(pool.spareCount == 3)
        fill(&pool, with: 3)
        pool.shrink()
        #expect(pool.spareCount == 3)
    }

    private func written(to buffer: consuming ByteBuffer) -> ByteBuffer {
        buffer.writeInteger(UInt8(7))
        return buffer
    }

    /// Has `count` buffers used at the same time.
    private func fill(_ pool: inout BufferPool, with count: Int) {
        var buffers = (0..<count).map { _ in pool.take() }
        while let buffer = buffers.popLast() { pool.give(written(to: buffer)) }
    }
}
