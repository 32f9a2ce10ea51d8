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

    /// What is told of a step to people who were told everything before it, unless it is said otherwise.
    private func mails(
        _ before: Booking?,
        _ after: Booking,
        reminders: [Int] = [],
        delay: Duration = .zero,
        last: LastMail? = LastMail(kind: .invitation, sequence: 6)
    ) throws -> [NewMail] {
        let step = BookingStep(before: before, after: after, time: now, position: 70)
        let known = before == nil ? nil : last
        return try step.mails(in: doctor, MailRules(reminderMinutes: reminders, changeDelay: delay)) { _ in known }
    }

    private func words(_ mails: [NewMail]) -> [String] {
        mails.map { "\($0.kind) \($0.recipient == doctor ? "doctor" : $0.recipient == patient ? "patient" : "other")" }
    }

    @Test func bothSidesAreToldOfEveryChange() throws {
        let (soon, later) = (booking(), booking(inHours: 50))
        #expect(words(try mails(nil, soon)) == ["invitation patient", "invitation doctor"])
        #expect(words(try mails(soon, later)) == ["change patient", "change doctor"])
        #expect(words(try mails(soon, booking(.cancelled))) == ["cancellation patient", "cancellation doctor"])
        #expect(words(try mails(booking(.cancelled), soon)) == ["invitation patient", "invitation doctor"])
    }

    @Test func whatChangesNothingForThemTellsThemNothing() throws {
        #expect(try mails(booking(), booking()) == [])
        #expect(try mails(booking(.cancelled), booking(.cancelled)) == [])
        #expect(try mails(nil, booking(.cancelled)) == [])
    }

    @Test func anotherPatientIsInvitedAndTheFirstOneToldOff() throws {
        let other = booking(patient: PersonID(uuid: UUID()))
        #expect(words(try mails(booking(), other)) == ["cancellation patient", "change doctor", "invitation other"])
    }

    @Test func onlyThePatientIsRemindedAndOnlyInTime() throws {
        let all = try mails(nil, booking(inHours: 48), reminders: [60, 1440])
        let reminders = all.filter { $0.kind == .reminder }
        #expect(reminders.map(\.lead) == [1440, 60])
        #expect(reminders.map(\.due) == [now + .seconds(24 * 3600), now + .seconds(47 * 3600)])
        #expect(reminders.allSatisfy { $0.recipient == patient })
        let late = try mails(nil, booking(inHours: 3), reminders: [60, 1440])
        #expect(late.filter { $0.kind == .reminder }.map(\.lead) == [60])
        let cancelled = try mails(booking(), booking(.cancelled), reminders: [60])
        #expect(cancelled.count { $0.kind == .reminder } == 0)
    }

    @Test func nobodyIsToldOfWhatIsPast() throws {
        #expect(try mails(nil, booking(inHours: -2), reminders: [60]) == [])
        #expect(try mails(booking(inHours: -2), booking(.cancelled, inHours: -2)) == [])
    }

    @Test func theNumberOfAMailGrowsWithWhatItsReaderWasToldBefore() throws {
        #expect(try mails(nil, booking()).map(\.sequence) == [0, 0])
        #expect(try mails(booking(), booking(.cancelled)).map(\.sequence) == [7, 7])
        #expect(try mails(booking(), booking(.cancelled), last: nil).map(\.sequence) == [0, 0])
    }

    @Test func aChangeWaitsForTheNextOneUnlessTheVisitIsNear() throws {
        let far = try mails(booking(), booking(inHours: 50), delay: .seconds(30))
        #expect(far.allSatisfy { $0.due == now + .seconds(30) })
        let near = try mails(booking(), booking(inHours: 0), delay: .seconds(30))
        #expect(!near.isEmpty && near.allSatisfy { $0.due == now })
        let cancelled = try mails(booking(), booking(.cancelled), delay: .seconds(30))
        #expect(cancelled.allSatisfy { $0.due == now })
    }

    @Test func oneThatWaitsAlreadyKeepsItsTime() throws {
        let waiting = LastMail(kind: .change, sequence: 3, waitsUntil: now + .seconds(10))
        let mails = try mails(booking(), booking(inHours: 50), delay: .seconds(30), last: waiting)
        #expect(mails.allSatisfy { $0.kind == .change && $0.due == now + .seconds(10) })
    }

    @Test func whoDoesNotKnowOfTheVisitYetIsInvitedToWhereItIsNow() throws {
        let waiting = LastMail(kind: .invitation, sequence: 0, waitsUntil: now)
        let mails = try mails(booking(), booking(inHours: 50), delay: .seconds(30), last: waiting)
        #expect(words(mails) == ["invitation patient", "invitation doctor"])
        #expect(mails.allSatisfy { $0.due == now && $0.sequence == 1 })
        #expect(words(try self.mails(booking(), booking(inHours: 50), last: nil)).first == "invitation patient")
    }

    @Test func whatIsCalledOffAlreadyIsNotCalledOffOrMovedOnceMore() throws {
        let calledOff = LastMail(kind: .cancellation, sequence: 2)
        #expect(try mails(booking(), booking(.cancelled), last: calledOff) == [])
        #expect(try mails(booking(), booking(inHours: 50), reminders: [60], last: calledOff) == [])
    }

    @Test func whoWasSentAwayIsInvitedToTheNewTime() throws {
        let sentAway = LastMail(kind: .cancellation, sequence: 2, isPersonal: true)
        #expect(try mails(booking(), booking(.cancelled), last: sentAway) == [])
        let moved = try mails(booking(), booking(inHours: 50), last: sentAway)
        #expect(words(moved) == ["invitation patient", "invitation doctor"])
    }

    @Test func remindersEndWhereTheVisitMovesOrEnds() {
        func ends(_ before: Booking?, _ after: Booking) -> Bool {
            BookingStep(before: before, after: after, time: now, position: 1).endsReminders
        }
        #expect(ends(booking(), booking(inHours: 50)))
        #expect(ends(booking(), booking(.cancelled)))
        #expect(!ends(booking(), booking()))
        #expect(!ends(nil, booking()))
    }
}
