import Core
import Foundation
import Testing

@testable import Persistence

@Suite struct BookingStepTests {
    private let doctor = PersonID(uuid: UUID())
    private let patient = PersonID(uuid: UUID())
    private let id = BookingID(uuid: UUID())
    private let now = StoreBench.time

    private func booking(
        _ status: BookingStatus = .booked,
        inHours hours: Int = 48,
        patient: PersonID? = nil
    ) -> Booking {
        let plan = BookingPlan(
            patient: patient ?? self.patient,
            kind: .virtual,
            provider: .direct,
            start: now + .seconds(hours * 3600),
            minutes: 30
        )
        return Booking(id: id, plan: plan, status: status, firstStart: plan.start, version: nil)
    }

    private func mails(_ before: Booking?, _ after: Booking, reminders: [Int] = []) -> [NewMail] {
        BookingStep(before: before, after: after, seq: 7, time: now, position: 70).mails(
            in: doctor,
            reminders: reminders
        )
    }

    private func words(_ mails: [NewMail]) -> [String] {
        mails.map { "\($0.kind) \($0.recipient == doctor ? "doctor" : $0.recipient == patient ? "patient" : "other")" }
    }

    @Test func bothSidesAreToldOfEveryChange() {
        let (soon, later) = (booking(), booking(inHours: 50))
        #expect(words(mails(nil, soon)) == ["invitation patient", "invitation doctor"])
        #expect(words(mails(soon, later)) == ["change patient", "change doctor"])
        #expect(words(mails(soon, booking(.cancelled))) == ["cancellation patient", "cancellation doctor"])
        #expect(words(mails(booking(.cancelled), soon)) == ["invitation patient", "invitation doctor"])
    }

    @Test func whatChangesNothingForThemTellsThemNothing() {
        #expect(mails(booking(), booking()) == [])
        #expect(mails(booking(.cancelled), booking(.cancelled)) == [])
        #expect(mails(nil, booking(.cancelled)) == [])
    }

    @Test func anotherPatientIsInvitedAndTheFirstOneToldOff() {
        let other = booking(patient: PersonID(uuid: UUID()))
        #expect(words(mails(booking(), other)) == ["cancellation patient", "change doctor", "invitation other"])
    }

    @Test func onlyThePatientIsRemindedAndOnlyInTime() {
        let all = mails(nil, booking(inHours: 48), reminders: [60, 1440])
        let reminders = all.filter { $0.kind == .reminder }
        #expect(reminders.map(\.lead) == [1440, 60])
        #expect(reminders.map(\.due) == [now + .seconds(24 * 3600), now + .seconds(47 * 3600)])
        #expect(reminders.allSatisfy { $0.recipient == patient })
        #expect(
            mails(nil, booking(inHours: 3), reminders: [60, 1440]).filter { $0.kind == .reminder }.map(\.lead) == [60]
        )
        #expect(mails(booking(), booking(.cancelled), reminders: [60]).count { $0.kind == .reminder } == 0)
    }

    @Test func nobodyIsToldOfWhatIsPast() {
        #expect(mails(nil, booking(inHours: -2), reminders: [60]) == [])
        #expect(mails(booking(inHours: -2), booking(.cancelled, inHours: -2)) == [])
    }

    @Test func theNumberOfAChangeGrows() {
        #expect(mails(nil, booking()).map(\.sequence) == [0, 0])
        #expect(mails(booking(), booking(.cancelled)).map(\.sequence) == [7, 7])
    }

    @Test func remindersEndWhereTheVisitMovesOrEnds() {
        func ends(_ before: Booking?, _ after: Booking) -> Bool {
            BookingStep(before: before, after: after, seq: 1, time: now, position: 1).endsReminders
        }
        #expect(ends(booking(), booking(inHours: 50)))
        #expect(ends(booking(), booking(.cancelled)))
        #expect(!ends(booking(), booking()))
        #expect(!ends(nil, booking()))
    }
}
