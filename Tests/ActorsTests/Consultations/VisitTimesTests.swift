import Actors
import Core
import TestKit
import Testing
import Wire

/// From when on a visit is open, and how long it may last.
struct VisitTimesTests {
    private static var settings: ConsultationSettings {
        var settings = ConsultationSettings()
        settings.periods.early = .seconds(300)
        return settings
    }

    /// The visit starts ten minutes from now, and the waiting room opens five minutes before.
    @Test func guestsComeWhenTheWaitingRoomIsOpenAndHostsAtAnyTime() throws {
        let visit = Visit.created(settings: Self.settings)
        let early = visit.connect(visit.patient)
        #expect(early.outlet.closes == [.tooEarly])
        #expect(try visit.connect(visit.doctor).welcome() != nil)
        #expect(try visit.connect(visit.staff).welcome() != nil)
        visit.pass(.seconds(300))
        #expect(try visit.connect(visit.patient).welcome() != nil)
    }

    @Test func anEarlierStartOpensTheWaitingRoom() throws {
        let visit = Visit.created(settings: Self.settings)
        visit.ask(.change(ConsultationChange(start: visit.clocks.now() + .seconds(299)), by: .hub))
        #expect(try visit.connect(visit.patient).welcome() != nil)
    }

    @Test func whoIsThereMayComeBackWhenTheStartIsMoved() throws {
        let visit = Visit.created(settings: Self.settings)
        visit.pass(.seconds(300))
        let patient = visit.connect(visit.patient)
        visit.ask(.change(ConsultationChange(start: visit.clocks.now() + .seconds(3600)), by: .hub))
        visit.drop(patient)
        #expect(try visit.connect(visit.patient).welcome() != nil)
    }

    @Test func aVisitThatNeverEndsEndsAfterItsLongestTime() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.send(.lasting(.start), 2, from: doctor)
        visit.pass(.seconds(12 * 60 * 60 + 599))
        #expect(doctor.outlet.closes.isEmpty)
        visit.pass(.seconds(2))
        #expect(try visit.events.last == .statusChanged(.ended, .overdue, by: nil))
        #expect(patient.outlet.closes == [.over])
    }

    @Test func aVisitThatNeverBeganIsANoShowThen() throws {
        let visit = Visit.created()
        let patient = visit.connect(visit.patient)
        visit.pass(.seconds(12 * 60 * 60 + 601))
        #expect(try visit.events.last == .statusChanged(.noShow, .overdue, by: nil))
        #expect(patient.outlet.closes == [.over])
    }
}
