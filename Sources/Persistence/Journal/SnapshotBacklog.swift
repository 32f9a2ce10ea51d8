import Core

/// Snapshots that wait until nobody waits for the writer.
///
/// They are a cache, so they come after everything that somebody waits for, and what does not fit is dropped.
struct SnapshotBacklog {
    struct Item {
        let entity: EntityID
        let snapshot: StoredEntity.Snapshot
    }

    /// Bytes of all that may wait.
    static let bytesMax = 64 << 20
    /// Bytes after which a transaction takes no further one: about a millisecond of writing.
    static let bytesPerTransaction = 128 << 10

    private var items: [Item] = []
    private var bytes = 0

    var isEmpty: Bool { items.isEmpty }

    mutating func add(_ item: Item) {
        guard bytes + item.snapshot.bytes.count <= Self.bytesMax else { return }
        bytes += item.snapshot.bytes.count
        items.append(item)
    }

    /// As many of the oldest as one transaction takes.
    mutating func takeSome() -> [Item] {
        var size = 0
        let count = items.prefix { item in
            defer { size += item.snapshot.bytes.count }
            return size < Self.bytesPerTransaction
        }.count
        return take(Array(items.indices.prefix(count)))
    }

    /// Those of some entities.
    mutating func take(of entities: Set<EntityID>) -> [Item] {
        guard !items.isEmpty, !entities.isEmpty else { return [] }
        return take(items.indices.filter { entities.contains(items[$0].entity) })
    }

    private mutating func take(_ indices: [Int]) -> [Item] {
        let taken = indices.map { items[$0] }
        for index in indices.reversed() { items.remove(at: index) }
        bytes -= taken.reduce(0) { $0 + $1.snapshot.bytes.count }
        return taken
    }
}
