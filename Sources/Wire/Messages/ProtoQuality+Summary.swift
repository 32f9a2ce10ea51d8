import Core

extension ProtoQuality {
    /// A summary in the words of the wire.
    init(_ summary: QualitySummary) {
        self.init()
        verdict = summary.verdict.proto()
        reports = UInt32(clamping: summary.reportCount)
        poorReports = UInt32(clamping: summary.poorCount)
        badReports = UInt32(clamping: summary.badCount)
        roundTripMs = ProtoQualitySpread(summary.roundTrip)
        lossPermille = ProtoQualitySpread(summary.loss)
        jitterMs = ProtoQualitySpread(summary.jitter)
        bitrateKbps = ProtoQualitySpread(summary.bitrate)
    }
}

extension ProtoQualitySpread {
    fileprivate init(_ spread: QualitySummary.Spread) {
        self.init()
        mean = UInt32(clamping: spread.mean)
        usual = UInt32(clamping: spread.usual)
        worst = UInt32(clamping: spread.worst)
    }
}
