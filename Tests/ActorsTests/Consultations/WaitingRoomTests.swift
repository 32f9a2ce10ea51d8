import Actors
import Core
import TestKit
import Testing
import Wire

struct WaitingRoomTests {
    @Test func doctorEntersTheRoomAndPatientWaits() throws {
        let visit = Visit.created()
        let doctor = visit.connect(visit.doctor)
        let patient = visit.connect(visit.patient)
        let events = try visit.events.suffix(3)
        #expect(
            Array(events) == [
                .roomEntered(Visit.doctorSeat),
                .waitingRoomEntered(Visit.patientSeat),
                .statusChanged(.waiting, .arrival, by: nil),
            ]
        )
        #expect(try doctor.welcome()?.seat == 1)
        #expect(try patient.welcome()?.snapshot.waitingPosition == 1)
        #expect(try doctor.events().map(\.seq) == [7, 8])
    }

    @Test func waitingPersonSeesOnlyThemselves() throws {
        let visit = Visit.created()
        let doctor = visit.connect(visit.doctor)
        let patient = visit.connect(visit.patient)
        visit.chat("Before you come in", 1, from: doctor)
        visit.connect(visit.interpreter)
        let snapshot = try #require(try patient.welcome()?.snapshot)
        #expect(snapshot.participants.map(\.seat) == [2])
        #expect(snapshot.status == .waiting)
        #expect(try patient.events().isEmpty)
    }

    @Test func admittedPersonGetsTheEventThenAFreshSnapshotThenTheRoom() throws {
        let visit = Visit.created()
        let doctor = visit.connect(visit.doctor)
        let patient = visit.connect(visit.patient)
        visit.chat("Not for the waiting room", 1, from: doctor)
        patient.outlet.clear()
        visit.send(.lasting(.admit(Visit.patientSeat)), 2, from: doctor)
        visit.chat("Good morning", 3, from: doctor)
        let events = try patient.events()
        let snapshot = try #require(try patient.snapshots().first)
        #expect(snapshot.participants.map(\.seat) == [1, 2, 4])
        #expect(snapshot.chat.isEmpty)
        #expect(events.map(\.seq) == [10, 11, 12])
        #expect(events[2].prev == snapshot.seq)
        #expect(try doctor.replies().map(\.done.seq) == [9, 11, 12])
    }

    @Test func positionsMoveUpWhenSomebodyIsAdmitted() throws {
        let visit = Visit.created()
        let doctor = visit.connect(visit.doctor)
        visit.connect(visit.patient)
        let interpreter = visit.connect(visit.interpreter)
        #expect(try interpreter.welcome()?.snapshot.waitingPosition == 2)
        interpreter.outlet.clear()
        visit.send(.lasting(.admit(Visit.patientSeat)), 1, from: doctor)
        #expect(try interpreter.transients().map(\.waitingPosition.position) == [1])
    }

    @Test func deniedPersonIsClosedAndCanNotComeBackUntilAdmitted() throws {
        let visit = Visit.created()
        let doctor = visit.connect(visit.doctor)
        let patient = visit.connect(visit.patient)
        visit.send(.lasting(.deny(Visit.patientSeat, reason: "Wrong day")), 1, from: doctor)
        #expect(patient.outlet.closes == [.turnedAway])
        #expect(visit.connect(visit.patient).outlet.closes == [.turnedAway])
        visit.send(.lasting(.admit(Visit.patientSeat)), 2, from: doctor)
        #expect(try visit.connect(visit.patient).welcome()?.recovery == .snapshot)
    }

    @Test func personSentBackSeesNoMoreOfTheRoom() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.send(.lasting(.moveToWaitingRoom(Visit.patientSeat)), 2, from: doctor)
        visit.chat("About you", 3, from: doctor)
        #expect(
            try patient.events().map { $0.body.map { if case .movedToWaitingRoom = $0 { true } else { false } } } == [
                true
            ]
        )
        #expect(try patient.snapshots().last?.waitingPosition == 1)
        visit.chat("Hello?", 1, from: patient)
        #expect(try patient.replies().last?.error.code == ErrorCode.notInRoom.rawValue)
    }

    @Test func patientMayNotAdmit() throws {
        let visit = Visit.created()
        let patient = visit.connect(visit.patient)
        visit.send(.lasting(.admit(Visit.patientSeat)), 1, from: patient)
        #expect(try patient.replies().last?.error.code == ErrorCode.notPermitted.rawValue)
    }

    @Test func strangerIsRefused() {
        let visit = Visit.created()
        #expect(visit.connect(Visit.person(99)).outlet.closes == [.notAllowed])
    }

    @Test func noteIsForDoctorsOnly() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        let staff = visit.connect(visit.staff)
        visit.send(.lasting(.writeNote(text: "Stable")), 2, from: doctor)
        #expect(try doctor.events().last?.noteWritten.text == "Stable")
        #expect(try patient.events().allSatisfy { $0.noteWritten.text.isEmpty })
        #expect(try staff.events().isEmpty)
    }

    @Test func guestInTheRoomLearnsOfAnotherGuestOnlyWhenTheyAreAdmitted() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        let interpreter = visit.connect(visit.interpreter)
        visit.send(.lasting(.setConsent(.recording, given: true)), 1, from: interpreter)
        #expect(try patient.messages().isEmpty)
        visit.send(.lasting(.admit(Visit.interpreterSeat)), 2, from: doctor)
        let admitted = try #require(try patient.events().first).admitted
        #expect(admitted.name == "Ines Rivers")
        #expect(admitted.role == .interpreter)
    }

    @Test func guestsReadWhatSomebodyToldInTheWaitingRoomWhenTheyAreAdmitted() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        let interpreter = visit.connect(visit.interpreter)
        visit.send(.lasting(.setConsent(.recording, given: true)), 1, from: interpreter)
        visit.send(.lasting(.markSeen(upTo: 4)), 2, from: interpreter)
        doctor.outlet.clear()
        visit.send(.lasting(.admit(Visit.interpreterSeat)), 2, from: doctor)
        visit.chat("Welcome", 3, from: doctor)
        let snapshot = try #require(try patient.snapshots().first)
        #expect(snapshot.consents.map(\.seat) == [3])
        #expect(snapshot.participants.first { $0.seat == 3 }?.seenUpToSeq == 4)
        #expect(try patient.events().last?.prev == snapshot.seq)
        #expect(try doctor.snapshots().isEmpty)
    }

    @Test func guestsGetNoNewViewOfSomebodyWhoToldNothing() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.connect(visit.interpreter)
        visit.send(.lasting(.admit(Visit.interpreterSeat)), 2, from: doctor)
        #expect(try patient.snapshots().isEmpty)
    }

    @Test func removedPersonIsNotHeardUntilTheirSocketIsClosed() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.send(.lasting(.remove(Visit.patientSeat, reason: "")), 2, from: doctor, committing: false)
        visit.send(.lasting(.setConsent(.recording, given: true)), 1, from: patient, committing: false)
        visit.turn()
        #expect(patient.outlet.closes == [.turnedAway])
        #expect(try visit.events.last == .removed(Visit.patientSeat, by: Visit.doctorSeat, reason: .present("")))
    }
}
