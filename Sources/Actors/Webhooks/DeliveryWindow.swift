package import Core
import FoundationEssentials

/// Which notices of one webhook are sent when: a plain value.
///
/// It holds what was read ahead and not taken yet. Notices about one visit, or about one booking, go one after the other, in the
/// order of the journal; those about different ones go beside each other. One that is refused holds up its own visit only. While the receiver takes nothing at all, one notice at a time is
/// tried, each time another one, after pauses that grow: a receiver that is down is not hammered, and one that refuses a single
/// notice gets all the others.
package struct DeliveryWindow: Hashable, Sendable {
    /// How much goes on at once.
    package struct Pace: Hashable, Sendable {
        /// Notices that are under way together.
        package var parallelMax = 8
        /// Notices that are known and not taken: beyond it nothing more is read.
        package var openMax = 256
        /// Before a first repeat; it doubles up to ``retryMax``.
        package var retryMin: Duration = .seconds(1)
        package var retryMax: Duration = .seconds(15 * 60)

        package init() {}

        func pause(after setbacks: Int) -> Duration {
            let doublings = min(max(setbacks - 1, 0), 30)
            return min(retryMin * (1 << doublings), retryMax)
        }
    }

    /// A notice that is to be sent now.
    package struct Attempt: Hashable, Sendable {
        package let notice: Notice
        /// Which attempt it is, from 1.
        package let number: Int
        /// How often the receiver had failed when it began.
        fileprivate let round: UInt64
    }

    /// What came of an attempt.
    package enum Verdict: Hashable, Sendable {
        /// It arrived, or is not wanted any more.
        case taken
        case refused
        /// It says nothing about the receiver.
        case brokenOff
    }

    /// What has to be waited for until more can be tried.
    package enum Rest: Hashable, Sendable {
        /// The notice at this position.
        case notice(UInt64)
        /// Everything; the number tells one rest from the next.
        case all(UInt64)
    }

    private enum State: Hashable {
        case ready
        case underWay
        case resting
    }

    private struct Item: Hashable {
        let notice: Notice
        var note: DeliveryNote.Open
        var state = State.ready

        var lane: UUID { notice.subject.uuid }
    }

    private let pace: Pace
    /// In the order of the journal.
    private var items: [Item] = []
    /// Everything up to here was looked at.
    package private(set) var position: UInt64
    private var setbacks: Int
    private var due: Timestamp?
    /// Whether everything rests.
    private var isResting = false
    private var round: UInt64 = 0
    /// The lane that failed last: it alone says nothing about the receiver.
    private var failedLane: UUID?

    /// Goes on where somebody stopped; `open` are those of their notices that are still to be sent.
    package init(_ note: DeliveryNote, open: [Notice], pace: Pace) {
        self.pace = pace
        position = note.position
        setbacks = note.setbacks
        due = note.due
        isResting = note.due != nil
        let known = Dictionary(note.open.map { ($0.position, $0) }) { first, _ in first }
        items = open.map { notice in
            let note = known[notice.position] ?? DeliveryNote.Open(position: notice.position)
            return Item(notice: notice, note: note, state: note.due == nil ? .ready : .resting)
        }
    }

    // MARK: Looking

    /// How many more notices there is room for.
    package var room: Int { max(0, pace.openMax - items.count) }

    /// Everything up to here is done.
    package var done: UInt64 { items.first.map { $0.notice.position - 1 } ?? position }

    package var openCount: Int { items.count }

    package var underWayCount: Int { items.count { $0.state == .underWay } }

    /// Since when what has failed longest is tried in vain; `nil` if everything is taken.
    package var failingSince: Timestamp? { items.compactMap(\.note.failingSince).min() }

    /// Those that were tried in vain, the oldest first, with what is known of them.
    package var failing: [(notice: Notice, note: DeliveryNote.Open)] {
        items.filter { $0.note.attempts > 0 }.map { ($0.notice, $0.note) }
    }

    /// What a successor has to know.
    package var note: DeliveryNote {
        var note = DeliveryNote(position: position)
        (note.setbacks, note.due) = (setbacks, due)
        note.open = items.map(\.note)
        return note
    }

    // MARK: Going on

    /// Takes in what comes next in the journal.
    package mutating func take(_ notices: [Notice], upTo position: UInt64) {
        precondition(position >= self.position, "the journal is read in order")
        items += notices.map { Item(notice: $0, note: DeliveryNote.Open(position: $0.position)) }
        self.position = position
    }

    /// What is to be sent now; it is under way then.
    package mutating func next() -> Attempt? {
        guard !isResting, underWayCount < (setbacks == 0 ? pace.parallelMax : 1) else { return nil }
        guard let index = candidate else { return nil }
        items[index].state = .underWay
        return Attempt(notice: items[index].notice, number: items[index].note.attempts + 1, round: round)
    }

    /// The oldest, or while the receiver fails another one each time: what waits for its repeat is not put off for ever by what is new.
    private var candidate: Int? {
        guard setbacks > 0 else { return heads.first }
        return heads.min { items[$0].note.attempts < items[$1].note.attempts }
    }

    /// The first of each lane, as far as they can be sent, in the order of the journal.
    private var heads: [Int] {
        var lanes: Set<UUID> = []
        return items.indices.filter { lanes.insert(items[$0].lane).inserted && items[$0].state == .ready }
    }

    /// An attempt has ended; returns what has to be waited for, and until when.
    package mutating func end(_ attempt: Attempt, _ verdict: Verdict, at now: Timestamp) -> [(Rest, Duration)] {
        guard let index = items.firstIndex(where: { $0.notice.position == attempt.notice.position }) else { return [] }
        switch verdict {
        case .taken:
            items.remove(at: index)
            (setbacks, due, isResting, failedLane) = (0, nil, false, nil)
            return []
        case .brokenOff: return [rest(index, for: pace.retryMin, at: now)]
        case .refused:
            items[index].note.attempts += 1
            items[index].note.setbacks += 1
            items[index].note.failingSince = items[index].note.failingSince ?? now
            let own = rest(index, for: pace.pause(after: items[index].note.setbacks), at: now)
            return [own] + [fail(items[index].lane, in: attempt.round, at: now)].compactMap(\.self)
        }
    }

    private mutating func rest(_ index: Int, for pause: Duration, at now: Timestamp) -> (Rest, Duration) {
        items[index].state = .resting
        items[index].note.due = now + pause
        return (.notice(items[index].notice.position), pause)
    }

    /// What fails together counts once, and so does a lane that fails again and again.
    private mutating func fail(_ lane: UUID, in round: UInt64, at now: Timestamp) -> (Rest, Duration)? {
        guard round == self.round, setbacks == 0 || lane != failedLane else { return nil }
        self.round += 1
        setbacks += 1
        failedLane = lane
        let pause = pace.pause(after: setbacks)
        (isResting, due) = (true, now + pause)
        return (.all(self.round), pause)
    }

    /// A rest is over; one that has become pointless changes nothing.
    package mutating func end(_ rest: Rest) {
        switch rest {
        case .notice(let position):
            guard let index = items.firstIndex(where: { $0.notice.position == position && $0.state == .resting })
            else { return }
            (items[index].state, items[index].note.due) = (.ready, nil)
        case .all(let number):
            guard number == round else { return }
            (isResting, due) = (false, nil)
        }
    }

    /// What is still to be waited for by who goes on where somebody stopped.
    package func rests(at now: Timestamp) -> [(Rest, Duration)] {
        func pause(_ due: Timestamp) -> Duration { min(max(due - now, .zero), pace.retryMax) }
        let own = items.compactMap { item in
            item.note.due.map { (Rest.notice(item.notice.position), pause($0)) }
        }
        return own + [due.map { (Rest.all(round), pause($0)) }].compactMap(\.self)
    }
}

extension Notice.Subject {
    /// The same for a booking and its visit.
    fileprivate var uuid: UUID {
        switch self {
        case .consultation(let id, _): id.uuid
        case .booking(let id): id.uuid
        }
    }
}
