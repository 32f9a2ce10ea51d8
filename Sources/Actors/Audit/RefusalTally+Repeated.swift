package import Core

extension RefusalTally {
    /// Refusals that are one row.
    package struct Repeated: Hashable, Sendable {
        /// The first of them, with what all of them were about, and where from if that is true of all.
        package let record: AuditRecord
        package let count: UInt64
        package let since: Timestamp

        /// One more.
        func and(_ later: AuditRecord) -> Self { adding(later, count: 1) }

        /// So many more.
        func and(_ later: Self) -> Self { adding(later.record, count: later.count) }

        private func adding(_ later: AuditRecord, count more: UInt64) -> Self {
            Self(record: record.and(later), count: count + more, since: since)
        }
    }
}

extension AuditRecord {
    /// The same refusal by other names.
    func of(operation: String, code: String) -> AuditRecord {
        copy(session, operation, subjects, .refused(code: code), address)
    }

    /// Stands for a later one, too: where it came from is left out if that is not the same.
    fileprivate func and(_ later: AuditRecord) -> AuditRecord {
        let isSameNetwork = address?.value?.group == later.address?.value?.group
        return copy(
            session == later.session ? session : nil,
            operation,
            later.subjects.reduce(into: subjects) { $0.name($1) },
            outcome,
            isSameNetwork ? address : nil
        )
    }

    private func copy(
        _ session: SessionID?,
        _ operation: String,
        _ subjects: [Subject],
        _ outcome: Outcome,
        _ address: Erasable<ClientAddress>?
    ) -> AuditRecord {
        AuditRecord(
            door: door,
            person: person,
            role: role,
            session: session,
            operation: operation,
            subjects: subjects,
            outcome: outcome,
            requestID: requestID,
            address: address
        )
    }
}

extension [AuditRecord.Subject] {
    /// Adds one as the newest: what came first stays, and of the others the oldest gives way.
    ///
    /// Who asks for anything first, so that there is no room for what they are after, is still seen with the newest.
    fileprivate mutating func name(_ subject: AuditRecord.Subject) {
        let half = RefusalTally.subjectsMax / 2
        if let known = firstIndex(of: subject) {
            guard known >= half else { return }
            remove(at: known)
        }
        append(subject)
        if count > RefusalTally.subjectsMax { remove(at: half) }
    }
}
