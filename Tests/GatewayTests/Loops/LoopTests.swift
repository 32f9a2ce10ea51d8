import Core
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Gateway

struct LoopTests {
    /// Pinned to a loop; enters itself from a closure on the same loop.
    private actor Counter {
        nonisolated let loop: NIOLoop
        private var count = 0

        init(loop: NIOLoop) { self.loop = loop }

        nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

        func increment() -> Int {
            count += 1
            return count
        }
    }

    private let group = MultiThreadedEventLoopGroup.singleton

    @Test func thereIsOneLoopForEachEventLoop() throws {
        let loops = LoopGroup(group)
        for (index, loop) in loops.loops.enumerated() {
            #expect(loops.index(of: loop.eventLoop) == index)
        }
        let stranger = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        #expect(loops.index(of: stranger.next()) == nil)
        stranger.shutdownGracefully { _ in }
    }

    @Test func entersAnActorFromItsOwnLoop() async {
        let counter = Counter(loop: LoopGroup(group).loops[0])
        #expect(!counter.loop.isCurrent)
        let fromLoop = await withCheckedContinuation { continuation in
            counter.loop.run {
                continuation.resume(returning: counter.loop.isCurrent ? counter.assumeIsolated { $0.increment() } : 0)
            }
        }
        #expect(fromLoop == 1)
        #expect(await counter.increment() == 2)
    }

    @Test func jobsOfOneThreadKeepTheirOrder() async {
        let loop = LoopGroup(group).loops[0]
        let seen = Mutex<[Int]>([])
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            loop.run {
                for number in 0..<1000 { loop.run { seen.withLock { $0.append(number) } } }
                loop.run { continuation.resume() }
            }
        }
        #expect(seen.withLock { $0 } == Array(0..<1000))
    }
}
