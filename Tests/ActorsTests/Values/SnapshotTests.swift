import Actors
import Core
import FoundationEssentials
import Testing

/// A snapshot is a cache, so what can't be right is refused: the journal is read instead.
struct SnapshotTests {
    private let id = ConsultationID(uuid: UUID(high: 1, low: 2))

    private func read(_ bytes: [UInt8], seq: UInt64) throws(StorageError) -> Consultation {
        try Consultation(id: id, snapshot: StoredEntity.Snapshot(seq: seq, bytes: bytes))
    }

    /// A snapshot of a consultation where nothing is but `seats` people and a number of notes.
    private func bytes(seq: UInt64, seats: Int = 0, notes: Int = 0) -> [UInt8] {
        var writer = StorageWriter()
        writer.write(4)
        writer.write(seq)
        writer.write(Timestamp(milliseconds: 0))
        writer.write(false)
        writer.write(UInt64(ConsultationStatus.scheduled.rawValue))
        writer.write(0..<seats) { writer, index in
            writer.write(UUID(high: 7, low: UInt64(index)))
            writer.write(UInt64(Role.patient.rawValue))
            writer.write(false)
            writer.write(UInt64(Standing.held.rawValue))
            writer.write(UInt64(Presence.away.rawValue))
            writer.write(Timestamp(milliseconds: 0))
            writer.write(0)
            writer.write(0)
            writer.write(UInt64(WaitingPriority.normal.rawValue))
        }
        writer.write(0)
        writer.write(Timestamp(milliseconds: 0))
        writer.write(notes)
        writer.write(0)
        writer.write(false)
        writer.write(0)
        writer.write(Timestamp(milliseconds: 0))
        writer.write(false)
        writer.write(false)
        writer.write(0)
        writer.write(false)
        writer.write(false)
        writer.write(0)
        // Not over, not held, not erased.
        for _ in 0..<3 { writer.write(false) }
        return writer.bytes
    }

    @Test func aPossibleSnapshotReads() throws {
        let machine = try read(bytes(seq: 9, seats: 3, notes: 4), seq: 9)
        #expect(machine.seats.count == 3)
        #expect(machine.noteCount == 4)
    }

    @Test(arguments: [.max, 1 << 63, 1 << 62 + 1] as [UInt64])
    func aNumberThatNoJournalReachesIsRefused(seq: UInt64) {
        let bytes = bytes(seq: seq)
        #expect(throws: StorageError.invalid(field: "snapshot seq")) { _ = try read(bytes, seq: seq) }
    }

    @Test(arguments: [10, .max] as [Int])
    func moreNotesThanEventsAreRefused(notes: Int) {
        let bytes = bytes(seq: 9, notes: notes)
        #expect(throws: StorageError.invalid(field: "note count")) { _ = try read(bytes, seq: 9) }
    }

    @Test func moreSeatsThanThereAreNumbersForAreRefused() {
        let bytes = bytes(seq: 9, seats: Int(UInt16.max) + 1)
        #expect(throws: StorageError.invalid(field: "seats")) { _ = try read(bytes, seq: 9) }
    }
}
