import Core
import Foundation
import TestKit
import Testing

@testable import Persistence

/// The list of issues: a view of what the journals of consultations say.
@Suite("The list of issues")
struct IssueProjectionTests {
    private static let doctorSeat = SeatNumber(index: 0)
    private static let patientSeat = SeatNumber(index: 1)
    private static let quality = QualitySummary(
        reportCount: 4,
        poorCount: 0,
        badCount: 4,
        roundTrip: .init(mean: 900, usual: 900, worst: 900),
        loss: .init(mean: 0, usual: 0, worst: 0),
        jitter: .init(mean: 0, usual: 0, worst: 0),
        bitrate: .init(mean: 0, usual: 0, worst: 0)
    )

    private let visit: StoredVisit
    private let clerk: PersonID

    init() {
        var examples = JournalExamples(seed: 9)
        visit = StoredVisit(&examples)
        clerk = examples.person()
    }

    /// Events 6 to 8: what the patient reports, and what the hub notices of the doctor; then what becomes of it.
    private func entries(isOver: Bool = false) -> [JournalEntry] {
        let events: [ConsultationEvent] = [
            .diagnosticsGiven(by: Self.patientSeat, issue: 7, text: .present(#"{"browser": "Example"}"#)),
            .issueReported(by: Self.patientSeat, .audio, .blocking, description: .present("No sound at all")),
            .troubleNoticed(Self.doctorSeat, .connection, .disturbing, Self.quality),
            .issueAssigned(issue: 7, to: clerk, by: clerk),
            .issueAssigned(issue: 8, to: clerk, by: clerk),
            .issueAssigned(issue: 8, to: nil, by: clerk),
            .issueResolved(issue: 7, by: clerk, note: .present("Another browser helped")),
        ]
        let end: [ConsultationEvent] = isOver ? [.statusChanged(.ended, .requested, by: Self.doctorSeat)] : []
        let first = visit.entries()
        return first
            + (events + end).enumerated().map { index, event in
                JournalEntry(
                    entity: visit.entity,
                    seq: UInt64(first.count + index) + 1,
                    epoch: 1,
                    time: StoreBench.time + .seconds(index),
                    origin: .person(clerk),
                    command: nil,
                    audience: Audience(Self.doctorSeat),
                    content: event.stored()
                )
            }
    }

    private func withIssues(isOver: Bool = false, _ body: (Store) async throws -> Void) async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                let entries = entries(isOver: isOver)
                for part in [entries[..<5], entries[5..<7], entries[7...]] { _ = await store.append(Array(part)) }
                try await body(store)
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func anIssueTellsAllThatWasSaidOfIt() async throws {
        try await withIssues { store in
            let issue = try #require(try await store.journal.issue(of: visit.id, seq: 7))
            #expect(issue.category == .audio && issue.severity == .blocking && !issue.isNoticed)
            #expect(issue.person == visit.patient && issue.seat == Self.patientSeat)
            #expect(issue.description == .present("No sound at all"))
            #expect(issue.diagnostics == .present(#"{"browser": "Example"}"#))
            #expect(issue.status == .resolved && issue.assignee == clerk)
            #expect(issue.resolution?.person == clerk)
            #expect(issue.resolution?.note == .present("Another browser helped"))
            #expect(try await store.journal.issue(issue.id) == issue)
            let noticed = try #require(try await store.journal.issue(of: visit.id, seq: 8))
            #expect(noticed.isNoticed && noticed.status == .open && noticed.assignee == nil)
            #expect(noticed.quality == Self.quality && noticed.description == nil && noticed.diagnostics == nil)
            #expect(try await store.journal.issue(of: visit.id, seq: 6) == nil)
        }
    }

    @Test func theListIsFiltered() async throws {
        try await withIssues { store in
            func found(_ query: IssueQuery) async throws -> [UInt64] {
                let page = try await store.journal.issues(query)
                #expect(page.total == page.items.count)
                return page.items.map(\.seq)
            }
            var query = IssueQuery(order: .oldestFirst)
            #expect(try await found(query) == [7, 8])
            query.order = .newestFirst
            #expect(try await found(query) == [8, 7])
            #expect(try await found(IssueQuery(status: .open)) == [8])
            #expect(try await found(IssueQuery(status: .resolved, severity: .blocking, category: .audio)) == [7])
            #expect(try await found(IssueQuery(severity: .minor)) == [])
            #expect(try await found(IssueQuery(consultation: visit.id, assignee: clerk)) == [7])
            #expect(try await found(IssueQuery(consultation: ConsultationID(uuid: UUID()))) == [])
            // A host reads all of the visit, others their own.
            #expect(try await found(IssueQuery(reader: visit.doctor)) == [8, 7])
            #expect(try await found(IssueQuery(reader: visit.patient)) == [7])
            #expect(try await found(IssueQuery(reader: clerk)) == [])
            let page = try await store.journal.issues(IssueQuery(order: .oldestFirst, offset: 1, limit: 1))
            #expect(page.total == 2 && page.items.map(\.seq) == [8])
        }
    }

    @Test func whatWasErasedIsToldNoMore() async throws {
        try await withIssues(isOver: true) { store in
            _ = try await store.erase(visit.id, at: StoreBench.time)
            let issue = try #require(try await store.journal.issue(of: visit.id, seq: 7))
            #expect(issue.description == .erased && issue.diagnostics == .erased)
            #expect(issue.resolution?.note == .erased && issue.status == .resolved)
        }
    }

    @Test(arguments: ["status = 1", "assignee = NULL", "person = zeroblob(16)", "uuid = zeroblob(16)", "noticed = 1"])
    func aChangedRowIsFound(change: String) async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { _ = await $0.append(entries()) }
            try bench.change(bench.paths.journal, "UPDATE issue SET \(change) WHERE seq = 7")
            #expect(try !bench.findings().isEmpty)
        }
    }
}
