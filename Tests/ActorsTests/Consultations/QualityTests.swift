import Core
import TestKit
import Testing
import Wire

@testable import Actors

/// What devices report of their connections, and what is kept of it.
struct QualityTests {
    private static let good = QualityReport(
        roundTripMilliseconds: 40,
        lossPermille: 0,
        jitterMilliseconds: 5,
        bitrateKilobits: 1500
    )
    private static let bad = QualityReport(
        roundTripMilliseconds: 900,
        lossPermille: 200,
        jitterMilliseconds: 80,
        bitrateKilobits: 30
    )

    private func send(_ report: QualityReport, _ counter: UInt64, from socket: Visit.Socket, in visit: Visit) {
        visit.send(.transient(.reportQuality(report)), counter, from: socket)
    }

    // MARK: Values

    @Test(
        arguments: [
            (300, 30, 40, 0, QualityVerdict.good), (301, 0, 0, 0, .poor), (800, 0, 0, 0, .poor), (801, 0, 0, 0, .bad),
            (0, 31, 0, 0, .poor), (0, 101, 0, 0, .bad), (0, 0, 41, 0, .poor), (0, 0, 121, 0, .bad),
            (0, 0, 0, 150, .good), (0, 0, 0, 149, .poor), (0, 0, 0, 39, .bad),
        ]
    )
    func theWorstValueIsTheVerdict(roundTrip: Int, loss: Int, jitter: Int, bitrate: Int, verdict: QualityVerdict) {
        let report = QualityReport(
            roundTripMilliseconds: roundTrip,
            lossPermille: loss,
            jitterMilliseconds: jitter,
            bitrateKilobits: bitrate
        )
        #expect(report.verdict == verdict)
    }

    @Test func aSummaryIsAsBadAsAFifthOfItsReports() throws {
        var sums = QualitySums()
        #expect(sums.summary == nil)
        for _ in 0..<9 { sums.add(Self.good) }
        sums.add(Self.bad)
        var summary = try #require(sums.summary)
        #expect(summary.reportCount == 10 && summary.badCount == 1 && summary.verdict == .good)
        #expect(summary.roundTrip.mean == 126 && summary.roundTrip.worst == 900)
        #expect(summary.jitter.mean == 12)
        #expect(summary.bitrate.worst == 30 && summary.bitrate.mean == 1353)
        sums.add(Self.bad)
        sums.add(Self.bad)
        summary = try #require(sums.summary)
        #expect(summary.verdict == .bad)
        #expect((870...900).contains(summary.roundTrip.usual))
        #expect((30...31).contains(summary.bitrate.usual))
    }

    /// A ledger, and whether what it says is news is written down.
    private struct Notebook {
        var ledger = QualityLedger()
        var isWritten = true
        let device: DeviceID

        init() throws { device = try #require(DeviceID("tab")) }

        mutating func note(_ report: QualityReport, at seconds: Int) -> QualitySummary? {
            let news = ledger.note(report, of: Visit.patientSeat, device, at: .seconds(seconds))
            if news != nil, isWritten { ledger.hasNoticed(device, of: Visit.patientSeat) }
            return news
        }
    }

    @Test func aStretchIsNoticedOnceAfterItsTime() throws {
        var notebook = try Notebook()
        #expect(notebook.note(Self.bad, at: 0) == nil)
        #expect(notebook.note(Self.bad, at: 10) == nil)
        #expect(notebook.note(Self.bad, at: 15)?.reportCount == 3)
        #expect(notebook.note(Self.bad, at: 20) == nil)
        #expect(notebook.note(Self.good, at: 25) == nil)
        // A new stretch; a pause that is too long begins another one.
        #expect(notebook.note(Self.bad, at: 30) == nil)
        #expect(notebook.note(Self.bad, at: 46) == nil)
        #expect(notebook.note(Self.bad, at: 60) == nil)
        #expect(notebook.note(Self.bad, at: 61)?.reportCount == 3)
    }

    @Test func whatIsNotWrittenDownStaysNews() throws {
        var notebook = try Notebook()
        notebook.isWritten = false
        for seconds in [0, 10] { #expect(notebook.note(Self.bad, at: seconds) == nil) }
        #expect(notebook.note(Self.bad, at: 20)?.reportCount == 3)
        notebook.isWritten = true
        #expect(notebook.note(Self.bad, at: 30)?.reportCount == 4)
        #expect(notebook.note(Self.bad, at: 40) == nil)
    }

    @Test func nobodyIsNoticedWithoutEnd() throws {
        var notebook = try Notebook()
        var count = 0
        for stretch in 0..<10 {
            for second in stride(from: 0, through: 15, by: 5) {
                if notebook.note(Self.bad, at: stretch * 100 + second) != nil { count += 1 }
            }
        }
        #expect(count == QualityLedger.noticesMax)
    }

    @Test func summariesStandBeforeTheEventsTheyBelongTo() throws {
        var notebook = try Notebook()
        _ = notebook.note(Self.good, at: 0)
        let (leave, chat) = (
            ConsultationEvent.left(Visit.patientSeat, .left), ConsultationEvent.hadNoEffect(by: Visit.doctorSeat)
        )
        #expect(notebook.ledger.count(completing: [chat]) == 1)
        #expect(notebook.ledger.completing([chat]) == [chat])
        #expect(notebook.ledger.count(completing: [chat, leave]) == 3)
        let events = notebook.ledger.completing([chat, leave])
        #expect(events.map(\.kind) == [.hadNoEffect, .qualitySummarised, .left])
        #expect(notebook.ledger.count(completing: [leave]) == 1)
    }

    // MARK: In the room

    @Test func reportsAreForThoseInTheRoomAndNobodyIsTold() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        send(Self.good, 2, from: patient, in: visit)
        #expect(try patient.replies().last?.done.seq == 0)
        #expect(try doctor.messages().isEmpty)
        var wrong = Self.good
        wrong.lossPermille = 1001
        send(wrong, 3, from: patient, in: visit)
        #expect(try patient.replies().last?.error.name == "invalid")
        let waiting = visit.connect(visit.interpreter)
        send(Self.good, 1, from: waiting, in: visit)
        #expect(try waiting.replies().last?.error.name == "not_in_room")
    }

