package import Core
import HeapModule

/// When the consultations of one loop want to be looked at: by the uptime clock while they are in memory, by the wall
/// clock while they sleep.
///
/// There is no timer per consultation: the loop's tick takes what is due.
///
/// `@unchecked Sendable`: all state is used only on the loop, which every method checks in debug builds.
package final class Alarms: @unchecked Sendable {
    private static let leftoversMin = 64

    private let loop: any Loop
    private var deadlines = Heap<Alarm<Duration>>()
    /// The valid deadline of each consultation in memory; other alarms of it in the heap are leftovers.
    private var deadlineOf: [ConsultationID: Duration] = [:]
    private var wakes = Heap<Alarm<Timestamp>>()
    /// The valid wake of each sleeping consultation; other alarms of it in the heap are leftovers.
    private var wakeOf: [ConsultationID: Timestamp] = [:]

    private struct Alarm<Moment: Comparable>: Comparable {
        let due: Moment
        let id: ConsultationID

        static func < (left: Self, right: Self) -> Bool { left.due < right.due }
    }

    package init(loop: any Loop) {
        self.loop = loop
    }

    /// A consultation in memory wants to be looked at then, unless it will be looked at earlier anyway.
    package func set(_ id: ConsultationID, at deadline: Duration) {
        assert(loop.isCurrent)
        if let earlier = deadlineOf[id], earlier <= deadline { return }
        deadlineOf[id] = deadline
        Self.insert(Alarm(due: deadline, id: id), into: &deadlines, valid: deadlineOf)
    }

    /// A sleeping consultation wants to be woken then.
    ///
    /// This replaces what it wanted before.
    package func wake(_ id: ConsultationID, at due: Timestamp) {
        assert(loop.isCurrent)
        guard wakeOf.updateValue(due, forKey: id) != due else { return }
        Self.insert(Alarm(due: due, id: id), into: &wakes, valid: wakeOf)
    }

    /// Leftovers go at once when they are most of the heap: some are due only in hours.
    private static func insert<Moment>(
        _ alarm: Alarm<Moment>,
        into heap: inout Heap<Alarm<Moment>>,
        valid: [ConsultationID: Moment]
    ) {
        guard heap.count >= max(leftoversMin, 2 * valid.count) else {
            heap.insert(alarm)
            return
        }
        heap = Heap(valid.map { Alarm(due: $0.value, id: $0.key) })
    }

    /// Alarms that are kept, leftovers included.
    package var count: Int { deadlines.count + wakes.count }

    /// The next consultation that wanted to be looked at by `now`.
    package func nextDeadline(by now: Duration) -> ConsultationID? {
        while let first = deadlines.min, first.due <= now {
            deadlines.removeMin()
            guard deadlineOf[first.id] == first.due else { continue }
            deadlineOf[first.id] = nil
            return first.id
        }
        return nil
    }

    /// The next consultation that wanted to be woken by `now`.
    package func nextWake(by now: Timestamp) -> ConsultationID? {
        while let first = wakes.min, first.due <= now {
            wakes.removeMin()
            guard wakeOf[first.id] == first.due else { continue }
            wakeOf[first.id] = nil
            return first.id
        }
        return nil
    }
}
