import Actors
import Core
import TestKit
import Testing
import Wire

/// A person's programs that come and go push the older ones out of what is remembered, connected or not.
struct ForgottenInstanceTests {
    /// So many newer programs of the person as it takes, one after the other on one device, each with one command.
    private func pushOut(_ person: PersonID, of visit: Visit, programs: Int = CommandHistory.instancesMax + 1) {
        for number in 1...programs {
            let phone = visit.connect(person, device: "phone")
            visit.send(.lasting(.setConsent(.recording, given: !number.isMultiple(of: 2))), 1, from: phone)
        }
    }

    private func point(_ visit: Visit) -> ResumePoint {
        ResumePoint(history: visit.journal.historyID, seq: visit.journal.committedSeq(of: visit.entity))
    }

    @Test func connectedDeviceIsToldToComeBackAndGoesOnUnderANewInstance() throws {
        let (visit, _, patient) = Visit.inRoom()
        visit.chat("Hello", 1, from: patient)
        pushOut(visit.patient, of: visit)
        #expect(patient.outlet.closes == [.instanceForgotten])
        visit.drop(patient)
        let old = ClientInstance(epoch: 1, serial: 2)
        let again = visit.connect(visit.patient, resume: point(visit), instance: old)
        #expect(try again.welcome()?.clientInstance != old.number)
        #expect(try again.welcome()?.recovery == .replay)
        visit.chat("Still here", 1, from: again)
        #expect(try again.events().last?.chatPosted.text == "Still here")
        #expect(try again.replies().map(\.error.code) == [0])
        #expect(again.outlet.closes.isEmpty)
    }

    @Test func deviceThatSentNothingYetIsToldToComeBackToo() throws {
        let (visit, _, patient) = Visit.inRoom()
        pushOut(visit.patient, of: visit)
        #expect(patient.outlet.closes == [.instanceForgotten])
    }

    @Test func sixteenProgramsAreRemembered() throws {
        let (visit, _, patient) = Visit.inRoom()
        visit.chat("Hello", 1, from: patient)
        pushOut(visit.patient, of: visit, programs: CommandHistory.instancesMax - 1)
        #expect(patient.outlet.closes.isEmpty)
        visit.chat("Hello", 1, from: patient)
        #expect(try patient.replies().map(\.done.seq).count == 2)
        #expect(try Set(patient.replies().map(\.done.seq)).count == 1)
    }

    /// Its first command makes it the oldest of seventeen: it is carried out, answered, and forgotten at once.
    @Test func commandThatIsForgottenAtOnceIsAnsweredBeforeTheClose() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        pushOut(visit.patient, of: visit, programs: CommandHistory.instancesMax)
        #expect(patient.outlet.closes.isEmpty)
        visit.chat("Late", 1, from: patient)
        #expect(try doctor.events().last?.chatPosted.text == "Late")
        #expect(try patient.replies().map(\.error.code) == [0])
        #expect(patient.outlet.closes == [.instanceForgotten])
    }

    @Test func whatIsUnderWayFromAForgottenProgramIsNotCarriedOut() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        let count = CommandHistory.instancesMax
        pushOut(visit.patient, of: visit, programs: count)
        let phone = visit.connect(visit.patient, device: "phone")
        visit.chat("Newest", 1, from: phone, committing: false)
        visit.chat("Too late", 1, from: patient, committing: false)
        visit.turn()
        #expect(try doctor.events().last?.chatPosted.text == "Newest")
        #expect(try patient.replies().isEmpty)
        #expect(patient.outlet.closes == [.instanceForgotten])
    }

    @Test func seatOfADeviceThatIsSentBackIsKeptForTheGracePeriod() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        pushOut(visit.patient, of: visit, programs: CommandHistory.instancesMax)
        let phone = visit.connect(visit.patient, device: "phone")
        visit.drop(phone)
        doctor.outlet.clear()
        visit.chat("Late", 1, from: patient)
        #expect(patient.outlet.closes == [.instanceForgotten])
        visit.drop(patient)
        #expect(try doctor.transients().last?.presence.reconnecting == true)
        visit.pass(.seconds(29))
        #expect(try doctor.events().map(\.chatPosted.text) == ["Late"])
        visit.pass(.seconds(2))
        #expect(try doctor.events().last?.left.seat == 2)
    }

    @Test func nobodyElseIsSentBack() throws {
        let (visit, doctor, _) = Visit.inRoom()
        pushOut(visit.patient, of: visit)
        #expect(doctor.outlet.closes.isEmpty)
    }
}
