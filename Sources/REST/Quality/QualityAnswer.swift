import Core

/// How one person's connection was while they were in the room.
struct QualityAnswer: Encodable, Sendable {
    let seq: UInt64
    let time: String
    let seat: UInt16
    let quality: QualityFigures

    /// Nothing for other events, and for those that this seat was not told.
    init?(_ entry: JournalEntry, for viewer: SeatNumber) throws(StorageError) {
        guard entry.audience.contains(viewer),
            case .qualitySummarised(let number, let summary) = try ConsultationEvent(entry.content)
        else { return nil }
        seq = entry.seq
        time = entry.time.rfc3339
        seat = number.rawValue
        quality = QualityFigures(summary)
    }

    static let schema = JSONSchema.named(
        "ConnectionQuality",
        .object([
            .required("seq", .integer(1...Int.max)), .required("time", .time), .required("seat", .seat),
            .required("quality", QualityFigures.schema),
        ])
    )
}

/// What devices reported, summed up.
struct QualityFigures: Encodable, Sendable {
    struct Spread: Encodable, Sendable {
        let mean: Int
        let usual: Int
        let worst: Int

        init(_ spread: QualitySummary.Spread) {
            mean = spread.mean
            usual = spread.usual
            worst = spread.worst
        }

        static let schema = JSONSchema.object([
            .required("mean", .integer(0...Int.max)), .required("usual", .integer(0...Int.max)),
            .required("worst", .integer(0...Int.max)),
        ])
    }

    let verdict: String
    let reports: Int
    let poorReports: Int
    let badReports: Int
    let roundTripMs: Spread
    let lossPermille: Spread
    let jitterMs: Spread
    let bitrateKbps: Spread

    init(_ summary: QualitySummary) {
        verdict = summary.verdict.name
        reports = summary.reportCount
        poorReports = summary.poorCount
        badReports = summary.badCount
        roundTripMs = Spread(summary.roundTrip)
        lossPermille = Spread(summary.loss)
        jitterMs = Spread(summary.jitter)
        bitrateKbps = Spread(summary.bitrate)
    }

    static let schema = JSONSchema.named(
        "QualityFigures",
        .object([
            .required("verdict", .choice(QualityVerdict.allCases.map(\.name))),
            .required("reports", .integer(1...Int.max)), .required("poor_reports", .integer(0...Int.max)),
            .required("bad_reports", .integer(0...Int.max)), .required("round_trip_ms", Spread.schema),
            .required("loss_permille", Spread.schema), .required("jitter_ms", Spread.schema),
            .required("bitrate_kbps", Spread.schema),
        ])
    )
}
