import Core
import Foundation
import TestKit
import Testing

@testable import Persistence

/// Lists and counts, from the tables and from memory: the same answers.
@Suite("Lists by all that can be asked for")
struct CatalogQueryTests {
    private let cases = CatalogCases()

    /// Both catalogs with all that happened.
    private func withCatalogs(
        _ cases: CatalogCases? = nil,
        _ body: (any ConsultationCatalog, StoreBench) async throws -> Void
    ) async throws {
        let cases = cases ?? self.cases
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                for batch in cases.batches {
                    let outcome = await store.append(batch)
                    guard case .accepted = outcome else {
                        Issue.record("\(outcome)")
                        return
                    }
                }
                try await body(store.journal, bench)
            }
            try await body(MemoryCatalog(cases), bench)
        }
    }

    @Test func everyQueryFindsWhatItMeans() async throws {
        try await withCatalogs { catalog, _ in
            for (query, found) in cases.lists {
                let page = try await catalog.page(query)
                #expect(page.items.map(\.id) == found.map { cases.ids[$0] }, "\(query)")
                if query.offset == 0 { #expect(page.total == found.count, "\(query)") }
            }
        }
    }

    @Test func aListIsReadOnFromAnyPlaceInIt() async throws {
        try await withCatalogs { catalog, _ in
            let orders: [CatalogQuery.Order] = [
                .startAscending, .startDescending, .createdAscending, .createdDescending,
            ]
            for (order, person) in orders.flatMap({ [($0, nil), ($0, cases.patient)] }) {
                let all = try await catalog.page(CatalogQuery(person: person, order: order)).items
                var read: [ConsultationID] = []
                var after: CatalogQuery.Cursor?
                for _ in 0..<all.count {
                    let query = CatalogQuery(person: person, after: after, order: order, limit: 1)
                    let page = try await catalog.page(query)
                    #expect(page.total == all.count)
                    let item = try #require(page.items.first)
                    read.append(item.id)
                    after = CatalogQuery.Cursor(time: order.time(of: item), id: item.id)
                }
                #expect(read == all.map(\.id))
            }
        }
    }

    @Test func aChangedBookingIsListedAsItIsNow() async throws {
        try await withCatalogs { catalog, _ in
            let moved = try #require(try await catalog.summary(of: cases.ids[4]))
            #expect(moved.booking.title == .present("Moved"))
            #expect(moved.booking.minutes == 45 && moved.booking.provider == .zoom)
            #expect(try await catalog.summary(of: ConsultationID(uuid: UUID())) == nil)
        }
    }

    @Test func statisticsCountEveryConsultationOnceAndKnowItsCourse() async throws {
        try await withCatalogs { catalog, _ in
            let today = CatalogCases.time..<(CatalogCases.time + CatalogCases.hour * 3)
            let all = try await catalog.statistics(of: nil, today: today)
            #expect(all.counts.values.reduce(0, +) == 5)
            #expect(all.counts[.init(status: .ended, provider: .jitsi)] == 1)
            #expect(all.counts[.init(status: .scheduled, provider: .zoom)] == 1)
            #expect(all.counts[.init(status: .scheduled, provider: .direct)] == 1)
            #expect(all.today == [.ended: 2, .cancelled: 1])
            #expect(all.waits.total == 2 && all.visits.total == 2)
            let own = try await catalog.statistics(of: cases.other, today: today)
            #expect(own.counts.values.reduce(0, +) == 2)
            #expect(own.today == [.cancelled: 1])
            #expect(own.visits.total == 0)
            let doctor = try await catalog.statistics(of: cases.doctor, today: today)
            #expect(doctor.visits.quantile(1) == DurationTally.middle(of: DurationTally.step(of: .seconds(1200))))
        }
    }

    @Test func ofADoctorIsOnlyWhatTheySitInAsADoctor() async throws {
        let cases = CatalogCases(withDoctorAsPatient: true)
        let (doctor, other, time) = (cases.doctor, cases.other, CatalogCases.time)
        let today = time..<(time + CatalogCases.hour * 9)
        try await withCatalogs(cases) { catalog, _ in
            let lists: [(CatalogQuery, Int)] = [
                (CatalogQuery(person: nil, doctor: doctor), 3),
                (CatalogQuery(person: nil, doctor: doctor, from: time), 3),
                (CatalogQuery(person: nil, status: .ended, doctor: doctor), 2), (CatalogQuery(person: doctor), 4),
                (CatalogQuery(person: nil, doctor: doctor, words: ["ada"]), 3),
                (CatalogQuery(person: doctor, doctor: doctor), 3), (CatalogQuery(person: doctor, doctor: other), 1),
                (CatalogQuery(person: other, doctor: doctor), 0), (CatalogQuery(person: nil, doctor: other), 3),
            ]
            for (query, count) in lists {
                let page = try await catalog.page(query)
                #expect(page.total == count && page.items.count == count, "\(query)")
            }
            let all = try await catalog.statistics(of: doctor, today: today)
            #expect(all.counts.values.reduce(0, +) == 3 && all.today.values.reduce(0, +) == 3 && all.waits.total == 2)
            let period = try await catalog.statistics(of: doctor, startingOn: CountedDays(today))
            #expect(period.counts.values.reduce(0, +) == 3 && period.seatCount == 6 && period.waits.total == 2)
            let agenda = try await catalog.agenda(of: doctor, today, limit: 9)
            #expect(Set(agenda.map(\.id)) == [cases.ids[0], cases.ids[1], cases.ids[3]])
        }
    }

    @Test func anAgendaHasADoctorsVisitsOfATime() async throws {
        try await withCatalogs { catalog, _ in
            let time = CatalogCases.time..<(CatalogCases.time + CatalogCases.hour * 2)
            let agenda = try await catalog.agenda(of: cases.doctor, time, limit: 9)
            #expect(Set(agenda.map(\.id)) == [cases.ids[1], cases.ids[3]])
            #expect(agenda.allSatisfy { $0.course.begun != nil })
            #expect(try await catalog.agenda(of: cases.doctor, time, limit: 1).count == 1)
        }
    }

    @Test func verifyCountsOnceMore() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                for batch in cases.batches { _ = await store.append(batch) }
            }
            #expect(try bench.findings() == [])
            try bench.change(bench.paths.journal, "UPDATE tally SET count = count + 1 WHERE status = 5")
            #expect(try bench.findings().contains { $0.contains("counts") })
        }
    }

    /// What version 2 of the tables had is all there after the migration, and counted.
    @Test func anEarlierInstallationIsBroughtUpToDate() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                for batch in cases.batches.filter({ $0[0].content.kind != 17 }) { _ = await store.append(batch) }
            }
            try bench.change(bench.paths.journal, Self.downgrade)
            try await bench.withStore { store in
                let all = try await store.journal.statistics(of: nil, today: CatalogCases.time..<CatalogCases.time)
                #expect(all.counts.values.reduce(0, +) == 5)
                #expect(all.waits.total == 2 && all.visits.total == 2)
                #expect(try await store.journal.page(CatalogQuery(person: cases.doctor, status: .ended)).total == 2)
            }
            let findings = try bench.findings()
            #expect(findings == [])
        }
    }

    /// Takes away what the migration adds, and those after it.
    private static let downgrade = """
        DELETE FROM grdb_migrations WHERE identifier IN ('\(VisitsMigration.name)', '\(NamesMigration.name)',
            '\(AuditMigration.name)', '\(MailMigration.name)', '\(QualityMigration.name)', '\(MailRulesMigration.name)');
        DROP TABLE visit_figures; DROP TABLE issue; DROP TABLE mail; DROP TABLE mail_rules; DROP TABLE audit_subject; DROP TABLE audit;
        DROP TABLE seat_word; DROP TABLE seat_word_due;
        DROP INDEX consultation_over; DROP INDEX consultation_erased;
        ALTER TABLE consultation DROP COLUMN over; ALTER TABLE consultation DROP COLUMN held;
        ALTER TABLE consultation DROP COLUMN erased;
        DROP TABLE tally; DROP TABLE duration_tally;
        DROP INDEX consultation_status; DROP INDEX consultation_provider; DROP INDEX consultation_created;
        DROP INDEX consultation_uuid; DROP INDEX seat_start; DROP INDEX seat_status;
        ALTER TABLE consultation DROP COLUMN titled_by; ALTER TABLE consultation DROP COLUMN arrived;
        ALTER TABLE consultation DROP COLUMN admitted; ALTER TABLE consultation DROP COLUMN begun;
        ALTER TABLE consultation DROP COLUMN ended; ALTER TABLE seat DROP COLUMN start;
        ALTER TABLE seat DROP COLUMN status
        """
}

/// The projection in memory, as a catalog.
private struct MemoryCatalog: ConsultationCatalog {
    private var projection = CatalogProjection()

    init(_ cases: CatalogCases) throws {
        for batch in cases.batches {
            projection.keep(try projection.folded(batch), upTo: projection.position + UInt64(batch.count))
        }
    }

    func page(_ query: CatalogQuery) async throws(JournalReadError) -> CatalogPage { projection.page(query) }

    func summary(of id: ConsultationID) async throws(JournalReadError) -> ConsultationSummary? {
        projection.summary(of: id)
    }

    func statistics(
        of doctor: PersonID?,
        today: Range<Timestamp>
    ) async throws(JournalReadError) -> VisitStatistics {
        projection.statistics(of: doctor, today: today)
    }

    func statistics(
        of doctor: PersonID?,
        startingOn days: CountedDays
    ) async throws(JournalReadError) -> PeriodStatistics {
        projection.statistics(of: doctor, startingOn: days)
    }

    func agenda(
        of doctor: PersonID,
        _ time: Range<Timestamp>,
        limit: Int
    ) async throws(JournalReadError) -> [ConsultationSummary] {
        projection.agenda(of: doctor, time, limit: limit)
    }
}
