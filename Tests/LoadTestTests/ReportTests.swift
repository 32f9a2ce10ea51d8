import Foundation
import Testing

@testable import LoadTestKit

@Suite struct ReportTests {
    @Test func thePageNeedsNothingFromElsewhere() async throws {
        let page = try await Self.report().page
        for word in ["src=", "href=", "<link", "<script", "url(", "@import"] {
            #expect(!page.contains(word), "\(word)")
        }
        #expect(page.contains("<svg"))
        #expect(page.contains("prefers-color-scheme: dark"))
    }

    @Test func thePageEscapesWhatItShows() async throws {
        var report = try await Self.report()
        report.title = "<b>&"
        #expect(report.page.contains("<h1>&lt;b&gt;&amp;</h1>"))
    }

    @Test func aFailedCheckStandsInAllReports() async throws {
        var report = try await Self.report()
        #expect(report.isGood)
        report.findings.add(.leaked, 3, "somebody saw something")
        #expect(!report.isGood)
        for text in [report.text, report.page, String(decoding: try report.json, as: UTF8.self)] {
            #expect(text.contains("somebody saw something"))
        }
        #expect(report.text.contains("FAILED: seen by someone not entitled: 3"))
    }

    @Test func theFiguresComeBackFromJSON() async throws {
        let report = try await Self.report()
        let read = try JSONDecoder().decode(RunReport.self, from: report.json)
        #expect(read.deliveries == report.deliveries)
        #expect(read.timeline.count == report.timeline.count)
    }

    @Test func aHarnessThatWasTheLimitSaysSo() async throws {
        var report = try await Self.report()
        report.ownSeconds = report.measuredSeconds * 0.952
        #expect(report.doubts.contains { $0.contains("95 %") })
        #expect(report.text.contains("harness used 95 %"))
    }

    @Test func aSeriesHasARowForEachSize() async throws {
        var growth = GrowthReport(title: "Growth", dimension: "people")
        let report = try await Self.report()
        for value in [2, 4] { growth.steps.append(.init(value: value, report: report)) }
        #expect(growth.isGood)
        for value in [2, 4] { #expect(growth.text.contains(" \(value) ")) }
        #expect(growth.page.contains("<svg"))
    }

    @Test func thisProcessCanBeRead() throws {
        let reading = try #require(ProcessGauge.own.read())
        #expect(reading.residentBytes > 0)
        #expect(reading.openFiles > 0)
        #expect(reading.threads > 0)
        #expect(ProcessGauge(pid: 0).read() == nil)
    }

    /// Of a small run at the fake hub.
    private static func report() async throws -> RunReport {
        let people = (0..<3).map { Account(email: "doctor-\($0)", password: "", role: "") }
        return try await FakeHub.serving(FaultTrigger(nil, turn: 0)) { place in
            var scenario = Scenario()
            scenario.groups = [Scenario.Group()]
            scenario.groups[0].people = Spread(3)
            scenario.groups[0].traffic = [
                Scenario.Traffic(pace: .closed(window: 1, after: .copy)),
                Scenario.Traffic(lane: .signal, pace: .closed(window: 1, after: .reply)),
            ]
            scenario.warmUpSeconds = 0
            scenario.quietSeconds = 0
            scenario.messages = 100
            var options = RunOptions()
            options.target = .running(place, people: people, pid: ProcessInfo.processInfo.processIdentifier)
            return try await LoadRun(scenario, options).run()
        }
        .value
    }
}
