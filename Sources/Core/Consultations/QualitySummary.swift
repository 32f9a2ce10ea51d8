/// What one person's devices reported of their connections while the person was in the room.
package struct QualitySummary: Hashable, Sendable {
    /// How one value was spread over the reports.
    package struct Spread: Hashable, Sendable {
        package var mean: Int
        /// Nineteen of twenty reports were not worse; at most a thirty-second off.
        package var usual: Int
        package var worst: Int

        package init(mean: Int, usual: Int, worst: Int) {
            self.mean = mean
            self.usual = usual
            self.worst = worst
        }
    }

    package var reportCount: Int
    /// Reports that were poor, apart from those that were bad.
    package var poorCount: Int
    package var badCount: Int
    /// In milliseconds.
    package var roundTrip: Spread
    /// In thousandths.
    package var loss: Spread
    /// In milliseconds.
    package var jitter: Spread
    /// In kilobits a second, the lowest being the worst; all 0 where nothing was measured.
    package var bitrate: Spread

    package init(
        reportCount: Int,
        poorCount: Int,
        badCount: Int,
        roundTrip: Spread,
        loss: Spread,
        jitter: Spread,
        bitrate: Spread
    ) {
        self.reportCount = reportCount
        self.poorCount = poorCount
        self.badCount = badCount
        self.roundTrip = roundTrip
        self.loss = loss
        self.jitter = jitter
        self.bitrate = bitrate
    }

    /// Bad where a fifth of the reports were, poor where a fifth were poor or bad.
    package var verdict: QualityVerdict {
        if badCount * 5 >= reportCount { return .bad }
        return (poorCount + badCount) * 5 >= reportCount ? .poor : .good
    }
}

extension QualitySummary {
    package func write(to writer: inout StorageWriter) {
        for count in [reportCount, poorCount, badCount] { writer.write(count) }
        for spread in [roundTrip, loss, jitter, bitrate] {
            writer.write(spread.mean)
            writer.write(spread.usual)
            writer.write(spread.worst)
        }
    }

    package init(from reader: inout StorageReader) throws(StorageError) {
        reportCount = try reader.integer("reports")
        poorCount = try reader.integer("poor reports")
        badCount = try reader.integer("bad reports")
        // What is summed up later must not overflow.
        let counts = [reportCount, poorCount, badCount]
        guard reportCount > 0, counts.allSatisfy({ $0 <= Int(Int32.max) }) else { throw .invalid(field: "reports") }
        roundTrip = try Spread(from: &reader)
        loss = try Spread(from: &reader)
        jitter = try Spread(from: &reader)
        bitrate = try Spread(from: &reader)
    }
}

extension QualitySummary.Spread {
    fileprivate init(from reader: inout StorageReader) throws(StorageError) {
        self.init(
            mean: try reader.integer("mean"),
            usual: try reader.integer("usual"),
            worst: try reader.integer("worst")
        )
    }
}
