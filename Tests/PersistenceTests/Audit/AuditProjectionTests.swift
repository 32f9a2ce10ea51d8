import Core
import Foundation
import GRDB
import TestKit
import Testing

@testable import Persistence

@Suite("The list of accesses") struct AuditProjectionTests {
    private static let doctor = PersonID(uuid: UUID(high: 1, low: 1))
    private static let admin = PersonID(uuid: UUID(high: 1, low: 2))
    private static let visit = UUID(high: 2, low: 1)
    private static let address = ClientAddress(ipv4: 0xC000_0207)

    private static let stranger = PersonID(uuid: UUID(high: 7, low: 7))
    private static let foreign = UUID(high: 7, low: 8)
    private static let records = [
        AuditRecord(
            door: .rest,
            person: doctor,
            role: .doctor,
            operation: "get_consultations_id",
            subjects: [.init(.consultation, visit)],
            requestID: "a1",
            address: .present(address)
        ),
        AuditRecord(
            door: .rest,
            person: admin,
            role: .admin,
            operation: "get_consultations",
            subjects: [.init(.consultation, visit), .init(.consultation, UUID(high: 2, low: 2))],
            address: .present(address)
        ),
        AuditRecord(
            door: .socket,
            person: doctor,
            operation: "socket_attach",
            subjects: [.init(.consultation, visit)],
            outcome: .refused(code: "not_allowed")
        ),
        AuditRecord(door: .console, operation: "console_keys_rotate"),
    ]

    private static let events =
        records.map(AuditEvent.accessed) + [
            .turnedAway([.init(operation: "post_auth_login", code: "401", count: 3)], since: StoreBench.time),
            .refusedOften(
                AuditRecord(
                    door: .rest,
                    person: stranger,
                    role: .patient,
                    operation: "get_consultations_id",
                    subjects: [.init(.consultation, foreign)],
                    outcome: .refused(code: "not_found"),
                    address: .present(address)
                ),
                count: 40,
                since: StoreBench.time
            ),
        ]

    /// Entries after a second each, among those of other entities.
    private func fill(_ store: Store) async throws {
        var examples = JournalExamples(seed: 5)
        for (index, event) in Self.events.enumerated() {
            let time = StoreBench.time + .seconds(index)
            let entry = JournalEntry(
                entity: .audit,
                seq: UInt64(index) + 1,
                epoch: store.journal.epoch,
                time: time,
                origin: .hub,
                command: nil,
                audience: Audience(),
                content: event.stored(),
                key: AuditEvent.key(at: time)
            )
            let outcome = await store.append([entry])
            guard case .accepted = outcome else {
                Issue.record("\(outcome)")
                return
            }
            let visit = StoredVisit(&examples)
            _ = await store.append(visit.entries(epoch: store.journal.epoch))
        }
    }

    private func seqs(_ query: AuditQuery, _ store: Store) async throws -> [UInt64] {
        let page = try await store.journal.audit(query)
        #expect(query.before != nil || page.rows.count == min(page.total, query.limit))
        return page.rows.map(\.seq)
    }

