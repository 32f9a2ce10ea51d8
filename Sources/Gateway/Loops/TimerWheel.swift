import Core

/// Something that has to be looked at when a time has come.
protocol WheelMember: AnyObject {
    /// Only the wheel writes it.
    var wheelPlace: WheelPlace? { get set }
}

/// Where a member stands in a ``TimerWheel``.
struct WheelPlace {
    fileprivate var slot: Int32
    fileprivate var index: Int32
}

/// One timer for all that a loop's sockets wait for: heartbeats, silence, deadlines.
///
/// A member stands in the slot of its next moment, so a tick touches those that are due and no others: an idle socket costs
/// nothing between two of its pings. Moments beyond the horizon are looked at once there, and put back.
struct TimerWheel<Member: WheelMember> {
    /// What one slot covers.
    private let grain: Duration
    private var slots: [[Member]]
    /// The slot number, counted on without end, up to which everything was taken; it may have got new members since.
    private var current: Int

    init(grain: Duration = .milliseconds(250), slotCount: Int = 256, uptime: Duration) {
        self.grain = grain
        slots = Array(repeating: [], count: slotCount)
        current = Int(uptime / grain)
    }

    /// Has the member taken at `moment`, instead of whenever it was to be taken before.
    mutating func schedule(_ member: Member, at moment: Duration) {
        remove(member)
        let number = min(max(Int(moment / grain), current), current + slots.count - 1)
        let slot = number % slots.count
        member.wheelPlace = WheelPlace(slot: Int32(slot), index: Int32(slots[slot].count))
        slots[slot].append(member)
    }

    mutating func remove(_ member: Member) {
        guard let place = member.wheelPlace else { return }
        member.wheelPlace = nil
        let slot = Int(place.slot)
        let last = slots[slot].removeLast()
        guard last !== member else { return }
        slots[slot][Int(place.index)] = last
        last.wheelPlace = place
    }

    /// Takes out those whose moment may have come by now, at most one slot too early.
    mutating func takeDue(by uptime: Duration) -> [Member] {
        let target = max(Int(uptime / grain), current)
        var due: [Member] = []
        for number in current...min(target, current + slots.count - 1) {
            due += take(number % slots.count)
        }
        current = target
        return due
    }

    /// Takes out all.
    mutating func takeAll() -> [Member] {
        slots.indices.flatMap { take($0) }
    }

    private mutating func take(_ slot: Int) -> [Member] {
        let members = slots[slot]
        slots[slot].removeAll()
        for member in members { member.wheelPlace = nil }
        return members
    }
}
