/// Wakes one who follows something; rung any number of times before it is heard, it is heard once.
package struct Bell: Sendable {
    let rings: AsyncStream<Void>
    private let rope: AsyncStream<Void>.Continuation

    package init() {
        (rings, rope) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Called on any thread.
    package func ring() {
        rope.yield()
    }
}
