package import Wire

/// The promise that was broken.
package enum SequenceFault: Error, Hashable, Sendable {
    /// The hub counts on the client having `needs`, but it has only `has`.
    case gap(has: UInt64, needs: UInt64)
    /// An event came a second time.
    case double(seq: UInt64)
    /// A snapshot of the same history is older than what was seen already.
    case wentBack(has: UInt64, to: UInt64)
    /// A message that makes no sense here: an event before `Welcome`, a replay that nobody asked for.
    case unexpected
}

/// Proves that a client missed nothing, from the numbers alone: each event names the one before it.
///
/// It lives as long as the client, over all its connections, and holds the resume point.
package struct SequenceCheck: Hashable, Sendable {
    /// What was counted so far.
    package struct Tally: Hashable, Sendable {
        /// Events accepted, replayed ones included.
        package var events = 0
        package var replayed = 0
        /// Every fault that is no double.
        package var gaps = 0
        package var doubles = 0
    }

    /// An accepted event.
    package struct Arrival: Hashable, Sendable {
        /// Whether the event was missed while the client was away.
        package let isReplay: Bool
        /// With the last of them: how many they were.
        package let replayed: Int?
    }

    private struct Replay: Hashable, Sendable {
        let until: UInt64
        var count = 0
    }

    package private(set) var tally = Tally()
    /// Empty before the first `Welcome`.
    package private(set) var historyID = ""
    /// The last seq that was seen.
    package private(set) var last: UInt64 = 0
    /// Between `Welcome` and the end of the connection.
    private var isWelcomed = false
    private var replay: Replay?

    package init() {}

    /// What goes into the next `Hello`.
    package var resumePoint: ProtoResumePoint? {
        guard !historyID.isEmpty else { return nil }
        var point = ProtoResumePoint()
        point.historyID = historyID
        point.seq = last
        return point
    }

    /// Returns 0 when the client comes back and missed nothing, and nothing when a snapshot or a replay follows.
    package mutating func welcome(_ welcome: ProtoWelcome) throws(SequenceFault) -> Int? {
        guard !isWelcomed else { throw failed(.unexpected) }
        switch welcome.recovery {
        case .snapshot:
            guard welcome.hasSnapshot, !welcome.historyID.isEmpty else { throw failed(.unexpected) }
            if welcome.historyID != historyID {
                historyID = welcome.historyID
                last = 0
            }
            isWelcomed = true
            try snapshot(seq: welcome.snapshot.seq)
            return nil
        case .replay:
            guard !historyID.isEmpty, welcome.historyID == historyID, welcome.replayUntil >= last else {
                throw failed(.unexpected)
            }
            isWelcomed = true
            guard welcome.replayUntil > last else { return 0 }
            replay = Replay(until: welcome.replayUntil)
            return nil
        case .unspecified, .UNRECOGNIZED:
            throw failed(.unexpected)
        }
    }

    package mutating func event(seq: UInt64, prev: UInt64) throws(SequenceFault) -> Arrival {
        guard isWelcomed else { throw failed(.unexpected) }
        guard seq > last else {
            tally.doubles += 1
            throw .double(seq: seq)
        }
        guard prev == last else { throw failed(.gap(has: last, needs: prev)) }
        if let replay, seq > replay.until { throw failed(.gap(has: last, needs: replay.until)) }
        last = seq
        tally.events += 1
        guard var replay else { return Arrival(isReplay: false, replayed: nil) }
        replay.count += 1
        tally.replayed += 1
        let isComplete = seq == replay.until
        self.replay = isComplete ? nil : replay
        return Arrival(isReplay: true, replayed: isComplete ? replay.count : nil)
    }

    /// A snapshot replaces all that was known, and ends a replay.
    package mutating func snapshot(seq: UInt64) throws(SequenceFault) {
        guard isWelcomed else { throw failed(.unexpected) }
        guard seq >= last else { throw failed(.wentBack(has: last, to: seq)) }
        last = seq
        replay = nil
    }

    /// The hub says what it has sent last, in a ping, or in a reply that names the event before it.
    package mutating func mustHave(_ seq: UInt64) throws(SequenceFault) {
        guard seq <= last else { throw failed(.gap(has: last, needs: seq)) }
    }

    /// The connection is gone; a replay that was under way starts anew from the last event seen.
    package mutating func disconnected() {
        isWelcomed = false
        replay = nil
    }

    private mutating func failed(_ fault: SequenceFault) -> SequenceFault {
        tally.gaps += 1
        return fault
    }
}
