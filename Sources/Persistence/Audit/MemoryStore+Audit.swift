package import Core

/// The list of accesses of a journal that keeps nothing: it looks at all of the one node's audit, and takes the `seq` for the
/// position.
extension MemoryStore {
    package func audit(_ query: AuditQuery) -> AuditPage {
        let rows = entries(of: .audit, after: 0, limit: .max).compactMap { entry -> AuditRow? in
            // What can't be decoded was refused when it was appended.
            guard let event = try? AuditEvent(entry.content) else { return nil }
            return AuditRow(position: entry.seq, seq: entry.seq, time: entry.time, event: event)
        }
        let matching = rows.filter { query.matches($0) }
        let before = matching.filter { row in query.before.map { row.position < $0 } ?? true }
        return AuditPage(
            total: min(matching.count, AuditPage.countMax),
            rows: Array(before.reversed().prefix(max(query.limit, 0)))
        )
    }

    package func auditEnd(_ entity: EntityID) -> AuditEnd {
        guard let last = entries(of: entity, after: 0, limit: .max).last else { return AuditEnd() }
        return AuditEnd(seq: last.seq, time: last.time)
    }
}

extension AuditQuery {
    fileprivate func matches(_ row: AuditRow) -> Bool {
        if let from, row.time < from { return false }
        if let to, row.time >= to { return false }
        switch row.event {
        case .accessed(let record), .refusedOften(let record, _, _):
            if let person, record.person != person { return false }
            if let subject, !record.subjects.contains(where: { $0.uuid == subject }) { return false }
            if let operation, record.operation != operation { return false }
            return isRefused.map { $0 == (record.outcome != .allowed) } ?? true
        case .turnedAway:
            guard person == nil, subject == nil else { return false }
            return operation ?? AuditProjection.turnedAway == AuditProjection.turnedAway && isRefused ?? true
        }
    }
}

extension MemoryJournal: AuditCatalog {
    package func audit(_ query: AuditQuery) async throws(JournalReadError) -> AuditPage {
        try read { $0.audit(query) }
    }

    package func auditEnd(_ entity: EntityID) async throws(JournalReadError) -> AuditEnd {
        try read { $0.auditEnd(entity) }
    }
}
