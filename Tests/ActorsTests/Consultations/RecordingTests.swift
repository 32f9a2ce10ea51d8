import Actors
import Core
import TestKit
import Testing
import Wire

/// A visit may be recorded as long as everyone in the room agrees, and not a moment longer.
struct RecordingTests {
    /// Doctor and patient in the room of a visit that goes on; both agree.
    private static func agreed() -> (visit: Visit, doctor: Visit.Socket, patient: Visit.Socket) {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.send(.lasting(.start), 2, from: doctor)
        for socket in [doctor, patient] {
            visit.send(.lasting(.setConsent(.recording, given: true)), 10, from: socket)
            socket.outlet.clear()
        }
        return (visit, doctor, patient)
    }

    private static func recorded() -> (visit: Visit, doctor: Visit.Socket, patient: Visit.Socket) {
        let (visit, doctor, patient) = agreed()
        visit.send(.lasting(.startRecording), 11, from: doctor)
        for socket in [doctor, patient] { socket.outlet.clear() }
        return (visit, doctor, patient)
    }

    private func refusal(_ command: ConsultationCommand, by person: PersonID, in visit: Visit) -> Refusal? {
        visit.ask(.perform(command, by: person, id: nil))?.refusal
    }

    @Test func itStartsWhenEveryoneAgreesAndEveryoneIsTold() throws {
        let (visit, doctor, patient) = Self.agreed()
        visit.send(.lasting(.startRecording), 11, from: doctor)
        for socket in [doctor, patient] { #expect(try socket.events().last?.recordingStarted.bySeat == 1) }
        let view = try #require(visit.ask(.view(visit.patient))?.view)
        #expect(view.recording?.seat == Visit.doctorSeat)
        #expect(visit.ask(.perform(.startRecording, by: visit.doctor, id: nil))?.seq == 0)
    }

    @Test func itIsRefusedWhileSomebodyPresentHasNotAgreed() {
        let (visit, doctor, _) = Visit.inRoom()
        visit.send(.lasting(.start), 2, from: doctor)
        #expect(refusal(.startRecording, by: visit.doctor, in: visit) == .consentMissing)
        visit.send(.lasting(.setConsent(.recording, given: true)), 3, from: doctor)
        #expect(refusal(.startRecording, by: visit.doctor, in: visit) == .consentMissing)
        // Who is not in the room is not recorded.
        visit.ask(.perform(.setConsent(.recording, given: true), by: visit.patient, id: nil))
        #expect(refusal(.startRecording, by: visit.doctor, in: visit) == nil)
    }

    @Test func itIsForHostsInTheRoomOfAVisitThatGoesOn() {
        let (visit, doctor, patient) = Self.agreed()
        #expect(refusal(.startRecording, by: visit.patient, in: visit) == .notPermitted)
        #expect(refusal(.stopRecording, by: visit.patient, in: visit) == .notPermitted)
        #expect(refusal(.startRecording, by: visit.staff, in: visit) == .notInRoom)
        visit.send(.lasting(.hold), 20, from: doctor)
        #expect(refusal(.startRecording, by: visit.doctor, in: visit) == .wrongStatus)
        visit.send(.lasting(.end), 21, from: doctor)
        #expect(refusal(.startRecording, by: visit.doctor, in: visit) == .over)
        #expect(refusal(.stopRecording, by: visit.doctor, in: visit) == .over)
        _ = patient
    }

    @Test func whoWithdrawsStopsItBeforeTheirWordIsWritten() throws {
        let (visit, doctor, patient) = Self.recorded()
        visit.send(.lasting(.setConsent(.recording, given: false)), 12, from: patient)
        let told = try doctor.events().suffix(2).compactMap(\.body)
        guard case .recordingStopped(let end) = told[0], case .consentChanged(let change) = told[1] else {
            Issue.record("told \(told)")
            return
        }
        #expect(end.reason == .consentWithdrawn && end.bySeat == 2)
        #expect(change.seat == 2 && !change.given)
        #expect(try patient.replies().last?.done.seq == doctor.events().last?.seq)
        #expect(refusal(.startRecording, by: visit.doctor, in: visit) == .consentMissing)
    }

    @Test func anotherPurposeStopsNothing() throws {
        let (visit, _, patient) = Self.recorded()
        visit.send(.lasting(.setConsent(.transcript, given: true)), 12, from: patient)
        visit.send(.lasting(.setConsent(.transcript, given: false)), 13, from: patient)
        #expect(visit.ask(.view(visit.doctor))?.view?.recording != nil)
    }

    @Test func whoComesWithoutConsentStopsItBeforeTheyAreIn() throws {
        let (visit, doctor, patient) = Self.recorded()
        let staff = visit.connect(visit.staff)
        for socket in [doctor, patient] {
            let told = try socket.events().suffix(2).compactMap(\.body)
            guard case .recordingStopped(let end) = told[0], case .roomEntered(let entering) = told[1] else {
                Issue.record("told \(told)")
                return
            }
            #expect(end.reason == .newcomer && end.bySeat == 4 && entering.seat == 4)
        }
        #expect(try staff.welcome()?.snapshot.hasRecording == false)
    }

    @Test func whoIsAdmittedWithoutConsentStopsItToo() throws {
        let (visit, doctor, _) = Self.recorded()
        visit.connect(visit.interpreter)
        #expect(visit.ask(.view(visit.doctor))?.view?.recording != nil)
        visit.send(.lasting(.admit(Visit.interpreterSeat)), 12, from: doctor)
        let kinds = try visit.events.suffix(3).map(\.kind)
        #expect(kinds == [.admitted, .recordingStopped, .roomEntered])
    }

    @Test func whoAgreedBeforeComesInWithoutEndingIt() {
        let (visit, doctor, _) = Self.recorded()
        visit.ask(.perform(.setConsent(.recording, given: true), by: visit.interpreter, id: nil))
        visit.connect(visit.interpreter)
        visit.send(.lasting(.admit(Visit.interpreterSeat)), 12, from: doctor)
        #expect(visit.ask(.view(visit.interpreter))?.view?.recording != nil)
    }

    @Test func itEndsWithTheVisitAndWithTheLastPerson() throws {
        let (visit, doctor, _) = Self.recorded()
        visit.send(.lasting(.end), 12, from: doctor)
        #expect(try visit.events.suffix(2).map(\.kind) == [.recordingStopped, .statusChanged])
        let (other, host, guest) = Self.recorded()
        other.send(.lasting(.leave), 13, from: host)
        #expect(other.ask(.view(other.patient))?.view?.recording != nil)
        other.send(.lasting(.leave), 13, from: guest)
        #expect(try other.events.suffix(2).first == .recordingStopped(.roomEmpty, by: nil))
    }

    @Test func consentCanBeWithdrawnAfterwardsAndNotGiven() throws {
        let (visit, doctor, _) = Self.recorded()
        visit.send(.lasting(.end), 12, from: doctor)
        func say(_ purpose: ConsentPurpose, _ given: Bool) -> ConsultationReply? {
            visit.ask(.perform(.setConsent(purpose, given: given), by: visit.patient, id: nil))
        }
        #expect(say(.transcript, true)?.refusal == .over)
        #expect(say(.transcript, false)?.seq == 0)
        #expect(say(.recording, false)?.refusal == nil)
        #expect(try visit.events.last == .consentChanged(Visit.patientSeat, .recording, given: false))
        #expect(say(.recording, true)?.refusal == .over)
        visit.ask(.erase(.requested, by: .hub))
        #expect(
            visit.ask(.perform(.setConsent(.recording, given: false), by: visit.doctor, id: nil))?.refusal == .over
        )
    }

    @Test func whoWaitsIsNotToldOfIt() throws {
        let (visit, doctor, _) = Self.recorded()
        let waiting = visit.connect(visit.interpreter)
        visit.send(.lasting(.stopRecording), 12, from: doctor)
        visit.send(.lasting(.startRecording), 13, from: doctor)
        #expect(try waiting.welcome()?.snapshot.hasRecording == false)
        #expect(try waiting.events().allSatisfy { $0.recordingStarted.bySeat == 0 && $0.recordingStopped.bySeat == 0 })
        #expect(visit.ask(.view(visit.interpreter))?.view?.recording == nil)
    }

    @Test func itOutlivesTheActor() throws {
        let (visit, _, _) = Self.recorded()
        let machine = try Consultation(replaying: visit)
        #expect(machine.recording?.seat == Visit.doctorSeat)
        let again = try Consultation(id: visit.id, snapshot: machine.snapshot())
        #expect(again == machine)
    }
}

extension Consultation {
    /// Built from what the visit's journal has.
    init(replaying visit: Visit) throws {
        self.init(id: visit.id)
        for entry in visit.journal.committed(of: visit.entity) { try fold(entry) }
    }
}
