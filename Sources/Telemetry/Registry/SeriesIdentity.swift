/// Which series of which metric.
struct SeriesIdentity: Hashable, Sendable {
    let name: String
    let labels: LabelSet
}
