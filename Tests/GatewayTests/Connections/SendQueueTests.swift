import NIOCore
import Testing

@testable import Gateway

struct SendQueueTests {
    private func bytes(_ count: Int) -> ByteBuffer { ByteBuffer(repeating: 7, count: count) }

    @Test func joinsWhatOneTurnBrings() {
        var pool = BufferPool()
        var queue = SendQueue(bytesMax: 100)
        #expect(queue.take() == nil)
        queue.append(bytes(3), &pool)
        queue.append(bytes(4), &pool)
        #expect(queue.take()?.readableBytes == 7)
        #expect(queue.take() == nil)
    }

    @Test func leavesTheSharedFrameAsItIs() {
        let shared = bytes(3)
        var pool = BufferPool()
        var queue = SendQueue(bytesMax: 100)
        queue.append(shared, &pool)
        queue.append(bytes(2), &pool)
        #expect(shared.readableBytes == 3)
        #expect(queue.take()?.readableBytes == 5)
    }

    @Test func countsWhatTheChannelHasNotWritten() {
        var pool = BufferPool()
        var queue = SendQueue(bytesMax: 10)
        queue.append(bytes(8), &pool)
        _ = queue.take()
        #expect(queue.hasRoom(for: 3, unwritten: { 8 }) == false)
        #expect(queue.hasRoom(for: 2, unwritten: { 8 }) == true)
        #expect(queue.hasRoom(for: 10, unwritten: { 0 }) == true)
    }

    @Test func asksTheChannelOnlyWhenTheEstimateIsFull() {
        var pool = BufferPool()
        var queue = SendQueue(bytesMax: 10)
        var askCount = 0
        for _ in 0..<4 {
            let hasRoom = queue.hasRoom(for: 4) {
                askCount += 1
                return 0
            }
            #expect(hasRoom)
            queue.append(bytes(4), &pool)
            _ = queue.take()
        }
        #expect(askCount == 1)
    }

    @Test func aSingleLongFrameGoesOutWhenNothingWaits() {
        var pool = BufferPool()
        var queue = SendQueue(bytesMax: 10)
        #expect(queue.hasRoom(for: 50, unwritten: { 0 }) == true)
        #expect(queue.hasRoom(for: 50, unwritten: { 1 }) == false)
        queue.append(bytes(1), &pool)
        #expect(queue.hasRoom(for: 50, unwritten: { 0 }) == false)
    }
}
