import Core
import FoundationEssentials
import TestKit
import Testing

@Suite struct AuditEventTests {
    private static let time = Timestamp(milliseconds: 1_800_000_000_000)
    private static let uuid = UUID(high: 1, low: 2)

    private static let records = [
        AuditRecord(door: .console, operation: "console_erase"),
        AuditRecord(
            door: .rest,
            person: PersonID(uuid: uuid),
            role: .doctor,
            session: SessionID(uuid: UUID(high: 3, low: 4)),
            operation: "get_consultations_id",
            subjects: [AuditRecord.Subject(.consultation, uuid), AuditRecord.Subject(.person, uuid)],
            requestID: "3f2a",
            address: .present(ClientAddress(ipv4: 0xC000_0207))
        ),
        AuditRecord(
            door: .socket,
            operation: "socket_attach",
            outcome: .refused(code: "not_allowed"),
            address: .present(ClientAddress(high: 0x2001_0DB8_0000_0000, low: 1))
        ),
    ]

    static let events =
        records.map(AuditEvent.accessed) + [
            .turnedAway([.init(operation: "post_auth_login", code: "401", count: 77)], since: time),
            .refusedOften(records[1], count: 300, since: time),
        ]

    @Test(arguments: events)
    func everyKindReadsBack(event: AuditEvent) throws {
        #expect(try AuditEvent(event.stored()) == event)
    }

    @Test(arguments: events)
    func withoutItsKeyOnlyTheAddressIsGone(event: AuditEvent) throws {
        let erased = try AuditEvent(event.stored().erased)
        #expect(erased.stored().open == event.stored().open)
        guard let record = erased.record, let before = event.record else { return }
        #expect(record.address == before.address.map { _ in .erased })
        #expect(record.operation == before.operation && record.subjects == before.subjects)
    }

    @Test func theAddressIsInTheSealedPartAlone() throws {
        let address = ClientAddress(high: 0x2001_0DB8_1122_3344, low: 0x5566_7788_99AA_BBCC)
        let event = AuditEvent.accessed(AuditRecord(door: .rest, operation: "x", address: .present(address)))
        var writer = StorageWriter()
        writer.write(address.high)
        let stored = event.stored()
        #expect(stored.personal?.starts(with: writer.bytes) == true)
        #expect(!stored.open.contains(subsequence: writer.bytes))
    }

    /// Journals out there hold these numbers.
    @Test func kindsKeepTheirNumbers() {
        #expect(Self.events.map { $0.stored().kind } == [1, 1, 1, 2, 3])
        #expect(AuditRecord.Door.allCases.map(\.rawValue) == [1, 2, 3])
        #expect(AuditRecord.Subject.Kind.allCases.map(\.rawValue) == [1, 2, 3, 4])
        #expect(EntityKind.audit.rawValue == 5)
        #expect(KeyID.Owner.audit.rawValue == 5)
    }

    @Test(arguments: events)
    func cutOpenBytesAreAnError(event: AuditEvent) {
        let stored = event.stored()
        for length in stored.open.indices {
            let cut = StoredContent(
                kind: stored.kind,
                version: stored.version,
                open: Array(stored.open.prefix(length)),
                personal: stored.personal
            )
            #expect(throws: StorageError.self) { try AuditEvent(cut) }
        }
    }

    @Test func whatIsTooLongIsCutAtAWholeCharacter() {
        let long = String(repeating: "ä", count: 100)
        let record = AuditRecord(
            door: .rest,
            operation: long,
            subjects: Array(repeating: AuditRecord.Subject(.item, Self.uuid), count: 1000),
            outcome: .refused(code: long),
            requestID: long
        )
        #expect(record.operation.utf8.count == AuditRecord.nameBytesMax)
        #expect(record.requestID == record.operation)
        #expect(record.subjects.count == AuditRecord.subjectsMax)
    }

    @Test func addressesOfAMonthHaveOneKey() throws {
        let first = try #require(Timestamp(rfc3339: "2027-01-01T00:00:00Z"))
        let last = try #require(Timestamp(rfc3339: "2027-01-31T23:59:59.999Z"))
        #expect(AuditEvent.key(at: first) == AuditEvent.key(at: last))
        #expect(AuditEvent.key(at: last) != AuditEvent.key(at: last + .milliseconds(1)))
        #expect(AuditEvent.key(at: first) != AuditEvent.key(at: first + .milliseconds(-1)))
    }
}

extension Array where Element == UInt8 {
    fileprivate func contains(subsequence other: [UInt8]) -> Bool {
        indices.contains { self[$0...].starts(with: other) }
    }
}
