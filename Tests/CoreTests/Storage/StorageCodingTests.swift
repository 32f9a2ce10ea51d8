import Core
import FoundationEssentials
import TestKit
import Testing

struct StorageCodingTests {
    /// LEB128: seven bits a byte, the lowest first.
    @Test(
        arguments: [
            (0, [0x00]), (1, [0x01]), (127, [0x7F]), (128, [0x80, 0x01]), (300, [0xAC, 0x02]),
            (.max, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
        ] as [(UInt64, [UInt8])]
    )
    func unsignedNumberIsAVarint(_ value: UInt64, bytes: [UInt8]) throws {
        var writer = StorageWriter()
        writer.write(value)
        #expect(writer.bytes == bytes)
        var reader = StorageReader(bytes)
        #expect(try reader.unsigned() == value)
        try reader.end()
    }

    @Test(arguments: [
        // One bit more than 64, and an eleventh byte.
        [UInt8](repeating: 0xFF, count: 9) + [0x02],
        [UInt8](repeating: 0xFF, count: 10) + [0x01],
        [UInt8](repeating: 0x80, count: 40),
    ])
    func varintBeyond64BitsIsInvalid(_ bytes: [UInt8]) {
        #expect(throws: StorageError.invalid(field: "varint")) {
            var reader = StorageReader(bytes)
            _ = try reader.unsigned()
        }
    }

    @Test func everyKindOfValueReadsBack() throws {
        let uuid = UUID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)
        var writer = StorageWriter()
        writer.write(true)
        writer.write("grüß dich 👋")
        writer.write([1, 2, 3] as [UInt8])
        writer.write(uuid)
        writer.write(Timestamp(milliseconds: -1))
        writer.write(Timestamp(milliseconds: .max))
        writer.write(nil as UInt64?) { $0.write($1) }
        writer.write(7 as UInt64?) { $0.write($1) }
        writer.write([5, 6] as [UInt64]) { $0.write($1) }

        var reader = StorageReader(writer.bytes)
        #expect(try reader.bool())
        #expect(try reader.string() == "grüß dich 👋")
        #expect(try reader.byteArray() == [1, 2, 3])
        #expect(try reader.uuid() == uuid)
        #expect(try reader.timestamp().milliseconds == -1)
        #expect(try reader.timestamp().milliseconds == .max)
        #expect(try reader.optional { reader throws(StorageError) in try reader.unsigned() } == nil)
        #expect(try reader.optional { reader throws(StorageError) in try reader.unsigned() } == 7)
        #expect(try reader.array { reader throws(StorageError) in try reader.unsigned() } == [5, 6])
        try reader.end()
    }

    @Test func leftOverBytesAreAnError() {
        #expect(throws: StorageError.trailingBytes) { try StorageReader([0]).end() }
    }

    @Test func numberThatDoesNotFitNamesItsField() {
        #expect(throws: StorageError.invalid(field: "minutes")) {
            var reader = StorageReader([0xAC, 0x02])
            let _: UInt8 = try reader.integer("minutes")
        }
    }

    @Test(arguments: [0, 99] as [UInt8])
    func unknownChoiceNamesItsField(_ number: UInt8) {
        #expect(throws: StorageError.invalid(field: "role")) {
            var reader = StorageReader([number])
            let _: Role = try reader.choice("role")
        }
    }

    @Test func flagIsZeroOrOne() {
        #expect(throws: StorageError.invalid(field: "bool")) {
            var reader = StorageReader([2])
            _ = try reader.bool()
        }
    }

    @Test func textMustBeUTF8() {
        #expect(throws: StorageError.invalid(field: "text")) {
            var reader = StorageReader([2, 0xC0, 0xAF])
            _ = try reader.string()
        }
    }

    /// A length is believed only as far as there are bytes, so nothing is allocated for a lie.
    @Test(arguments: [UInt64(Int.max), UInt64(Int.max) + 1, .max, 1 << 40, 5])
    func lengthBeyondTheBytesIsAnError(_ length: UInt64) {
        var writer = StorageWriter()
        writer.write(length)
        let bytes = writer.bytes + [1, 2, 3, 4]
        #expect(throws: StorageError.self) {
            var reader = StorageReader(bytes)
            _ = try reader.byteArray()
        }
        #expect(throws: StorageError.self) {
            var reader = StorageReader(bytes)
            _ = try reader.array { reader throws(StorageError) in try reader.unsigned() }
        }
    }

    @Test func randomBytesNeverTrap() {
        let seed = seedFromEnvironmentOrRandom()
        var generator = SplitMix64(seed: seed)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let content = StoredContent(
                kind: UInt16.random(in: 0...20, using: &generator),
                version: 1,
                open: bytes,
                personal: generator.chance(50) ? bytes : nil
            )
            // `try?`: random bytes may be an event.
            _ = try? ConsultationEvent(content)
            _ = try? DirectoryEvent(content)
            _ = try? CalendarEvent(content)
            var reader = StorageReader(bytes)
            _ = try? Audience(from: &reader)
        }
    }
}
