import Core
import TestKit
import Testing

@testable import Persistence

@Suite struct SnapshotBacklogTests {
    private func items(_ count: Int, bytes: Int) -> [SnapshotBacklog.Item] {
        var examples = JournalExamples(seed: 81)
        return (0..<count).map { index in
            let snapshot = StoredEntity.Snapshot(seq: UInt64(index) + 1, bytes: [UInt8](repeating: 1, count: bytes))
            return SnapshotBacklog.Item(entity: examples.entity(), snapshot: snapshot)
        }
    }

    @Test func aTransactionTakesTheOldestUpToItsSize() {
        var backlog = SnapshotBacklog()
        let items = items(10, bytes: SnapshotBacklog.bytesPerTransaction / 4)
        for item in items { backlog.add(item) }
        var taken: [[EntityID]] = []
        while !backlog.isEmpty { taken.append(backlog.takeSome().map(\.entity)) }
        #expect(taken.map(\.count) == [4, 4, 2])
        #expect(taken.flatMap(\.self) == items.map(\.entity))
    }

    @Test func oneThatIsLargerThanATransactionIsTakenAlone() {
        var backlog = SnapshotBacklog()
        for item in items(2, bytes: 2 * SnapshotBacklog.bytesPerTransaction) { backlog.add(item) }
        #expect(backlog.takeSome().count == 1)
        #expect(backlog.takeSome().count == 1)
        #expect(backlog.isEmpty)
    }

    @Test func thoseOfAnEntityComeOutAlone() {
        var backlog = SnapshotBacklog()
        let items = items(3, bytes: 10)
        for item in items { backlog.add(item) }
        #expect(backlog.take(of: [items[1].entity]).map(\.snapshot.seq) == [2])
        #expect(backlog.takeSome().map(\.snapshot.seq) == [1, 3])
    }

    @Test func whatDoesNotFitIsDroppedAndRoomComesBack() {
        var backlog = SnapshotBacklog()
        let items = items(3, bytes: SnapshotBacklog.bytesMax / 2)
        for item in items { backlog.add(item) }
        #expect(backlog.takeSome().map(\.snapshot.seq) == [1])
        backlog.add(items[2])
        #expect(backlog.takeSome().map(\.snapshot.seq) == [2])
        #expect(backlog.takeSome().map(\.snapshot.seq) == [3])
        #expect(backlog.isEmpty)
    }
}