    @Test func whoLeavesLeavesASummaryForHosts() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        send(Self.good, 2, from: patient, in: visit)
        visit.send(.lasting(.leave), 3, from: patient)
        guard case .qualitySummarised(let told)? = try doctor.events().dropLast().last?.body else {
            Issue.record("the host was not told")
            return
        }
        #expect(told.seat == 2 && told.quality.reports == 1 && told.quality.verdict == .good)
        #expect(try patient.replies().last?.done.seq == doctor.events().last?.seq)
        #expect(try patient.events().allSatisfy { $0.qualitySummarised.seat == 0 })
        // What was summed up is not summed up again.
        visit.connect(visit.patient)
        visit.ask(.perform(.leave, by: visit.patient, id: nil))
        #expect(try visit.events.count { $0.kind == .qualitySummarised } == 1)
    }

    @Test func theEndSumsUpEveryone() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.send(.lasting(.start), 2, from: doctor)
        send(Self.good, 3, from: doctor, in: visit)
        send(Self.bad, 4, from: patient, in: visit)
        visit.send(.lasting(.conclude(summary: "Well")), 5, from: doctor)
        let events = try visit.events.suffix(4)
        #expect(events.map(\.kind) == [.qualitySummarised, .qualitySummarised, .statusChanged, .summaryWritten])
        let stored = visit.journal.committed(of: visit.entity)
        #expect(stored.last?.seq == UInt64(stored.count))
    }

    @Test func aBadStretchBecomesAnIssueByItself() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        for step in 0...3 {
            send(Self.bad, UInt64(2 + step), from: patient, in: visit)
            visit.pass(.seconds(5))
        }
        guard case .troubleNoticed(let trouble)? = try doctor.events().last?.body else {
            Issue.record("nobody noticed")
            return
        }
        #expect(trouble.seat == 2 && trouble.category == .connection && trouble.quality.verdict == .bad)
        #expect(try patient.events().last?.troubleNoticed.seat == 2)
        let machine = try Consultation(replaying: visit)
        #expect(machine.issues.map(\.seat) == [Visit.patientSeat])
        let issue = try #require(machine.issues.first?.seq)
        #expect(visit.ask(.resolveIssue(issue, note: "Moved closer", by: visit.staff))?.refusal == nil)
    }

    @Test func aStretchThatFindsNoRoomIsNoticedLater() throws {
        var settings = ConsultationSettings()
        settings.limits.undurableMax = 2
        let (visit, doctor, patient) = Visit.inRoom(settings: settings)
        for counter in 2...4 as ClosedRange<UInt64> {
            send(Self.bad, counter, from: patient, in: visit)
            visit.pass(.seconds(5))
        }
        for counter in 2...3 as ClosedRange<UInt64> { visit.chat("x", counter, from: doctor, committing: false) }
        visit.send(.transient(.reportQuality(Self.bad)), 5, from: patient, committing: false)
        visit.turn()
        #expect(try !visit.events.contains { $0.kind == .troubleNoticed })
        visit.clocks.advance(by: .seconds(5))
        send(Self.bad, 6, from: patient, in: visit)
        #expect(try visit.events.count { $0.kind == .troubleNoticed } == 1)
    }

    @Test func whoeverComesAgainAndAgainIsNoticedOnlySoOften() throws {
        var settings = ConsultationSettings()
        settings.limits.issuesPerSeatMax = 8
        let (visit, _, first) = Visit.inRoom(settings: settings)
        var patient = first
        for _ in 0..<3 {
            var counter: UInt64 = 1
            for _ in 0..<2 {
                for _ in 0...3 {
                    counter += 1
                    send(Self.bad, counter, from: patient, in: visit)
                    visit.pass(.seconds(5))
                }
                counter += 1
                send(Self.good, counter, from: patient, in: visit)
            }
            visit.send(.lasting(.leave), counter + 1, from: patient)
            patient = visit.connect(visit.patient)
        }
        #expect(try visit.events.count { $0.kind == .troubleNoticed } == 4)
    }
}
