import Actors
import Core
import TestKit
import Testing
import Wire

/// One of several doctors takes a visit.
struct ClaimTests {
    /// A visit of two doctors and a patient who waits.
    private static func visit() -> (visit: Visit, second: PersonID) {
        let visit = Visit()
        let second = Visit.person(7)
        let booking = ConsultationEvent.Booking(
            title: .present("Open hours"),
            start: visit.clocks.now(),
            minutes: 20,
            provider: .direct
        )
        let invitations = [
            Invitation(person: visit.doctor, role: .doctor, name: "Dr Ada Marsh"),
            Invitation(person: visit.patient, role: .patient, name: "Ben Fields"),
            Invitation(person: second, role: .doctor, name: "Dr Eve Sand"),
            Invitation(person: visit.staff, role: .staff, name: "Sam Brook"),
        ]
        visit.ask(.create(booking, invitations, by: .hub))
        visit.connect(visit.patient)
        return (visit, second)
    }

    private static func claim(_ visit: Visit, _ person: PersonID) -> ConsultationReply? {
        visit.ask(.claim(by: person))
    }

    @Test func whoeverIsFirstHasItAndHostsSeeWho() throws {
        let (visit, second) = Self.visit()
        #expect(Self.claim(visit, second)?.refusal == nil)
        #expect(try visit.events.last == .claimed(by: SeatNumber(index: 2)))
        #expect(Self.claim(visit, second)?.seq == 0)
        #expect(Self.claim(visit, visit.doctor)?.refusal == .taken)
        #expect(visit.ask(.view(visit.staff))?.view?.claimedBy == SeatNumber(index: 2))
        #expect(visit.ask(.view(visit.patient))?.view?.claimedBy == nil)
    }

    @Test func whoDoesNotComeLosesIt() {
        let (visit, second) = Self.visit()
        #expect(Self.claim(visit, second)?.refusal == nil)
        visit.pass(.seconds(120))
        #expect(Self.claim(visit, visit.doctor)?.refusal == nil)
        #expect(Self.claim(visit, second)?.refusal == .taken)
    }

    @Test func whoIsInTheRoomServesIt() {
        let (visit, second) = Self.visit()
        visit.connect(second)
        visit.pass(.seconds(3600))
        #expect(Self.claim(visit, visit.doctor)?.refusal == .taken)
        #expect(Self.claim(visit, second)?.refusal == nil)
    }

    @Test func onlyADoctorTakesAndOnlyWhereSomebodyWaits() {
        let (visit, second) = Self.visit()
        #expect(Self.claim(visit, visit.staff)?.refusal == .notPermitted)
        #expect(Self.claim(visit, visit.patient)?.refusal == .notPermitted)
        #expect(Self.claim(visit, Visit.person(99))?.refusal == .notSeated)
        visit.ask(.perform(.admit(Visit.patientSeat), by: visit.staff, id: nil))
        #expect(Self.claim(visit, second)?.refusal == .wrongStatus)
        visit.ask(.callOff(by: .hub))
        #expect(Self.claim(visit, second)?.refusal == .over)
        #expect(Self.claim(Visit(), second)?.refusal == .notFound)
    }

    @Test func aClaimOutlivesTheActor() throws {
        let (visit, second) = Self.visit()
        visit.ask(.claim(by: second))
        var machine = Consultation(id: visit.id)
        for entry in visit.journal.committed(of: visit.entity) { try machine.fold(entry) }
        let again = try Consultation(id: visit.id, snapshot: machine.snapshot())
        #expect(again == machine)
        #expect(again.claim?.seat == SeatNumber(index: 2))
    }
}
