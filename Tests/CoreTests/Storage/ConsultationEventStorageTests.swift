import Core
import Foundation
import Testing

/// The bytes of stored events: for ever, in `Tests/vectors/storage.json`.
struct ConsultationEventStorageTests {
    @Test func goldenFileHasTheBytesOfEveryEvent() throws {
        let made = GoldenEvents.named.map { StorageVector($0.name, $0.event.stored()) }
        if ProcessInfo.processInfo.environment["RECORD"] == "1" { try StorageVector.add(made) }
        let kept = Dictionary(uniqueKeysWithValues: try StorageVector.all().map { ($0.name, $0) })
        for vector in made {
            #expect(
                kept[vector.name] == vector,
                """
                The stored form of “\(vector.name)” is not the kept one. Journals out there hold the old bytes: a change \
                needs a new version, and reading of the old one. A new event is added by RECORD=1 swift test.
                """
            )
        }
    }

    @Test func everyKindIsKept() throws {
        let kinds = Set(try StorageVector.all().map(\.kind))
        #expect(kinds == Set(ConsultationEvent.Kind.allCases.map(\.rawValue)))
    }

    @Test(arguments: try StorageVector.all())
    func keptBytesStillReadAsTheEvent(_ vector: StorageVector) throws {
        let event = try #require(GoldenEvents.named.first { $0.name == vector.name }?.event)
        #expect(try ConsultationEvent(vector.content) == event)
    }

    @Test(arguments: try StorageVector.all())
    func cutBytesAreAnError(_ vector: StorageVector) {
        let content = vector.content
        for length in content.open.indices {
            #expect(throws: StorageError.truncated) {
                try ConsultationEvent(Self.content(content, open: Array(content.open.prefix(length))))
            }
        }
    }

    @Test(arguments: try StorageVector.all())
    func leftOverBytesAreAnError(_ vector: StorageVector) {
        #expect(throws: StorageError.trailingBytes) {
            try ConsultationEvent(Self.content(vector.content, open: vector.content.open + [0]))
        }
    }

    @Test(arguments: try StorageVector.all())
    func spoiledBytesNeverTrap(_ vector: StorageVector) {
        let content = vector.content
        for index in content.open.indices {
            for bit in 0..<8 {
                var open = content.open
                open[index] ^= 1 << bit
                // `try?`: some spoiled bytes are another event.
                _ = try? ConsultationEvent(Self.content(content, open: open))
            }
        }
    }

    @Test(arguments: try StorageVector.all())
    func erasedEventStillLoads(_ vector: StorageVector) throws {
        let event = try ConsultationEvent(vector.content.erased)
        #expect(event.stored() == vector.content.erased)
        #expect(event.kind.rawValue == vector.kind)
    }

    @Test func personalTextMustBeUTF8() {
        let content = StoredContent(kind: 14, version: 1, open: [1], personal: [0xFF])
        #expect(throws: StorageError.invalid(field: "personal")) { try ConsultationEvent(content) }
    }

    @Test(arguments: [(0, 1), (1000, 1), (65_535, 1), (1, 0), (1, 2)] as [(UInt16, UInt16)])
    func unknownKindOrVersionIsAnErrorAndNotSkipped(_ kind: UInt16, version: UInt16) {
        let content = StoredContent(kind: kind, version: version, open: [], personal: nil)
        #expect(throws: StorageError.unknownKind(kind: kind, version: version)) { try ConsultationEvent(content) }
    }

    private static func content(_ content: StoredContent, open: [UInt8]) -> StoredContent {
        StoredContent(kind: content.kind, version: content.version, open: open, personal: content.personal)
    }

    /// Every running consultation keeps its newest events in memory: a kind with more in it is boxed.
    @Test func anEventIsSmallInMemory() {
        #expect(MemoryLayout<ConsultationEvent>.stride <= 64)
    }
}
