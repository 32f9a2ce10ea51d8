/// What a device measured of its own connection over the last moments.
///
/// Devices tell it every few seconds; it is worthless a minute later, but for what the hub sums up of it.
package struct QualityReport: Hashable, Sendable {
    /// The largest values that make sense; beyond them a report is refused.
    package static let millisecondsMax = 60_000
    package static let permilleMax = 1000
    package static let kilobitsMax = 10_000_000

    package var roundTripMilliseconds: Int
    package var lossPermille: Int
    package var jitterMilliseconds: Int
    /// In kilobits a second; 0 where nothing was measured.
    package var bitrateKilobits: Int

    package init(
        roundTripMilliseconds: Int,
        lossPermille: Int,
        jitterMilliseconds: Int,
        bitrateKilobits: Int
    ) {
        self.roundTripMilliseconds = roundTripMilliseconds
        self.lossPermille = lossPermille
        self.jitterMilliseconds = jitterMilliseconds
        self.bitrateKilobits = bitrateKilobits
    }

    /// Whether all values are in range.
    package var isSound: Bool {
        (0...Self.millisecondsMax).contains(roundTripMilliseconds)
            && (0...Self.permilleMax).contains(lossPermille)
            && (0...Self.millisecondsMax).contains(jitterMilliseconds)
            && (0...Self.kilobitsMax).contains(bitrateKilobits)
    }
}

/// How well a visit can be held over a connection.
package enum QualityVerdict: UInt8, Sendable, CaseIterable, Comparable {
    case good = 1
    /// It can be heard or seen that something is missing.
    case poor = 2
    /// Hardly anything can be understood.
    case bad = 3

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .good: "good"
        case .poor: "poor"
        case .bad: "bad"
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension QualityReport {
    /// The worst that one of the values says.
    ///
    /// The steps are about those from which on people complain: a round trip of 300 ms is the longest at which nobody
    /// interrupts the other by mistake (ITU-T G.114 has 150 ms for one way), lost packets are concealed up to some three
    /// in a hundred. `docs/rest/live.md` has the table.
    package var verdict: QualityVerdict {
        max(
            Self.verdict(roundTripMilliseconds, poorAbove: 300, badAbove: 800),
            Self.verdict(lossPermille, poorAbove: 30, badAbove: 100),
            Self.verdict(jitterMilliseconds, poorAbove: 40, badAbove: 120),
            Self.verdict(ofBitrate: bitrateKilobits)
        )
    }

    private static func verdict(_ value: Int, poorAbove: Int, badAbove: Int) -> QualityVerdict {
        if value > badAbove { return .bad }
        return value > poorAbove ? .poor : .good
    }

    private static func verdict(ofBitrate kilobits: Int) -> QualityVerdict {
        guard kilobits > 0 else { return .good }
        if kilobits < 40 { return .bad }
        return kilobits < 150 ? .poor : .good
    }
}
