import Core
import FoundationEssentials
import Persistence
import TestKit
import Testing

@Suite("The list of consultations")
struct CatalogProjectionTests {
    private var examples = JournalExamples(seed: 3)
    private let doctor: PersonID
    private let patient: PersonID

    init() {
        doctor = examples.person()
        patient = examples.person()
    }

    private func booking(_ start: Int64) -> ConsultationEvent.Booking {
        ConsultationEvent.Booking(
            title: .present("Check-up"),
            start: Timestamp(milliseconds: start),
            minutes: 20,
            provider: .direct
        )
    }

    private func seat(_ index: Int, _ person: PersonID, _ role: Role) -> ConsultationEvent {
        .seatAdded(SeatNumber(index: index), person, role, name: .present("Ada Example"))
    }

    private func entries(of entity: EntityID, _ events: [ConsultationEvent]) -> [JournalEntry] {
        events.enumerated().map { index, event in
            JournalExamples.entry(
                event,
                of: entity,
                seq: UInt64(index) + 1,
                time: Timestamp(milliseconds: Int64(index) + 100)
            )
        }
    }

    /// A catalog of consultations that start at these times, all with the doctor, the even ones with the patient.
    private mutating func catalog(starts: [Int64]) throws -> (CatalogProjection, [ConsultationID]) {
        var catalog = CatalogProjection()
        var ids: [ConsultationID] = []
        for (index, start) in starts.enumerated() {
            let entity = examples.entity()
            ids.append(ConsultationID(uuid: entity.uuid))
            var events: [ConsultationEvent] = [.created(booking(start)), seat(0, doctor, .doctor)]
            if index.isMultiple(of: 2) { events.append(seat(1, patient, .patient)) }
            let position = catalog.position + UInt64(events.count)
            catalog.keep(try catalog.folded(entries(of: entity, events)), upTo: position)
        }
        return (catalog, ids)
    }

    @Test mutating func aSummaryIsTheFoldOfItsEntries() throws {
        let entity = examples.entity()
        let events: [ConsultationEvent] = [
            .created(booking(500)),
            seat(0, doctor, .doctor),
            seat(1, patient, .patient),
            .statusChanged(.waiting, .arrival, by: nil),
            .chatPosted(from: SeatNumber(index: 0), to: nil, text: .present("Hello")),
        ]
        let catalog = CatalogProjection()
        let summary = try #require(try catalog.folded(entries(of: entity, events)))
        #expect(summary.id == ConsultationID(uuid: entity.uuid))
        #expect(summary.booking == booking(500))
        #expect(summary.status == .waiting)
        #expect(summary.seats.map(\.person) == [doctor, patient])
        #expect(summary.seats.map(\.role) == [.doctor, .patient])
        #expect(summary.seq == 5)
        #expect(summary.createdAt == Timestamp(milliseconds: 100))
        #expect(summary.updatedAt == Timestamp(milliseconds: 104))
    }

    @Test mutating func entryByEntryIsTheSameAsAllAtOnce() throws {
        let entity = examples.entity()
        let all = entries(of: entity, [.created(booking(5)), seat(0, doctor, .doctor), seat(1, patient, .patient)])
        var whole = CatalogProjection()
        whole.keep(try whole.folded(all), upTo: 3)
        var stepwise = CatalogProjection()
        for entry in all { stepwise.keep(try stepwise.folded([entry]), upTo: entry.seq) }
        #expect(whole == stepwise)
    }

    @Test func otherEntitiesMoveOnlyThePosition() throws {
        var catalog = CatalogProjection()
        let entry = JournalEntry(
            entity: .directory,
            seq: 1,
            epoch: 1,
            time: Timestamp(milliseconds: 1),
            origin: .hub,
            command: nil,
            audience: Audience(),
            content: StoredContent(kind: 1, version: 1, open: [1, 2, 3], personal: nil)
        )
        catalog.keep(try catalog.folded([entry]), upTo: 1)
        #expect(catalog.position == 1)
        #expect(catalog.page(CatalogQuery(person: nil)).total == 0)
    }

