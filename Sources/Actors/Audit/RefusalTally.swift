package import Core

/// Which refusals of people who are signed in get a row each, and how often the others came.
///
/// The first few of a kind between two looks are rows, so that nobody has to wait for what matters; what follows of the same
/// person, sign-in, address, operation and code is one row with its count, so that whoever asks again and again does not fill the disk.
/// - Limits: ``kindsPerPersonMax`` kinds of a person are told apart, and so many people as ``Crowd`` says; what is beyond is counted
///   together.
package struct RefusalTally: Sendable {
    package static let rowsPerKind = 3
    package static let kindsPerPersonMax = 16
    /// What one row with a count names at most: half of it what came first, half what came last.
    package static let subjectsMax = 32

    /// Each has room of its own, so that many who come easily leave that of the others.
    package enum Crowd: Hashable, Sendable, CaseIterable {
        case guests
        case patients
        /// Everybody else.
        case clinic

        package init(_ role: Role?) {
            switch role {
            case .guest: self = .guests
            case .patient: self = .patients
            case .doctor, .interpreter, .staff, .admin, nil: self = .clinic
            }
        }

        /// People who are told apart.
        package var peopleMax: Int {
            switch self {
            case .guests: 64
            case .patients, .clinic: 1024
            }
        }
    }

    /// What becomes of a refusal.
    package enum Verdict: Hashable, Sendable {
        /// It is written by itself.
        case row
        /// It is in a count that ``take()`` gives out.
        case counted
        /// There is no more room for people: it is counted like those of strangers.
        case nameless
    }

    private struct Asker: Hashable {
        let person: PersonID
        let crowd: Crowd
    }

    private struct Kind: Hashable {
        let door: AuditRecord.Door
        let operation: String
        let code: String
        /// Whoever stole a sign-in is not counted with its owner.
        let session: SessionID?
        let network: ClientAddress?

        /// Stands for all that are too many.
        static let others = Kind(door: .rest, operation: "other", code: "other", session: nil, network: nil)

        init(_ record: AuditRecord, _ code: String) {
            self.init(
                door: record.door,
                operation: record.operation,
                code: code,
                session: record.session,
                network: record.address?.value?.group
            )
        }

        private init(
            door: AuditRecord.Door,
            operation: String,
            code: String,
            session: SessionID?,
            network: ClientAddress?
        ) {
            self.door = door
            self.operation = operation
            self.code = code
            self.session = session
            self.network = network
        }

        var isOthers: Bool { operation == Self.others.operation && code == Self.others.code }
    }

    private struct Tally {
        var rows = 0
        var repeated: Repeated?
    }

    private var askers: [Asker: [Kind: Tally]] = [:]
    private var counts: [Crowd: Int] = [:]

    package init() {}

    /// What becomes of a record; one that is no refusal of somebody signed in is always a row.
    package mutating func judge(_ record: AuditRecord, at now: Timestamp) -> Verdict {
        guard case .refused(let code) = record.outcome, let person = record.person else { return .row }
        let asker = Asker(person: person, crowd: Crowd(record.role))
        guard askers[asker] != nil || counts[asker.crowd, default: 0] < asker.crowd.peopleMax else { return .nameless }
        let kinds = askers[asker, default: [:]]
        var kind = Kind(record, code)
        if kinds[kind] == nil, kinds.count >= Self.kindsPerPersonMax { kind = .others }
        var tally = kinds[kind] ?? Tally()
        defer { put(tally, kind, asker) }
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
        let taken = askers.values.flatMap { $0.values.compactMap(\.repeated) }
        (askers, counts) = ([:], [:])
        return taken.sorted { ($0.since, $0.record.operation) < ($1.since, $1.record.operation) }
    }

    /// Puts counts back that could not be written.
    package mutating func keep(_ kept: [Repeated]) {
        for repeated in kept {
            guard case .refused(let code) = repeated.record.outcome, let person = repeated.record.person else {
                continue
            }
            let named = Kind(repeated.record, code)
            let kind = named.isOthers ? .others : named
            let asker = Asker(person: person, crowd: Crowd(repeated.record.role))
            var tally = askers[asker]?[kind] ?? Tally(rows: Self.rowsPerKind)
            tally.repeated = tally.repeated.map(repeated.and) ?? repeated
            put(tally, kind, asker)
        }
    }

    private mutating func put(_ tally: Tally, _ kind: Kind, _ asker: Asker) {
        if askers[asker] == nil { counts[asker.crowd, default: 0] += 1 }
        askers[asker, default: [:]][kind] = tally
    }
}
