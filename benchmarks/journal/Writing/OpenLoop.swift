import Core
import Foundation
import Gateway
import Persistence
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Gives the journal single messages at a fixed mean rate, whether it keeps up or not, and times each acknowledgement.
///
/// The gaps are drawn from the exponential distribution, as the messages of many independent people come. The clock of a
/// message starts when it is given to the journal; how late that was against the plan is measured too, because a sender
/// that is held up would hide what it could not send.
final class OpenLoop: Sendable {
    struct Result: Sendable {
        var acknowledged = Samples()
        var lateness = Samples()
        var refusal: AppendOutcome?
    }

    private let journal: HubJournal
    private let batches: [JournalBatch]
    /// When each message is due, from the start.
    private let plan: [Duration]
    private let result = Mutex(Result())

    private init(_ journal: HubJournal, _ batches: [JournalBatch], rate: Double, seed: UInt64) {
        self.journal = journal
        self.batches = batches
        var random = SeededGenerator(seed: seed)
        var due = 0.0
        plan = batches.map { _ in
            due -= log(Double.random(in: Double.leastNonzeroMagnitude...1, using: &random)) / rate
            return .seconds(due)
        }
    }

    static func run(_ journal: HubJournal, _ batches: [JournalBatch], rate: Double, seed: UInt64) async throws -> Result
    {
        let loop = OpenLoop(journal, batches, rate: rate, seed: seed)
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let sender = Thread { loop.send { continuation.resume() } }
            sender.name = "sender"
            sender.start()
        }
        let result = loop.result.withLock { $0 }
        if let refusal = result.refusal { throw HubJournal.Refused(outcome: refusal) }
        return result
    }

    private func send(_ completion: @escaping @Sendable () -> Void) {
        let start = ContinuousClock.now
        for (batch, due) in zip(batches, plan) {
            var passed = start.duration(to: .now)
            while passed < due {
                usleep(due - passed)
                passed = start.duration(to: .now)
            }
            let lateness = passed - due
            let sent = ContinuousClock.now
            journal.store.journal.append(batch, on: journal.loop) { [self] outcome in
                let count = result.withLock { result in
                    result.acknowledged.add(sent.duration(to: .now))
                    result.lateness.add(lateness)
                    if case .accepted = outcome {} else { result.refusal = result.refusal ?? outcome }
                    return result.acknowledged.count
                }
                if count == batches.count { completion() }
            }
        }
    }

    private func usleep(_ duration: Duration) {
        var time = timespec(tv_sec: 0, tv_nsec: Int(duration / .nanoseconds(1)))
        nanosleep(&time, nil)
    }
}
