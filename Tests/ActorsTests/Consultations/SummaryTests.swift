import Actors
import Core
import TestKit
import Testing
import Wire

struct SummaryTests {
    @Test func theEndMayComeWithASummaryThatEverybodyInTheRoomReads() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.send(.lasting(.start), 2, from: doctor)
        visit.send(.lasting(.conclude(summary: "Come again in a week.")), 3, from: doctor)
        #expect(
            try visit.events.suffix(2) == [
                .statusChanged(.ended, .requested, by: Visit.doctorSeat),
                .summaryWritten(by: Visit.doctorSeat, text: .present("Come again in a week.")),
            ]
        )
        guard case .summaryWritten(let body)? = try patient.events().last?.body else {
            Issue.record("the patient was not told")
            return
        }
        #expect(body.text == "Come again in a week.")
        #expect(patient.outlet.closes == [.over])
        #expect(visit.ask(.view(visit.patient))?.view?.summary?.text == .present("Come again in a week."))
        #expect(visit.ask(.view(visit.interpreter))?.view?.summary == nil)
    }

    @Test func theNewestSummaryCounts() {
        let (visit, doctor, _) = Visit.inRoom()
        visit.send(.lasting(.start), 2, from: doctor)
        visit.send(.lasting(.end), 3, from: doctor)
        for text in ["First", "Second"] {
            #expect(visit.ask(.perform(.writeSummary(text: text), by: visit.doctor, id: nil))?.refusal == nil)
        }
        #expect(visit.ask(.view(visit.patient))?.view?.summary?.text == .present("Second"))
    }

    @Test func onlyWhoMayNoteSumsUpAndOnlyWhatHasEnded() {
        let (visit, doctor, _) = Visit.inRoom()
        func write(_ person: PersonID, _ text: String = "Well") -> Refusal? {
            visit.ask(.perform(.writeSummary(text: text), by: person, id: nil))?.refusal
        }
        #expect(write(visit.doctor) == .wrongStatus)
        visit.send(.lasting(.start), 2, from: doctor)
        let concluding = ConsultationCommand.conclude(summary: "Well")
        #expect(visit.ask(.perform(concluding, by: visit.staff, id: nil))?.refusal == .notPermitted)
        #expect(visit.ask(.perform(.conclude(summary: ""), by: visit.doctor, id: nil))?.refusal == .invalid)
        visit.send(.lasting(.end), 3, from: doctor)
        #expect(write(visit.staff) == .notPermitted)
        #expect(write(visit.patient) == .notPermitted)
        #expect(write(visit.doctor, "") == .invalid)
        #expect(visit.ask(.perform(concluding, by: visit.doctor, id: nil))?.refusal == .over)
    }

    @Test func whatWasCancelledHasNoSummary() {
        let visit = Visit.created()
        visit.ask(.callOff(by: .hub))
        let refusal = visit.ask(.perform(.writeSummary(text: "Well"), by: visit.doctor, id: nil))?.refusal
        #expect(refusal == .wrongStatus)
    }
}
