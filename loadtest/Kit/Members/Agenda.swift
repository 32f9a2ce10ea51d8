import HeapModule
import NIOCore

/// What has to happen when, on one event loop: a heap of small values, and one timer for the first of them.
final class Agenda {
    enum Item {
        /// A device says something that is due then.
        case speak(Member, Int)
        /// A device says again what the hub had no room for.
        case again(Member, Pending)
        /// A device sends the same command once more.
        case repeats(Member, UInt64)
        case join(Member)
        case drop(Member)
        case admit(Visit, Member)
        case read(Member)
        case turnOver(Visit)
    }

    private struct Entry: Comparable {
        let due: UInt64
        let order: UInt64
        let item: Item

        static func < (left: Entry, right: Entry) -> Bool { (left.due, left.order) < (right.due, right.order) }
        static func == (left: Entry, right: Entry) -> Bool { left.order == right.order }
    }

    private let loop: any EventLoop
    private var entries = Heap<Entry>()
    private var order: UInt64 = 0
    private var timer: Scheduled<Void>?
    private var timerDue = UInt64.max
    /// Gets each item when it is due, with the time at which it was.
    var perform: (Item, UInt64) -> Void = { _, _ in }

    init(loop: any EventLoop) {
        self.loop = loop
    }

    func add(_ item: Item, at due: UInt64) {
        order += 1
        entries.insert(Entry(due: due, order: order, item: item))
        if due < timerDue { schedule(due) }
    }

    func add(_ item: Item, after seconds: Double) {
        add(item, at: Uptime.now() + Uptime.nanoseconds(seconds))
    }

    /// Forgets everything that was to come.
    func clear() {
        entries = Heap()
        timer?.cancel()
        timer = nil
        timerDue = .max
    }

    private func schedule(_ due: UInt64) {
        timer?.cancel()
        timerDue = due
        timer = loop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(due)) { self.run() }
    }

    private func run() {
        timerDue = .max
        timer = nil
        let now = Uptime.now()
        while let first = entries.min, first.due <= now {
            entries.removeMin()
            perform(first.item, first.due)
        }
        if let next = entries.min?.due { schedule(next) }
    }
}
