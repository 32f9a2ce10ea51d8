import Client
import Testing

@Suite(.timeLimit(.minutes(1))) struct UpdateQueueTests {
    @Test func elementsComeInOrder() async {
        let queue = UpdateQueue<Int>(limit: 4)
        for number in 1...3 { await queue.add(number) }
        await queue.finish()
        #expect(await collect(queue) == [1, 2, 3])
    }

    @Test func aWriterWaitsForRoom() async {
        let queue = UpdateQueue<Int>(limit: 2)
        async let writing: Void = { for number in 1...1000 { await queue.add(number) } }()
        for number in 1...1000 { #expect(await queue.next() == number) }
        await writing
    }

    @Test func finishingReleasesAWaitingWriter() async {
        let queue = UpdateQueue<Int>(limit: 1)
        await queue.add(1)
        async let writing: Void = queue.add(2)
        await queue.finish()
        await writing
        #expect(await queue.next() == 1)
    }

    @Test func cancellingEndsTheReadAndNotTheQueue() async {
        let queue = UpdateQueue<Int>(limit: 1)
        let reading = Task { await queue.next() }
        reading.cancel()
        #expect(await reading.value == nil)
        await queue.add(1)
        #expect(await queue.next() == 1)
    }

    private func collect(_ queue: UpdateQueue<Int>) async -> [Int] {
        var elements: [Int] = []
        while let element = await queue.next() { elements.append(element) }
        return elements
    }
}
