import Core
import TestKit
import Testing
import Wire

@testable import Actors

/// Trouble: who reports it, who is told, and what becomes of it.
struct IssueTests {
    private static let clerk = Visit.person(77)

    private static func report(_ diagnostics: String? = nil) -> ConsultationCommand {
        .reportIssue(.audio, .blocking, description: "No sound", diagnostics: diagnostics)
    }

    /// The visit, and the `seq` of the patient's issue.
    private static func reported() throws -> (visit: Visit, issue: UInt64) {
        let visit = Visit.created()
        let seq = visit.ask(.perform(report("{}"), by: visit.patient, id: nil))?.seq
        return (visit, try #require(seq))
    }

    @Test func theAnswerNamesTheIssueAndTheDiagnosticsComeBeforeIt() throws {
        let (visit, issue) = try Self.reported()
        let events = try visit.events
        #expect(
            events.suffix(2) == [
                .diagnosticsGiven(by: Visit.patientSeat, issue: issue, text: .present("{}")),
                .issueReported(by: Visit.patientSeat, .audio, .blocking, description: .present("No sound")),
            ]
        )
        #expect(UInt64(events.count) == issue)
    }

    @Test func hostsAndTheReporterAreTold() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        let interpreter = visit.connect(visit.interpreter)
        visit.send(.lasting(.admit(Visit.interpreterSeat)), 2, from: doctor)
        for socket in [doctor, patient, interpreter] { socket.outlet.clear() }
        visit.send(.lasting(Self.report("{}")), 3, from: patient)
        let issue = try #require(try patient.replies().last?.done.seq)
        visit.ask(.assignIssue(issue, to: Self.clerk, by: Self.clerk))
        visit.ask(.resolveIssue(issue, note: "Another browser helped.", by: Self.clerk))
        for socket in [doctor, patient] {
            let told = try socket.events()
            #expect(told.count == 4)
            #expect(told[0].diagnosticsGiven.issueSeq == issue && told[1].seq == issue)
            #expect(told[2].issueAssigned.toPersonID == Self.clerk.description)
            #expect(told[3].issueResolved.note == "Another browser helped.")
        }
        #expect(try interpreter.events().isEmpty)
    }

    @Test func itIsResolvedOnceAndThenDone() throws {
        let (visit, issue) = try Self.reported()
        let resolve = ConsultationRequest.resolveIssue(issue, note: "Done", by: Self.clerk)
        #expect(visit.ask(.resolveIssue(issue, note: "", by: Self.clerk))?.refusal == .invalid)
        #expect(visit.ask(.resolveIssue(issue - 1, note: "Done", by: Self.clerk))?.refusal == .notFound)
        #expect(visit.ask(resolve)?.refusal == nil)
        #expect(visit.ask(resolve)?.refusal == .resolved)
        #expect(visit.ask(.assignIssue(issue, to: Self.clerk, by: Self.clerk))?.refusal == .resolved)
    }

    @Test func theSameAssigneeAgainChangesNothing() throws {
        let (visit, issue) = try Self.reported()
        #expect(visit.ask(.assignIssue(issue, to: nil, by: Self.clerk))?.seq == 0)
        #expect(visit.ask(.assignIssue(issue, to: Self.clerk, by: Self.clerk))?.seq == issue + 1)
        #expect(visit.ask(.assignIssue(issue, to: Self.clerk, by: Self.clerk))?.seq == 0)
        #expect(visit.ask(.assignIssue(issue, to: nil, by: Self.clerk))?.seq == issue + 2)
    }

    @Test func itCanBeReportedAndResolvedWhenTheVisitIsOver() throws {
        let visit = Visit.created()
        visit.ask(.callOff(by: .hub))
        let issue = try #require(visit.ask(.perform(Self.report(), by: visit.patient, id: nil))?.seq)
        #expect(visit.ask(.resolveIssue(issue, note: "Done", by: Self.clerk))?.refusal == nil)
    }

    @Test func thereAreAsManyAsTheLimitAllows() {
        var settings = ConsultationSettings()
        settings.limits.issuesMax = 2
        settings.limits.diagnosticsBytesMax = 4
        let visit = Visit.created(settings: settings)
        func report(_ diagnostics: String?) -> Refusal? {
            visit.ask(.perform(Self.report(diagnostics), by: visit.patient, id: nil))?.refusal
        }
        #expect(report("12345") == .invalid)
        #expect(report("1234") == nil)
        #expect(report(nil) == nil)
        #expect(report(nil) == .tooMany)
    }

    @Test func onePersonCanNotTakeAllTheRoom() {
        var settings = ConsultationSettings()
        settings.limits.issuesMax = 3
        settings.limits.issuesPerSeatMax = 2
        let visit = Visit.created(settings: settings)
        func report(_ person: PersonID) -> Refusal? {
            visit.ask(.perform(Self.report(), by: person, id: nil))?.refusal
        }
        #expect(report(visit.patient) == nil)
        #expect(report(visit.patient) == nil)
        #expect(report(visit.patient) == .tooMany)
        #expect(report(visit.doctor) == nil)
        #expect(report(visit.doctor) == .tooMany)
    }

    @Test func whatIsKnownOfIssuesOutlivesTheActor() throws {
        let (visit, issue) = try Self.reported()
        visit.ask(.assignIssue(issue, to: Self.clerk, by: Self.clerk))
        let machine = try Consultation(replaying: visit)
        #expect(machine.issues == [.init(seq: issue, seat: Visit.patientSeat, assignee: Self.clerk)])
        #expect(try Consultation(id: visit.id, snapshot: machine.snapshot()) == machine)
    }
}
