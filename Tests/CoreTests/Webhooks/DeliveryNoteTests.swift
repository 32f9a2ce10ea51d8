import Core
import Foundation
import Testing

@Suite struct DeliveryNoteTests {
    private static var example: DeliveryNote {
        var note = DeliveryNote(position: 900)
        (note.setbacks, note.due) = (3, Timestamp(milliseconds: 1_800_000_004_000))
        var failed = DeliveryNote.Open(position: 12)
        (failed.attempts, failed.setbacks) = (70, 7)
        failed.failingSince = Timestamp(milliseconds: 1_800_000_000_000)
        failed.due = Timestamp(milliseconds: 1_800_000_900_000)
        note.open = [failed, DeliveryNote.Open(position: 900)]
        return note
    }

    @Test func whatIsWrittenIsRead() throws {
        for note in [Self.example, DeliveryNote(position: 0)] {
            #expect(try DeliveryNote(stored: note.stored()) == note)
        }
    }

    /// Notes of this version are read by all later ones.
    @Test func theEncodingStays() {
        let text = Self.example.stored().map { String(format: "%02x", $0) }.joined()
        #expect(text == "0184070301a0bff1c2b134020c46070180a0f1c2b13401a097a8c3b134840700000000")
    }

    @Test func nothingElseIsRead() {
        let bytes = Self.example.stored()
        for count in 0..<bytes.count {
            #expect(throws: StorageError.self) { try DeliveryNote(stored: Array(bytes[..<count])) }
        }
        #expect(throws: StorageError.self) { try DeliveryNote(stored: bytes + [0]) }
        #expect(throws: StorageError.self) { try DeliveryNote(stored: [2] + bytes.dropFirst()) }
    }

    @Test(arguments: [[12, 12], [13, 12], [0], [901]] as [[UInt64]])
    func whatCantBeIsRefused(_ positions: [UInt64]) {
        var note = DeliveryNote(position: 900)
        note.open = positions.map { DeliveryNote.Open(position: $0) }
        #expect(throws: StorageError.self) { try DeliveryNote(stored: note.stored()) }
    }

    @Test func whatIsForgivenIsTriedAtOnce() {
        var note = Self.example
        note.forgive()
        #expect(note.setbacks == 0)
        #expect(note.due == nil)
        #expect(note.open.map(\.attempts) == [70, 0])
        #expect(note.open.allSatisfy { $0.setbacks == 0 && $0.failingSince == nil && $0.due == nil })
    }
}
