import Core
import Foundation
import Synchronization

/// Gives out the issues that the test prepared, and remembers the query.
final class FakeIssues: IssueCatalog {
    private struct State {
        var issues: [IssueSummary] = []
        var query: IssueQuery?
    }

    private let state = Mutex(State())

    var query: IssueQuery? { state.withLock { $0.query } }

    func hold(_ issues: [IssueSummary]) {
        state.withLock { $0.issues = issues }
    }

    func issues(_ query: IssueQuery) async throws(JournalReadError) -> IssuePage {
        state.withLock { state in
            state.query = query
            return IssuePage(total: state.issues.count, items: state.issues)
        }
    }

    func issue(_ id: IssueID) async throws(JournalReadError) -> IssueSummary? {
        state.withLock { $0.issues.first { $0.id == id } }
    }

    func issue(of consultation: ConsultationID, seq: UInt64) async throws(JournalReadError) -> IssueSummary? {
        state.withLock { $0.issues.first { $0.consultation == consultation && $0.seq == seq } }
    }
}

extension Clinic {
    /// An issue of the patient in a visit with the doctor, which the lists hold.
    func reportedIssue() -> IssueSummary {
        let summary = Example.summary([doctor, patient])
        catalog.hold(CatalogPage(total: 1, items: [summary]))
        var issue = IssueSummary(
            id: IssueID(uuid: UUID()),
            consultation: summary.id,
            seq: 7,
            category: .audio,
            severity: .blocking,
            seat: SeatNumber(index: 1),
            person: patient.id,
            isNoticed: false,
            status: .open,
            assignee: nil,
            createdAt: Example.start,
            updatedAt: Example.start
        )
        issue.description = .present("No sound")
        issue.diagnostics = .present(#"{"browser": "Example", "tries": 2}"#)
        issues.hold([issue])
        return issue
    }
}
