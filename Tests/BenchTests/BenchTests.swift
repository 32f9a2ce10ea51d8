import BenchBodies
import Testing

/// What is counted has to be what it says: each body is run a few times, and its results are looked at.
@Suite struct BenchTests {
    /// Messages that one operation reads, writes or delivers, by the name of the bench.
    private static let messages = [
        "codec.frame-decode-64": 1,
        "codec.frame-decode-1024": 1,
        "codec.chat-decode": 1,
        "codec.chat-decode-json": 1,
        "codec.live-decode": 1,
        "codec.typing-decode": 1,
        "codec.live-encode": 1,
        "codec.event-encode": 1,
        "codec.event-encode-json": 1,
        "codec.done-encode": 1,
        "machine.chat": 1,
        "machine.replay": 1,
        "machine.snapshot": 1,
        "machine.restore": 1,
        "fan-out.same-loop-4": 4,
        "fan-out.same-loop-100": 100,
        "fan-out.other-loop-4": 4,
        "fan-out.other-loop-100": 100,
        // To three others, and the reply.
        "actor.live-4": 4,
        // The event to all four, and the reply.
        "actor.chat-4": 5,
        "actor.live-100": 100,
        "actor.chat-100": 101,
        // The welcome; that the person is reconnecting, and is back, to three others.
        "actor.rejoin-4": 7,
    ]

    @Test(arguments: Bench.all.map(\.name))
    func everyOperationDoesItsWork(name: String) throws {
        let bench = try #require(Bench.named(name))
        let perOperation = try #require(Self.messages[name])
        let run = try bench.prepare()
        for count in [1, 3, 300] {
            let tally = try run(count)
            #expect(tally.messages == count * perOperation)
            #expect(tally.failures == 0)
        }
    }

    @Test func noBenchIsMissingAndNoNameIsTakenTwice() {
        #expect(Bench.all.map(\.name).sorted() == Self.messages.keys.sorted())
    }

    @Test func benchesAreBuiltAfresh() throws {
        for bench in Bench.all {
            let first = try bench.prepare()(2)
            let second = try bench.prepare()(2)
            #expect(first == second)
        }
    }
}
