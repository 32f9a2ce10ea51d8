import Actors
import Core
import Synchronization
import Wire

/// A socket that counts what it is sent, and does nothing else with it.
final class SinkOutlet: Outlet {
    let loop: any Loop
    private let messages = Atomic<Int>(0)
    private let bytes = Atomic<Int>(0)
    private let failures = Atomic<Int>(0)

    init(loop: any Loop) {
        self.loop = loop
    }

    var tally: Tally {
        Tally(
            messages: messages.load(ordering: .relaxed),
            bytes: bytes.load(ordering: .relaxed),
            failures: failures.load(ordering: .relaxed)
        )
    }

    func deliver(_ delivery: Delivery) {
        switch delivery {
        case .journaled(let frame, _), .snapshot(let frame, _), .transient(let frame, _):
            count(frame.byteCount)
        case .done(let message):
            // The socket makes a frame of it: `codec.done-encode`.
            count(MemoryLayout.size(ofValue: message))
        case .refused, .close:
            failures.wrappingAdd(1, ordering: .relaxed)
        }
    }

    private func count(_ byteCount: Int) {
        messages.wrappingAdd(1, ordering: .relaxed)
        bytes.wrappingAdd(byteCount, ordering: .relaxed)
    }
}

extension [SinkOutlet] {
    var tally: Tally {
        reduce(into: Tally()) { sum, sink in
            let tally = sink.tally
            sum.messages += tally.messages
            sum.bytes += tally.bytes
            sum.failures += tally.failures
        }
    }
}