    @Test(arguments: [(UInt16(999), UInt16(1)), (1, 999)])
    func anUnknownKindOrVersionIsAnErrorAndNotSkipped(kind: UInt16, version: UInt16) throws {
        var examples = JournalExamples(seed: 4)
        let entity = examples.entity()
        let entry = JournalEntry(
            entity: entity,
            seq: 1,
            epoch: 1,
            time: Timestamp(milliseconds: 1),
            origin: .hub,
            command: nil,
            audience: Audience(),
            content: StoredContent(kind: kind, version: version, open: [], personal: nil)
        )
        #expect(throws: StorageError.unknownKind(kind: kind, version: version)) {
            try CatalogProjection().folded([entry])
        }
    }

    @Test mutating func anEntryThatCanNotFollowIsAnError() throws {
        let entity = examples.entity()
        let impossible: [[ConsultationEvent]] = [
            [seat(0, doctor, .doctor)],
            [.created(booking(1)), .created(booking(1))],
            [.created(booking(1)), seat(1, doctor, .doctor)],
        ]
        for events in impossible {
            #expect(throws: StorageError.self) { try CatalogProjection().folded(entries(of: entity, events)) }
        }
    }

    @Test mutating func aPageIsOrderedByStartThenID() throws {
        let (catalog, ids) = try catalog(starts: [300, 100, 200, 100])
        let tied = [ids[1], ids[3]].sorted()
        let ascending = catalog.page(CatalogQuery(person: nil)).items.map(\.id)
        #expect(ascending == tied + [ids[2], ids[0]])
        let descending = catalog.page(CatalogQuery(person: nil, order: .startDescending)).items.map(\.id)
        #expect(descending == [ids[0], ids[2]] + tied)
    }

    @Test mutating func aPageIsFilteredByPersonAndStatus() throws {
        var (catalog, ids) = try catalog(starts: [1, 2, 3])
        let ended = JournalExamples.entry(
            .statusChanged(.ended, .requested, by: nil),
            of: EntityID(ids[2]),
            seq: 4
        )
        catalog.keep(try catalog.folded([ended]), upTo: catalog.position + 1)
        #expect(catalog.page(CatalogQuery(person: patient)).items.map(\.id) == [ids[0], ids[2]])
        #expect(catalog.page(CatalogQuery(person: patient, status: .ended)).items.map(\.id) == [ids[2]])
        #expect(catalog.page(CatalogQuery(person: doctor, status: .scheduled)).items.map(\.id) == [ids[0], ids[1]])
        #expect(catalog.page(CatalogQuery(person: examples.person())).total == 0)
    }

    @Test(arguments: [
        (0, 2, [0, 1]), (2, 2, [2, 3]), (4, 2, [4]), (5, 2, []), (-3, 1, [0]), (0, -1, []), (0, .max, [0, 1, 2, 3, 4]),
        (.max, .max, []),
    ])
    func offsetAndLimitAreBroughtIntoRange(offset: Int, limit: Int, expected: [Int]) throws {
        var tests = CatalogProjectionTests()
        let (catalog, ids) = try tests.catalog(starts: [1, 2, 3, 4, 5])
        let page = catalog.page(CatalogQuery(person: nil, offset: offset, limit: limit))
        #expect(page.total == 5)
        #expect(page.items.map(\.id) == expected.map { ids[$0] })
    }

    @Test mutating func aPageIsNeverLongerThanTheBound() throws {
        let (catalog, _) = try catalog(starts: (0..<Int64(CatalogProjection.pageMax + 5)).map { $0 })
        let page = catalog.page(CatalogQuery(person: nil, limit: .max))
        #expect(page.items.count == CatalogProjection.pageMax)
        #expect(page.total == CatalogProjection.pageMax + 5)
    }
}
