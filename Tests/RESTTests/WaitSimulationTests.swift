import Core
import Foundation
import TestKit
import Testing

@testable import REST

/// How far the estimates of the wait are off, on days that a doctor may have: printed, and held to a bound.
///
/// `./run.sh bench waiting`, or `LASO_RUNS=1000` for more days; `LASO_SEED` repeats a run.
struct WaitSimulationTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let days = environment["LASO_RUNS"].flatMap { Int($0) } ?? 60
    private static let seed = environment["LASO_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...999_999)

    @Test(arguments: [0.25, 0.5])
    func theEstimateHoldsTheWaitMoreOftenThanNot(spread: Double) {
        var generator = SplitMix64(seed: Self.seed)
        var learned = DurationTally()
        var score = EstimateScore()
        for _ in 0..<Self.days {
            let day = SimulatedDay(spread: spread, &generator)
            day.judge(learned, &score)
            for visit in day.visits { if let length = visit.length { learned.add(length) } }
        }
        print("visits off their plan by \(Int(spread * 100)) %: \(score) (LASO_SEED=\(Self.seed))")
        #expect(score.count > Self.days * 10)
        #expect(score.insideShare > 0.5)
        #expect(score.missMean < 10)
    }
}

/// How estimates compare with what came true, in minutes.
struct EstimateScore: CustomStringConvertible {
    private(set) var count = 0
    private var insideCount = 0
    private var misses = 0.0
    private var middleErrors = 0.0
    private var widths = 0.0

    mutating func add(_ estimate: WaitEstimate, wait: Double) {
        let (low, high) = (Double(estimate.fromMinutes), Double(estimate.toMinutes))
        let miss = max(low - wait, wait - high, 0)
        count += 1
        if miss == 0 { insideCount += 1 }
        misses += miss
        middleErrors += abs((low + high) / 2 - wait)
        widths += high - low
    }

    var insideShare: Double { Double(insideCount) / Double(max(count, 1)) }

    /// How far from the range it came true, where it was not in it, over all.
    var missMean: Double { misses / Double(max(count, 1)) }

    var description: String {
        func text(_ value: Double) -> String { String(format: "%.1f", value) }
        let middle = text(middleErrors / Double(max(count, 1)))
        return """
            \(count) estimates, \(text(insideShare * 100)) % came true, missed by \(text(missMean)) min on average; \
            the middle of the range is \(middle) min off, the range \(text(widths / Double(max(count, 1)))) min wide
            """
    }
}

/// A day of one doctor: twenty-four visits of twenty minutes, patients who come early, late or never, and visits that take
/// as long as they take.
struct SimulatedDay {
    struct Visit {
        let id = ConsultationID(uuid: UUID())
        let start: Timestamp
        /// `nil` for who never comes.
        var arrival: Timestamp?
        var begun: Timestamp?
        var length: Duration?

        var ended: Timestamp? {
            guard let begun, let length else { return nil }
            return begun + length
        }
    }

    private static let morning = Timestamp(milliseconds: 1_800_000_000_000)
    private static let minutes = 20

    private(set) var visits: [Visit]

    /// `spread` is how far lengths are off the plan, as the deviation of their logarithm.
    init(spread: Double, _ generator: inout SplitMix64) {
        visits = (0..<24).map { index in
            let start = Self.morning + .seconds(index * Self.minutes * 60)
            let isLost = Double.random(in: 0..<1, using: &generator) < 0.05
            let offset = Int.random(in: -900...420, using: &generator)
            return Visit(start: start, arrival: isLost ? nil : start + .seconds(offset))
        }
        see(spread, &generator)
    }

    /// One after the other: of those who are there, whose time was first.
    private mutating func see(_ spread: Double, _ generator: inout SplitMix64) {
        var free = Self.morning
        while true {
            let left = visits.indices.filter { visits[$0].arrival != nil && visits[$0].begun == nil }
            guard let first = left.compactMap({ visits[$0].arrival }).min() else { return }
            free = max(free, first)
            guard let next = left.first(where: { (visits[$0].arrival ?? free) <= free }) else { return }
            let length = Double(Self.minutes * 60) * 0.95 * exp(spread * Self.normal(&generator))
            visits[next].begun = free
            visits[next].length = .seconds(max(60, Int(length)))
            free = visits[next].ended ?? free
        }
    }

    /// Of the standard normal distribution (Box and Muller).
    private static func normal(_ generator: inout SplitMix64) -> Double {
        let first = Double.random(in: .ulpOfOne..<1, using: &generator)
        let second = Double.random(in: 0..<1, using: &generator)
        return (-2 * log(first)).squareRoot() * cos(2 * .pi * second)
    }

    /// Asks every five minutes for everybody who waits.
    func judge(_ learned: DurationTally, _ score: inout EstimateScore) {
        for visit in visits {
            guard let arrival = visit.arrival, let begun = visit.begun else { continue }
            var now = arrival
            while now < begun {
                let estimate = WaitEstimate(
                    for: visit.id,
                    start: visit.start,
                    behind: visits.map { seen($0, at: now) },
                    durations: learned,
                    at: now
                )
                score.add(estimate, wait: Double((begun - now).components.seconds) / 60)
                now = now + .seconds(300)
            }
        }
    }

    private func seen(_ visit: Visit, at now: Timestamp) -> WaitEstimate.Visit {
        var status = ConsultationStatus.scheduled
        if let ended = visit.ended, ended <= now {
            status = .ended
        } else if let begun = visit.begun, begun <= now {
            status = .active
        } else if let arrival = visit.arrival, arrival <= now {
            status = .waiting
        } else if visit.arrival == nil, visit.start + Periods().noShow <= now {
            status = .noShow
        }
        return WaitEstimate.Visit(
            id: visit.id,
            start: visit.start,
            minutes: Self.minutes,
            status: status,
            begun: status == .active ? visit.begun : nil
        )
    }
}
