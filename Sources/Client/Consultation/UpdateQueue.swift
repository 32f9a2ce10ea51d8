/// Hands elements from one task to another, in order, at most `limit` ahead: whoever adds waits until there is room.
package actor UpdateQueue<Element: Sendable> {
    private let limit: Int
    private var elements: [Element] = []
    private var isFinished = false
    private var reader: (number: UInt64, continuation: CheckedContinuation<Void, Never>)?
    private var lastReader: UInt64 = 0
    private var writers: [CheckedContinuation<Void, Never>] = []

    package init(limit: Int) {
        precondition(limit > 0, "a queue without room never moves")
        self.limit = limit
    }

    /// Waits for room.
    ///
    /// After ``finish()`` the element is dropped.
    package func add(_ element: Element) async {
        while mustWait {
            await withCheckedContinuation { continuation in
                // Looked at once more: between the look before and this there may have been a switch to another task.
                if mustWait { writers.append(continuation) } else { continuation.resume() }
            }
        }
        guard !isFinished else { return }
        elements.append(element)
        wakeReader()
    }

    private var mustWait: Bool { elements.count >= limit && !isFinished }

    /// What was added before is still handed out.
    package func finish() {
        isFinished = true
        wakeReader()
        wakeWriters()
    }

    /// The next element; nothing when the queue is finished and empty, or the task was cancelled.
    ///
    /// One task reads at a time: a second one makes the first return with nothing.
    package func next() async -> Element? {
        lastReader += 1
        let number = lastReader
        wakeReader()
        while mustWait(number) {
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    if mustWait(number) { reader = (number, continuation) } else { continuation.resume() }
                }
            } onCancel: {
                Task { await self.cancel(number) }
            }
        }
        guard number == lastReader, !elements.isEmpty, !Task.isCancelled else { return nil }
        wakeWriters()
        return elements.removeFirst()
    }

    private func mustWait(_ number: UInt64) -> Bool {
        elements.isEmpty && !isFinished && number == lastReader && !Task.isCancelled
    }

    private func cancel(_ number: UInt64) {
        if reader?.number == number { wakeReader() }
    }

    private func wakeReader() {
        reader?.continuation.resume()
        reader = nil
    }

    private func wakeWriters() {
        for writer in writers { writer.resume() }
        writers.removeAll()
    }
}

/// The elements of an ``UpdateQueue`` as a sequence.
///
/// It may be iterated again; it goes on where the last reader stopped.
package struct Updates<Element: Sendable>: AsyncSequence, Sendable {
    let queue: UpdateQueue<Element>

    package struct AsyncIterator: AsyncIteratorProtocol {
        let queue: UpdateQueue<Element>

        package mutating func next() async -> Element? { await queue.next() }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(queue: queue) }

    /// The next element, without a loop.
    package func next() async -> Element? { await queue.next() }
}
