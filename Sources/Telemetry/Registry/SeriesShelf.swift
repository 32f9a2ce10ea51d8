/// All series, by metric: who may join, and who is turned away.
struct SeriesShelf {
    /// Why there is no such series.
    enum DropReason: String, CaseIterable {
        /// There are as many as may be.
        case limit
        /// The name is taken by a metric of another kind.
        case conflict
    }

    /// One metric with all its series.
    struct Family {
        let name: String
        let kind: MetricKind
        let buckets: Buckets
        var series: [LabelSet: any Series] = [:]
    }

    static let droppedName = "telemetry_series_dropped_total"

    private let linesMax: Int
    private var lineCount = 0
    private(set) var families: [String: Family] = [:]
    /// Which metric each name of a line belongs to.
    private var owners: [String: String] = [:]
    private var helps: [String: String] = [:]
    private var buckets: [String: Buckets] = [:]
    private var dropped: [DropReason: CounterSeries] = [:]

    init(linesMax: Int) {
        // The counter of what is dropped is there before the limit counts.
        self.linesMax = linesMax + DropReason.allCases.count
        describe(Self.droppedName, help: "Series that are not kept, by reason.", buckets: nil)
        for reason in DropReason.allCases {
            let labels = LabelSet([("reason", reason.rawValue)])
            dropped[reason] = series(Self.droppedName, kind: .counter, labels: labels) { identity, _ in
                CounterSeries(identity)
            }
        }
    }

    mutating func describe(_ label: String, help: String, buckets: Buckets?) {
        let name = MetricName.metric(label, kind: .gauge)
        helps[name] = help
        if let buckets { self.buckets[name] = buckets }
    }

    /// The text given for a metric; a counter's may have been given without its `_total`.
    func help(for family: Family) -> String? {
        if let help = helps[family.name] { return help }
        guard family.kind == .counter else { return nil }
        return helps[String(family.name.dropLast("_total".count))]
    }

    /// The series of this name and these labels, made if there is none.
    ///
    /// `nil`, and counted, where it can't be had; `nil`, and not counted, where the value is already collected.
    mutating func series<Wanted: Series>(
        _ label: String,
        kind: MetricKind,
        labels: LabelSet,
        standard: Buckets = .seconds,
        make: (SeriesIdentity, Buckets) -> Wanted
    ) -> Wanted? {
        let name = MetricName.metric(label, kind: kind)
        guard var family = family(name, kind: kind, standard: standard) else { return drop(.conflict) }
        if let present = family.series[labels] { return present as? Wanted }
        let new = make(SeriesIdentity(name: name, labels: labels), family.buckets)
        guard lineCount + new.lineCount <= linesMax else { return drop(.limit) }
        family.series[labels] = new
        keep(family, lines: new.lineCount)
        return new
    }

    /// Puts a collected value in the place of whatever had its name and labels.
    mutating func collect(
        _ label: String,
        kind: MetricKind,
        labels: LabelSet,
        _ collect: @escaping @Sendable () -> Double?
    ) {
        let name = MetricName.metric(label, kind: kind)
        guard var family = family(name, kind: kind, standard: .seconds) else { return count(.conflict) }
        let new = CollectedSeries(SeriesIdentity(name: name, labels: labels), collect: collect)
        let lines = new.lineCount - (family.series[labels]?.lineCount ?? 0)
        guard lineCount + lines <= linesMax else { return count(.limit) }
        family.series[labels] = new
        keep(family, lines: lines)
    }

    /// Forgets a series; nothing happens if another one has its place by now.
    mutating func remove(_ series: any Series) {
        let identity = series.identity
        guard var family = families[identity.name], family.series[identity.labels] === series else { return }
        family.series[identity.labels] = nil
        lineCount -= series.lineCount
        families[identity.name] = family.series.isEmpty ? nil : family
        guard family.series.isEmpty else { return }
        for name in family.kind.sampleNames(identity.name) { owners[name] = nil }
    }

    /// The metric of this name, or one that may be kept; `nil` if another kind has the name.
    private func family(_ name: String, kind: MetricKind, standard: Buckets) -> Family? {
        if let family = families[name] { return family.kind == kind ? family : nil }
        guard kind.sampleNames(name).allSatisfy({ owners[$0] == nil }) else { return nil }
        return Family(name: name, kind: kind, buckets: buckets[name] ?? standard)
    }

    private mutating func keep(_ family: Family, lines: Int) {
        lineCount += lines
        families[family.name] = family
        for name in family.kind.sampleNames(family.name) { owners[name] = family.name }
    }

    private func drop<Wanted>(_ reason: DropReason) -> Wanted? {
        count(reason)
        return nil
    }

    private func count(_ reason: DropReason) {
        dropped[reason]?.increment(by: Int64(1))
    }
}
