import DequeModule

/// Holds back everything that would let out what is not on disk yet.
///
/// An entity's state runs ahead of its journal: commands are judged on events that are still under way. So whatever it
/// tells anybody (events, replies, refusals, snapshots, transients) is given to the gate with the state's `seq` at that
/// moment, and comes out, in order, once the journal has confirmed that `seq`.
package struct DurabilityGate<Effect> {
    /// Everything up to here is on disk.
    package private(set) var durableSeq: UInt64
    /// Everything up to here was handed to the journal.
    package private(set) var writtenSeq: UInt64
    private var held = Deque<(after: UInt64, effect: Effect)>()
    private var batches = Deque<UInt64>()

    /// A gate for an entity whose journal ends at `seq`.
    package init(seq: UInt64) {
        durableSeq = seq
        writtenSeq = seq
    }

    /// Events that the journal has not answered for.
    package var undurableCount: Int { Int(writtenSeq - durableSeq) }

    /// Batches that the journal has not answered for.
    package var outstandingBatches: Int { batches.count }

    /// Effects that wait.
    package var heldCount: Int { held.count }

    /// A batch of events was handed to the journal; its last event has this number.
    package mutating func wrote(through seq: UInt64) {
        precondition(seq > writtenSeq, "every batch has events")
        writtenSeq = seq
        batches.append(seq)
    }

    /// Whether an effect that rests on the state as it is now may go out at once.
    package var isOpen: Bool { held.isEmpty && writtenSeq == durableSeq }

    /// Takes an effect that rests on the state as it is now.
    ///
    /// Returns it if it may go out at once.
    package mutating func pass(_ effect: Effect) -> Effect? {
        if isOpen { return effect }
        held.append((writtenSeq, effect))
        return nil
    }

    /// The journal has stored the oldest outstanding batch.
    ///
    /// Returns the number of its last event.
    @discardableResult
    package mutating func confirm() -> UInt64 {
        guard let seq = batches.popFirst() else {
            preconditionFailure("the journal answers each batch once")
        }
        durableSeq = seq
        return seq
    }

    /// The next effect that may go out now.
    package mutating func release() -> Effect? {
        guard let first = held.first, first.after <= durableSeq else { return nil }
        held.removeFirst()
        return first.effect
    }

    /// The journal answered for the oldest outstanding batch after the entity gave up.
    package mutating func discardAnswer() {
        guard batches.popFirst() != nil else {
            preconditionFailure("the journal answers each batch once")
        }
    }

    /// Gives up on all that is not on disk.
    ///
    /// Returns what was held, in order, so that its receivers can be told.
    package mutating func void() -> [Effect] {
        defer { held.removeAll() }
        return held.map(\.effect)
    }
}
