import Actors
import Core
import Foundation
import TestKit
import Testing
import Wire

struct ResumeTests {
    private func point(_ visit: Visit, _ seq: UInt64) -> ResumePoint {
        ResumePoint(history: visit.journal.historyID, seq: seq)
    }

    @Test func comesBackToExactlyWhatWasMissed() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        for counter in 2...3 as ClosedRange<UInt64> { visit.chat("seen", counter, from: doctor) }
        let last = visit.journal.committedSeq(of: visit.entity)
        visit.drop(patient)
        #expect(try doctor.transients().last?.presence.reconnecting == true)
        visit.chat("one", 4, from: doctor)
        visit.send(.lasting(.writeNote(text: "hidden")), 5, from: doctor)
        visit.chat("two", 6, from: doctor)
        let again = visit.connect(visit.patient, resume: point(visit, last))
        #expect(try again.welcome()?.recovery == .replay)
        #expect(try again.welcome()?.replayUntil == last + 3)
        #expect(try again.events().map(\.chatPosted.text) == ["one", "two"])
        #expect(try again.events().map(\.prev) == [last, last + 1])
        #expect(try doctor.transients().last?.presence.reconnecting == false)
        visit.chat("three", 7, from: doctor)
        #expect(try again.events().last?.prev == last + 3)
    }

    @Test func pointOfAnotherHistoryGetsASnapshot() throws {
        let (visit, _, patient) = Visit.inRoom()
        visit.drop(patient)
        let stranger = ResumePoint(history: HistoryID(uuid: UUID()), seq: 3)
        #expect(try visit.connect(visit.patient, resume: stranger).welcome()?.recovery == .snapshot)
    }

    @Test func pointBeyondOursGetsASnapshot() throws {
        let (visit, _, patient) = Visit.inRoom()
        visit.drop(patient)
        #expect(try visit.connect(visit.patient, resume: point(visit, 10_000)).welcome()?.recovery == .snapshot)
    }

    @Test func pointOlderThanWhatIsKnownGetsASnapshot() throws {
        var settings = ConsultationSettings()
        settings.limits.replayMax = 4
        let (visit, doctor, patient) = Visit.inRoom(settings: settings)
        let last = visit.journal.committedSeq(of: visit.entity)
        visit.drop(patient)
        for counter in 2...6 as ClosedRange<UInt64> { visit.chat("x", counter, from: doctor) }
        let welcome = try #require(try visit.connect(visit.patient, resume: point(visit, last)).welcome())
        #expect(welcome.recovery == .snapshot)
        #expect(welcome.snapshot.chat.count == 5)
    }

    @Test(arguments: [(200 as UInt64, ProtoRecovery.replay), (300, .snapshot)])
    func aLoadReadsNoMoreThanAFewEventsBeforeTheSnapshot(missed: UInt64, recovery: ProtoRecovery) throws {
        let (visit, doctor, patient) = Visit.inRoom()
        let last = visit.journal.committedSeq(of: visit.entity)
        for counter in 2..<missed + 2 { visit.chat("x", counter, from: doctor) }
        visit.drop(doctor)
        visit.drop(patient)
        visit.pass(.seconds(31))
        visit.pass(.seconds(61))
        #expect(visit.residents == 0)
        #expect(try visit.connect(visit.doctor, resume: point(visit, last)).welcome()?.recovery == recovery)
    }

    @Test func resumeAcrossAnAdmissionGetsASnapshot() throws {
        let visit = Visit.created()
        let doctor = visit.connect(visit.doctor)
        let patient = visit.connect(visit.patient)
        let last = visit.journal.committedSeq(of: visit.entity)
        visit.drop(patient)
        visit.send(.lasting(.admit(Visit.patientSeat)), 1, from: doctor)
        #expect(try visit.connect(visit.patient, resume: point(visit, last)).welcome()?.recovery == .snapshot)
    }

    @Test(arguments: [0, 1, 2] as [UInt64]) func resumeAcrossTheAdmissionOfSomebodyWhoToldSomethingGetsASnapshot(
        eventsMissed: UInt64
    ) throws {
        let (visit, doctor, patient) = Visit.inRoom()
        let interpreter = visit.connect(visit.interpreter)
        visit.send(.lasting(.setConsent(.recording, given: true)), 1, from: interpreter)
        visit.send(.lasting(.admit(Visit.interpreterSeat)), 2, from: doctor)
        let last = visit.journal.committedSeq(of: visit.entity)
        visit.drop(patient)
        let again = visit.connect(visit.patient, resume: point(visit, last - eventsMissed))
        #expect(try again.welcome()?.recovery == .snapshot)
        #expect(try again.welcome()?.snapshot.consents.map(\.seat) == [3])
    }

    @Test func resumeAcrossTheAdmissionOfSomebodyWhoToldNothingGetsAReplay() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.connect(visit.interpreter)
        visit.chat("One moment", 2, from: doctor)
        let last = visit.journal.committedSeq(of: visit.entity)
        visit.drop(patient)
        visit.send(.lasting(.admit(Visit.interpreterSeat)), 3, from: doctor)
        let again = visit.connect(visit.patient, resume: point(visit, last))
        #expect(try again.welcome()?.recovery == .replay)
    }

    @Test func placeInTheWaitingRoomFollowsAReplay() throws {
        let visit = Visit.created()
        let doctor = visit.connect(visit.doctor)
        visit.connect(visit.interpreter)
        let patient = visit.connect(visit.patient)
        #expect(try patient.welcome()?.snapshot.waitingPosition == 2)
        let last = visit.journal.committedSeq(of: visit.entity)
        visit.drop(patient)
        visit.send(.lasting(.admit(Visit.interpreterSeat)), 1, from: doctor)
        let again = visit.connect(visit.patient, resume: point(visit, last))
        #expect(try again.welcome()?.recovery == .replay)
        #expect(try again.transients().map(\.waitingPosition.position) == [1])
    }

    @Test func whoIsInTheRoomIsToldNoPlaceAfterAReplay() throws {
        let (visit, _, patient) = Visit.inRoom()
        visit.chat("Hello", 1, from: patient)
        visit.chat("Again", 2, from: patient)
        let last = visit.journal.committedSeq(of: visit.entity)
        visit.drop(patient)
        let again = visit.connect(visit.patient, resume: point(visit, last))
        #expect(try again.welcome()?.recovery == .replay)
        #expect(try again.transients().isEmpty)
    }

    @Test func nobodyStaysAfterTheGracePeriod() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.drop(patient)
        visit.pass(.seconds(29))
        #expect(try doctor.events().isEmpty)
        visit.pass(.seconds(2))
        #expect(try doctor.events().map(\.left.seat) == [2])
        #expect(try visit.events.last == .left(Visit.patientSeat, .connectionLost))
    }

    @Test func clockThatJumpsDoesNotEndAGracePeriod() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.drop(patient)
        visit.clocks.setWall(visit.clocks.now() + .seconds(100_000))
        visit.tick()
        #expect(try doctor.events().isEmpty)
    }

    @Test func timeOfEventsNeverGoesBack() throws {
        let (visit, doctor, _) = Visit.inRoom()
        visit.chat("now", 2, from: doctor)
        visit.clocks.setWall(Timestamp(milliseconds: 0))
        visit.chat("then", 3, from: doctor)
        let times = visit.journal.committed(of: visit.entity).map(\.time)
        #expect(times == times.sorted())
    }

    @Test func sameDeviceReplacesItsOlderSocket() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        let again = visit.connect(visit.patient)
        #expect(patient.outlet.closes == [.replaced])
        visit.drop(patient)
        visit.pass(.seconds(60))
        #expect(try doctor.events().isEmpty)
        #expect(again.outlet.closes.isEmpty)
    }

    @Test func secondDeviceKeepsTheSeat() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        let phone = visit.connect(visit.patient, device: "phone")
        visit.drop(patient)
        visit.pass(.seconds(60))
        #expect(try doctor.events().isEmpty)
        visit.chat("both?", 2, from: doctor)
        #expect(try phone.events().map(\.chatPosted.text) == ["both?"])
    }

    @Test func oneDeviceTooManyIsRefused() {
        let (visit, _, _) = Visit.inRoom()
        for number in 2...4 { visit.connect(visit.patient, device: "tab-\(number)") }
        #expect(visit.connect(visit.patient, device: "tab-5").outlet.closes == [.tooManyDevices])
    }

    @Test func lieAboutTheInstanceGetsANewOne() throws {
        let (visit, _, patient) = Visit.inRoom()
        visit.drop(patient)
        let lie = ClientInstance(epoch: 9, serial: 9)
        let again = visit.connect(visit.patient, resume: point(visit, 3), instance: lie)
        #expect(try again.welcome()?.clientInstance != lie.number)
    }

    @Test func instanceOfAnotherConnectedDeviceIsNotShared() throws {
        let (visit, _, patient) = Visit.inRoom()
        let instance = ClientInstance(epoch: 1, serial: 2)
        let phone = visit.connect(visit.patient, device: "phone", resume: point(visit, 3), instance: instance)
        #expect(try phone.welcome()?.clientInstance != instance.number)
        #expect(patient.outlet.closes.isEmpty)
    }

    @Test func instanceIsNotTakenAwayBySomebodyElsesClaim() throws {
        let (visit, doctor, _) = Visit.inRoom()
        let instance = ClientInstance(epoch: 1, serial: 1)
        visit.drop(doctor)
        visit.connect(visit.patient, device: "phone", resume: point(visit, 3), instance: instance)
        let again = visit.connect(visit.doctor, resume: point(visit, 3), instance: instance)
        #expect(try again.welcome()?.clientInstance == instance.number)
    }

    /// The snapshot follows the events that replaced the view, so the connection can break in between.
    @Test(arguments: [0, 1] as [UInt64]) func snapshotThatWasLostAfterAnAdmissionComesWithTheNextWelcome(
        eventsMissed: UInt64
    ) throws {
        let (visit, _, patient) = Visit.inRoom()
        let last = visit.journal.committedSeq(of: visit.entity)
        visit.drop(patient)
        let again = visit.connect(visit.patient, resume: point(visit, last - eventsMissed))
        #expect(try again.welcome()?.recovery == .snapshot)
        #expect(try again.welcome()?.snapshot.participants.map(\.seat) == [1, 2, 4])
    }

    @Test func replayThatIsTooLongAsJSONBecomesASnapshot() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.chat("x", 2, from: doctor)
        visit.chat("y", 3, from: doctor)
        let last = visit.journal.committedSeq(of: visit.entity)
        visit.drop(patient)
        let escaped = String(repeating: "\u{1}", count: 8 * 1024)
        for counter in 4...24 as ClosedRange<UInt64> { visit.chat(escaped, counter, from: doctor) }
        let json = visit.connect(visit.patient, format: .json, resume: point(visit, last))
        #expect(try json.welcome()?.recovery == .snapshot)
        let binary = visit.connect(visit.patient, device: "phone", resume: point(visit, last))
        #expect(try binary.welcome()?.recovery == .replay)
    }
}
