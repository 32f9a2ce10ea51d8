import Actors
import Core
import TestKit
import Testing
import Wire

/// What a booking does to its visit from outside.
struct ArrangingTests {
    @Test func aChangeReachesEverybodyWithASeatAtOnce() throws {
        let visit = Visit.created()
        let doctor = visit.connect(visit.doctor)
        let patient = visit.connect(visit.patient)
        let start = visit.clocks.now() + .seconds(3600)
        let change = ConsultationChange(title: "Check-up", start: start, minutes: 45, provider: .jitsi)
        #expect(visit.ask(.change(change, by: .hub))?.seq == 9)
        for socket in [doctor, patient] {
            let event = try #require(try socket.events().last)
            guard case .bookingChanged(let body)? = event.body else {
                Issue.record("\(event)")
                continue
            }
            #expect(body.title == "Check-up" && body.startMs == start.milliseconds && body.minutes == 45)
            #expect(body.provider == .jitsi && body.bySeat == 0)
        }
        let view = try #require(visit.ask(.view(visit.patient))?.view)
        #expect(view.booking == .init(title: .present("Check-up"), start: start, minutes: 45, provider: .jitsi))
    }

    @Test func whatIsSoAlreadyIsNoChange() throws {
        let visit = Visit.created()
        let count = try visit.events.count
        #expect(visit.ask(.change(ConsultationChange(), by: .hub))?.seq == 0)
        #expect(visit.ask(.change(ConsultationChange(title: "Follow-up", minutes: 20), by: .hub))?.seq == 0)
        #expect(try visit.events.count == count)
    }

    @Test func theSeatOfWhoeverHasOneIsNamed() throws {
        let visit = Visit.created()
        visit.ask(.change(ConsultationChange(minutes: 30), by: .person(visit.staff)))
        guard case .bookingChanged(_, let seat)? = try visit.events.last else {
            Issue.record("nothing was changed")
            return
        }
        #expect(seat == Visit.staffSeat)
    }

    @Test(arguments: [
        ConsultationChange(title: ""), ConsultationChange(title: String(repeating: "x", count: 513)),
        ConsultationChange(minutes: 0), ConsultationChange(minutes: 24 * 60 + 1),
    ])
    func nonsenseIsRefused(change: ConsultationChange) throws {
        let visit = Visit.created()
        let count = try visit.events.count
        #expect(visit.ask(.change(change, by: .hub))?.refusal == .invalid)
        #expect(try visit.events.count == count)
    }

    @Test func aVisitThatGoesOnKeepsItsStart() {
        let (visit, doctor, _) = Visit.inRoom()
        visit.send(.lasting(.start), 2, from: doctor)
        let later = ConsultationChange(start: visit.clocks.now() + .seconds(7200))
        #expect(visit.ask(.change(later, by: .hub))?.refusal == .wrongStatus)
        #expect(visit.ask(.change(ConsultationChange(provider: .jitsi), by: .hub))?.refusal == nil)
        visit.send(.lasting(.end), 3, from: doctor)
        #expect(visit.ask(.change(ConsultationChange(minutes: 5), by: .hub))?.refusal == .over)
    }

    @Test func callingOffIsDoneOnce() throws {
        let visit = Visit.created()
        let patient = visit.connect(visit.patient)
        #expect(visit.ask(.callOff(by: .hub))?.seq == 8)
        #expect(visit.ask(.callOff(by: .hub))?.seq == 0)
        #expect(try visit.events.last == .statusChanged(.cancelled, .requested, by: nil))
        #expect(patient.outlet.closes == [.over])
    }

    @Test func whatHasBegunOrIsOverIsNotCalledOff() {
        let (visit, doctor, _) = Visit.inRoom()
        visit.send(.lasting(.start), 2, from: doctor)
        #expect(visit.ask(.callOff(by: .hub))?.refusal == .wrongStatus)
        visit.send(.lasting(.end), 3, from: doctor)
        #expect(visit.ask(.callOff(by: .hub))?.refusal == .over)
    }

    @Test func whatDoesNotExistIsNotArranged() {
        let visit = Visit()
        #expect(visit.ask(.change(ConsultationChange(minutes: 5), by: .hub))?.refusal == .notFound)
        #expect(visit.ask(.callOff(by: .hub))?.refusal == .notFound)
    }
}
