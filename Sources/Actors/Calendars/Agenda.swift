import Core

/// The spans of time that are taken, in order.
struct Agenda: Hashable, Sendable {
    private struct Entry: Hashable, Sendable {
        let start: Timestamp
        let end: Timestamp
        let id: BookingID
    }

    /// No booking is longer, so none that begins earlier than this before a moment reaches it.
    private static let longest: Duration = .seconds(BookingPlan.minutes.upperBound * 60)

    private var entries: [Entry] = []

    mutating func insert(_ span: Range<Timestamp>, of id: BookingID) {
        let entry = Entry(start: span.lowerBound, end: span.upperBound, id: id)
        var index = index(from: entry.start)
        // By id where starts are equal, so that the same bookings are the same value in whatever order they came.
        while index < entries.count, entries[index].start == entry.start, entries[index].id < id { index += 1 }
        entries.insert(entry, at: index)
    }

    mutating func remove(_ span: Range<Timestamp>, of id: BookingID) {
        var index = index(from: span.lowerBound)
        while index < entries.count, entries[index].start == span.lowerBound {
            if entries[index].id == id {
                entries.remove(at: index)
                return
            }
            index += 1
        }
    }

    /// Who has something of this span, apart from one.
    func overlapping(_ span: Range<Timestamp>, apartFrom own: BookingID? = nil) -> [BookingID] {
        var found: [BookingID] = []
        var index = index(from: span.lowerBound + (.zero - Self.longest))
        while index < entries.count, entries[index].start < span.upperBound {
            if entries[index].end > span.lowerBound, entries[index].id != own { found.append(entries[index].id) }
            index += 1
        }
        return found
    }

    /// Who has something that begins later.
    func upcoming(after time: Timestamp) -> [BookingID] {
        entries[index(from: time)...].map(\.id)
    }

    /// How many begin later.
    func upcomingCount(after time: Timestamp) -> Int {
        entries.count - index(from: time)
    }

    /// The place of the first that starts at `time` or later.
    private func index(from time: Timestamp) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].start < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
