/// One series of one metric: its value lives here, and whoever holds it changes it without a lock.
protocol Series: AnyObject, Sendable {
    var identity: SeriesIdentity { get }

    /// How many lines of an exposition the series takes.
    var lineCount: Int { get }

    func write(to text: inout ExpositionText)
}
