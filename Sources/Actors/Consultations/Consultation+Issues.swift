package import Core

/// Trouble that people report or the hub notices, and what becomes of it.
///
/// Also after the visit, until its content is erased: a report often comes when somebody could not stay.
extension Consultation {
    /// The events of a report: what the client measured, then the issue itself.
    func decideReport(
        _ report: ConsultationEvent,
        _ description: String,
        _ diagnostics: String?,
        by number: SeatNumber,
        _ limits: Limits
    ) throws(Refusal) -> [ConsultationEvent] {
        guard Self.isText(description, upTo: limits.textBytesMax) else { throw .invalid }
        guard issues.count < limits.issuesMax, issueCount(of: number) < limits.issuesPerSeatMax else { throw .tooMany }
        guard let diagnostics else { return [report] }
        guard Self.isText(diagnostics, upTo: limits.diagnosticsBytesMax) else { throw .invalid }
        // The diagnostics stand before it.
        return [.diagnosticsGiven(by: number, issue: seq + 2, text: .present(diagnostics)), report]
    }

    /// The events by which somebody, or nobody any more, looks after an issue; none if it is so already.
    package func decideAssigning(
        _ seq: UInt64,
        to assignee: PersonID?,
        by person: PersonID
    ) throws(Refusal) -> [ConsultationEvent] {
        let issue = try openIssue(seq)
        return issue.assignee == assignee ? [] : [.issueAssigned(issue: seq, to: assignee, by: person)]
    }

    /// The events by which an issue is resolved, once.
    package func decideResolving(
        _ seq: UInt64,
        note: String,
        by person: PersonID,
        limits: Limits
    ) throws(Refusal) -> [ConsultationEvent] {
        _ = try openIssue(seq)
        guard booking?.title != .erased, !keeping.isErased else { throw .over }
        guard Self.isText(note, upTo: limits.textBytesMax) else { throw .invalid }
        return [.issueResolved(issue: seq, by: person, note: .present(note))]
    }

    /// The events by which the hub notices a person's trouble; none where there are enough issues, or it is over.
    ///
    /// It leaves the person room to report something.
    package func decideNoticing(
        _ number: SeatNumber,
        _ summary: QualitySummary,
        limits: Limits
    ) -> [ConsultationEvent] {
        guard !status.isFinal, seat(number)?.presence == .inRoom, issues.count < limits.issuesMax,
            issueCount(of: number) < limits.issuesPerSeatMax / 2
        else { return [] }
        return [.troubleNoticed(number, .connection, .disturbing, summary)]
    }

    private func issueCount(of number: SeatNumber) -> Int { issues.count { $0.seat == number } }

    private func openIssue(_ seq: UInt64) throws(Refusal) -> Issue {
        guard let issue = issues.first(where: { $0.seq == seq }) else { throw .notFound }
        guard !issue.isResolved else { throw .resolved }
        return issue
    }
}
