package import Core
import HeapModule

/// When the consultations of one loop want to be looked at: by the uptime clock while they are in memory, by the wall
/// clock while they sleep.
///
/// There is no timer per consultation: the loop's tick takes what is due.
///
/// `@unchecked Sendable`: all state is used only on the loop, which every method checks in debug builds.
package final class Alarms: @unchecked Sendable {
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
        deadlines.insert(Alarm(due: deadline, id: id))
    }

    /// A sleeping consultation wants to be woken then.
    ///
    /// This replaces what it wanted before.
    package func wake(_ id: ConsultationID, at due: Timestamp) {
        assert(loop.isCurrent)
        guard wakeOf.updateValue(due, forKey: id) != due else { return }
        wakes.insert(Alarm(due: due, id: id))
    }

    /// The next consultation that wanted to be looked at by `now`.
    func nextDeadline(by now: Duration) -> ConsultationID? {
        while let first = deadlines.min, first.due <= now {
            deadlines.removeMin()
            guard deadlineOf[first.id] == first.due else { continue }
            deadlineOf[first.id] = nil
            return first.id
        }
        return nil
    }

    /// The next consultation that wanted to be woken by `now`.
    func nextWake(by now: Timestamp) -> ConsultationID? {
        while let first = wakes.min, first.due <= now {
            wakes.removeMin()
            guard wakeOf[first.id] == first.due else { continue }
            wakeOf[first.id] = nil
            return first.id
        }
        return nil
    }
}
