package import Core

/// Which refusals of people who are signed in get a row each, and how often the others came.
///
/// The first few of a kind between two looks are rows, so that nobody has to wait for what matters; what follows of the same
/// person, operation and code is one row with its count, so that whoever asks again and again does not fill the disk.
/// - Limits: ``kindsPerPersonMax`` kinds of a person are told apart and ``peopleMax`` people; what is beyond is counted together.
package struct RefusalTally: Sendable {
    package static let rowsPerKind = 3
    package static let kindsPerPersonMax = 16
    package static let peopleMax = 1024
    /// What one row with a count names at most.
    package static let subjectsMax = 32

    /// What becomes of a refusal.
    package enum Verdict: Hashable, Sendable {
        /// It is written by itself.
        case row
        /// It is in a count that ``take()`` gives out.
        case counted
        /// There is no more room for people: it is counted like those of strangers.
        case nameless
    }

    /// Refusals that are one row.
    package struct Repeated: Hashable, Sendable {
        /// The first of them, with what all of them were about.
        package fileprivate(set) var record: AuditRecord
        package fileprivate(set) var count: UInt64
        package let since: Timestamp
    }

    private struct Kind: Hashable {
        let door: AuditRecord.Door
        let operation: String
        let code: String

        /// Stands for all that are too many.
        static let others = Kind(door: .rest, operation: "other", code: "other")

        var isOthers: Bool { operation == Self.others.operation && code == Self.others.code }
    }

    private struct Tally {
        var rows = 0
        var repeated: Repeated?
    }

    private var people: [PersonID: [Kind: Tally]] = [:]

    package init() {}

    /// What becomes of a record; one that is no refusal of somebody signed in is always a row.
    package mutating func judge(_ record: AuditRecord, at now: Timestamp) -> Verdict {
        guard case .refused(let code) = record.outcome, let person = record.person else { return .row }
        guard people[person] != nil || people.count < Self.peopleMax else { return .nameless }
        var kinds = people[person, default: [:]]
        var kind = Kind(door: record.door, operation: record.operation, code: code)
        if kinds[kind] == nil, kinds.count >= Self.kindsPerPersonMax { kind = .others }
        var tally = kinds[kind] ?? Tally()
        defer {
            kinds[kind] = tally
            people[person] = kinds
        }
        if kind != .others, tally.rows < Self.rowsPerKind {
            tally.rows += 1
            return .row
        }
        let record = kind == .others ? record.of(operation: kind.operation, code: kind.code) : record
        tally.repeated = tally.repeated.map { $0.and(record) } ?? Repeated(record: record, count: 1, since: now)
        return .counted
    }

    /// All counts, the oldest first, and a new beginning.
    package mutating func take() -> [Repeated] {
        let taken = people.values.flatMap { $0.values.compactMap(\.repeated) }
        people = [:]
        return taken.sorted { ($0.since, $0.record.operation) < ($1.since, $1.record.operation) }
    }

    /// Puts counts back that could not be written.
    package mutating func keep(_ counts: [Repeated]) {
        for repeated in counts {
            guard case .refused(let code) = repeated.record.outcome, let person = repeated.record.person else {
                continue
            }
            let named = Kind(door: repeated.record.door, operation: repeated.record.operation, code: code)
            let kind = named.isOthers ? .others : named
            var tally = people[person]?[kind] ?? Tally(rows: Self.rowsPerKind)
            var sum = repeated
            if let later = tally.repeated {
                sum = sum.and(later.record)
                sum.count = repeated.count + later.count
            }
            tally.repeated = sum
            people[person, default: [:]][kind] = tally
        }
    }
}

extension RefusalTally.Repeated {
    /// One more.
    fileprivate func and(_ record: AuditRecord) -> Self {
        var sum = self
        sum.count += 1
        let known = Set(self.record.subjects)
        let more = record.subjects.filter { !known.contains($0) }
        sum.record = self.record.about(Array((self.record.subjects + more).prefix(RefusalTally.subjectsMax)))
        return sum
    }
}

extension AuditRecord {
    /// The same about something else.
    fileprivate func about(_ subjects: [Subject]) -> AuditRecord {
        copy(operation: operation, subjects: subjects, outcome: outcome)
    }

    /// The same refusal by other names.
    fileprivate func of(operation: String, code: String) -> AuditRecord {
        copy(operation: operation, subjects: subjects, outcome: .refused(code: code))
    }

    private func copy(operation: String, subjects: [Subject], outcome: Outcome) -> AuditRecord {
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
