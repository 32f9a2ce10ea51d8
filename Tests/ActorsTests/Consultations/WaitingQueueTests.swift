import Actors
import Core
import Persistence
import TestKit
import Testing
import Wire

/// The order of those who wait, what they are told, and how long their place is kept.
struct WaitingQueueTests {
    @Test func aHigherPriorityComesFirstAndBothAreTold() throws {
        let visit = Visit.created()
        let doctor = visit.connect(visit.doctor)
        let patient = visit.connect(visit.patient)
        let interpreter = visit.connect(visit.interpreter)
        doctor.outlet.clear()
        let urgent = ConsultationCommand.setPriority(Visit.interpreterSeat, .urgent, reason: "Needed elsewhere")
        visit.send(.lasting(urgent), 1, from: doctor)
        #expect(try patient.transients().last?.waitingPosition.position == 2)
        #expect(try interpreter.transients().last?.waitingPosition.position == 1)
        guard case .priorityGiven(let body)? = try doctor.events().last?.body else {
            Issue.record("the host was not told")
            return
        }
        #expect(body.reason == "Needed elsewhere" && body.priority == .urgent)
        #expect(try patient.events().isEmpty)
        let view = try #require(visit.ask(.view(visit.doctor))?.view)
        #expect(view.participants.map(\.place) == [nil, 2, 1, nil])
        visit.send(.lasting(.setPriority(Visit.interpreterSeat, .normal, reason: "Not any more")), 2, from: doctor)
        #expect(try patient.transients().last?.waitingPosition.position == 1)
    }

    @Test func aPriorityNeedsAReasonAHostAndAGuest() {
        let visit = Visit.created()
        func give(_ seat: SeatNumber, _ reason: String, by person: PersonID) -> Refusal? {
            visit.ask(.perform(.setPriority(seat, .raised, reason: reason), by: person, id: nil))?.refusal
        }
        #expect(give(Visit.patientSeat, "Pain", by: visit.patient) == .notPermitted)
        #expect(give(Visit.patientSeat, "", by: visit.staff) == .invalid)
        #expect(give(Visit.doctorSeat, "Pain", by: visit.staff) == .wrongSeatState)
        #expect(give(SeatNumber(index: 9), "Pain", by: visit.staff) == .noSuchSeat)
        #expect(give(Visit.patientSeat, "Pain", by: visit.staff) == nil)
        #expect(visit.ask(.view(visit.staff))?.view?.participants[1].priority == .raised)
    }

    @Test func aHostWritesToOneWhoWaitsFromAnywhere() throws {
        let visit = Visit.created()
        let doctor = visit.connect(visit.doctor)
        let patient = visit.connect(visit.patient)
        let message = ConsultationCommand.messageWaiting(Visit.patientSeat, text: "Ten more minutes, please.")
        #expect(visit.ask(.perform(message, by: visit.staff, id: nil))?.refusal == nil)
        guard case .chatPosted(let chat)? = try patient.events().last?.body else {
            Issue.record("the message did not come")
            return
        }
        #expect(chat.text == "Ten more minutes, please." && chat.fromSeat == 4 && chat.toSeat == 2)
        #expect(
            try doctor.events().allSatisfy { event in
                if case .chatPosted = event.body { false } else { true }
            }
        )
        visit.send(.lasting(.admit(Visit.patientSeat)), 1, from: doctor)
        #expect(visit.ask(.perform(message, by: visit.staff, id: nil))?.refusal == .wrongSeatState)
        #expect(visit.ask(.perform(message, by: visit.patient, id: nil))?.refusal == .notPermitted)
    }

    @Test func whoDropsKeepsTheirPlaceForItsTime() throws {
        let visit = Visit.created()
        let doctor = visit.connect(visit.doctor)
        let patient = visit.connect(visit.patient)
        let interpreter = visit.connect(visit.interpreter)
        visit.drop(patient)
        visit.pass(.seconds(299))
        let view = try #require(visit.ask(.view(visit.doctor))?.view)
        #expect(view.participants[1].place == 1 && view.participants[1].isReconnecting)
        let back = visit.connect(visit.patient)
        #expect(try back.welcome()?.snapshot.waitingPosition == 1)
        visit.drop(back)
        visit.pass(.seconds(301))
        #expect(try interpreter.transients().last?.waitingPosition.position == 1)
        #expect(try doctor.events().last?.left.reason == .connectionLost)
    }

    @Test func whoDropsOutOfTheRoomHasTheShorterTime() throws {
        let (visit, _, patient) = Visit.inRoom()
        visit.drop(patient)
        visit.pass(.seconds(31))
        #expect(try visit.events.last == .left(Visit.patientSeat, .connectionLost))
    }

    @Test func placesAndPrioritiesOutliveTheActor() throws {
        var settings = ConsultationSettings()
        settings.limits.snapshotEvery = 1
        let visit = Visit.created(settings: settings)
        visit.connect(visit.patient)
        visit.connect(visit.interpreter)
        let urgent = ConsultationCommand.setPriority(Visit.interpreterSeat, .urgent, reason: "Pain")
        visit.ask(.perform(urgent, by: visit.staff, id: nil))
        visit.ask(.perform(.writeNote(text: "A note"), by: visit.doctor, id: nil))
        let stored = visit.journal.store.load(visit.entity, .fromSnapshot(before: 0))
        let snapshot = try #require(stored.snapshot)
        let again = try Consultation(id: visit.id, snapshot: snapshot)
        #expect(again.waiting == [Visit.interpreterSeat, Visit.patientSeat])
        #expect(again.snapshot() == snapshot)
    }
}