    @Test func everyFilterFindsWhatItSays() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                try await fill(store)
                let whole = try await store.journal.audit(AuditQuery())
                #expect(whole.rows.map(\.event) == Self.events.reversed())
                #expect(try await seqs(AuditQuery(person: Self.doctor), store) == [3, 1])
                #expect(try await seqs(AuditQuery(subject: Self.visit), store) == [3, 2, 1])
                #expect(try await seqs(AuditQuery(operation: "get_consultations"), store) == [2])
                #expect(try await seqs(AuditQuery(operation: "turned_away"), store) == [5])
                #expect(try await seqs(AuditQuery(isRefused: true), store) == [6, 5, 3])
                #expect(try await seqs(AuditQuery(isRefused: false), store) == [4, 2, 1])
                #expect(try await seqs(AuditQuery(from: StoreBench.time + .seconds(3)), store) == [6, 5, 4])
                #expect(try await seqs(AuditQuery(to: StoreBench.time + .seconds(1)), store) == [1])
                #expect(try await seqs(AuditQuery(person: Self.doctor, isRefused: true), store) == [3])
                #expect(try await seqs(AuditQuery(person: PersonID(uuid: UUID())), store) == [])
                #expect(try await seqs(AuditQuery(person: Self.stranger), store) == [6])
                #expect(try await seqs(AuditQuery(subject: Self.foreign), store) == [6])
                #expect(try await store.journal.auditEnd(.audit).seq == 6)
            }
        }
    }

    @Test func aPlaceInTheListIsWhereItGoesOn() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                try await fill(store)
                var query = AuditQuery(limit: 2)
                var seen: [UInt64] = []
                while true {
                    let page = try await store.journal.audit(query)
                    #expect(page.total == 6)
                    seen += page.rows.map(\.seq)
                    guard let last = page.rows.last else { break }
                    query.before = last.position
                }
                #expect(seen == [6, 5, 4, 3, 2, 1])
            }
        }
    }

    /// With the key of the month the addresses go, and nothing else.
    @Test func addressesGoWithTheirKey() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                try await fill(store)
                _ = try store.keys.destroy(AuditEvent.key(at: StoreBench.time), at: StoreBench.time)
                let page = try await store.journal.audit(AuditQuery(operation: "get_consultations"))
                guard case .accessed(let record)? = page.rows.first?.event else {
                    Issue.record("nothing was found")
                    return
                }
                #expect(record.address == .erased)
                #expect(record.person == Self.admin)
            }
            #expect(try bench.findings() == [])
        }
    }

    /// A month goes when all of it is as old as was said, and nothing else goes with it.
    @Test func addressesGoByWholeMonths() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                try await fill(store)
                let (month, day) = (AuditEvent.key(at: StoreBench.time), Duration.seconds(86_400))
                let keys = try store.keys.ids(of: .consultation)
                #expect(try store.forgetAddresses(before: StoreBench.time, at: StoreBench.time) == 0)
                #expect(try store.keys.ids(of: .audit) == [month])
                #expect(try store.forgetAddresses(before: StoreBench.time + day * 32, at: StoreBench.time) == 1)
                #expect(try store.keys.ids(of: .audit).isEmpty)
                #expect(try store.keys.state(of: month) == .destroyed(StoreBench.time))
                #expect(try store.forgetAddresses(before: StoreBench.time + day * 32, at: StoreBench.time) == 0)
                #expect(try Set(store.keys.ids(of: .consultation)) == Set(keys))
            }
            #expect(try bench.findings() == [])
        }
    }

    /// As after a clock that was ahead: what is recorded now has no address, but is recorded.
    @Test func aMonthWhoseKeyIsGoneIsWrittenWithoutAddresses() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                _ = try store.keys.provide([AuditEvent.key(at: StoreBench.time)])
                _ = try store.keys.destroy(AuditEvent.key(at: StoreBench.time), at: StoreBench.time)
                try await fill(store)
                let rows = try await store.journal.audit(AuditQuery()).rows
                #expect(rows.count == Self.events.count)
                #expect(rows.allSatisfy { $0.event.record?.address?.value == nil })
                #expect(rows.map { $0.event.record?.subjects } == Self.events.reversed().map { $0.record?.subjects })
                let page = try await store.journal.audit(AuditQuery(operation: "get_consultations"))
                #expect(page.rows.first?.event.record?.address == .erased)
            }
            #expect(try bench.findings() == [])
        }
    }

    /// What a clock says that is ahead of all that is recorded counts for nothing.
    @Test func aClockThatIsAheadDestroysNoAddresses() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                let (month, day) = (AuditEvent.key(at: StoreBench.time), Duration.seconds(86_400))
                let ahead = StoreBench.time + day * 210
                var counts = [try await store.forgetAddresses(olderThan: day * 180, at: ahead)]
                try await fill(store)
                for retention in [day * 180, .zero] {
                    counts.append(try await store.forgetAddresses(olderThan: retention, at: ahead))
                }
                #expect(counts == [0, 0, 0])
                #expect(try store.keys.ids(of: .audit) == [month])
            }
            #expect(try bench.findings() == [])
        }
    }

    /// Every value of the rows, and rows that are taken away, moved or added.
    @Test func whateverIsChangedIsFound() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in try await fill(store) }
            #expect(try bench.findings() == [])
            let path = bench.paths.journal
            let pristine = try #require(FileManager.default.contents(atPath: path))
            let changes = try VerificationTests.changes(in: path, tables: ["audit", "audit_subject"]) + Self.tampering
            for change in changes {
                try bench.change(path, change)
                #expect(try !bench.findings().isEmpty, "not found: \(change)")
                try pristine.write(to: URL(filePath: path))
            }
            #expect(changes.count > 30)
        }
    }

    private static let audit = "(SELECT id FROM entity WHERE kind = 5)"

    private static let tampering = [
        "DELETE FROM audit WHERE seq = 2", "DELETE FROM audit_subject", "DELETE FROM audit",
        "INSERT INTO audit SELECT 999, entity, 9, time, person, operation, code FROM audit WHERE seq = 1",
        "INSERT INTO audit_subject VALUES (X'00000000000000000000000000000009', 1)",
        "DELETE FROM journal WHERE entity = \(audit) AND seq = 2",
        "DELETE FROM journal WHERE entity = \(audit) AND seq = 5",
        "UPDATE journal SET open = (SELECT open FROM journal WHERE entity = \(audit) AND seq = 4) "
            + "WHERE entity = \(audit) AND seq = 1",
        "UPDATE journal SET sealed = NULL WHERE entity = \(audit) AND seq = 1",
        "UPDATE journal SET time = time + 1 WHERE entity = \(audit) AND seq = 3",
        // Two entries in each other's place.
        """
        UPDATE journal SET seq = -seq WHERE entity = \(audit) AND seq IN (1, 2);
        UPDATE journal SET seq = 3 + seq WHERE entity = \(audit) AND seq < 0
        """,
        """
        UPDATE journal SET position = -position WHERE entity = \(audit) AND seq IN (1, 2);
        UPDATE journal SET position = 8 + position WHERE position < 0
        """,
    ]
}
