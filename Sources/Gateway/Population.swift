import Synchronization

/// How many sockets there are on all loops, and whether new ones may come.
final class Population: Sendable {
    private let sockets = Atomic<Int>(0)
    private let draining = Atomic<Bool>(false)
    private let loopsToDrain: Atomic<Int>
    private let drained: AsyncStream<Never>.Continuation
    /// Ends when every loop has drained.
    let untilDrained: AsyncStream<Never>

    init(loopCount: Int) {
        loopsToDrain = Atomic(loopCount)
        (untilDrained, drained) = AsyncStream.makeStream()
    }

    var count: Int { sockets.load(ordering: .relaxed) }

    var isDraining: Bool { draining.load(ordering: .acquiring) }

    func enter() { sockets.add(1, ordering: .relaxed) }

    func leave() { sockets.subtract(1, ordering: .relaxed) }

    func startDraining() { draining.store(true, ordering: .releasing) }

    /// Each loop says it once: it drains, and has no sockets left.
    func loopHasDrained() {
        if loopsToDrain.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { drained.finish() }
    }
}
