import Actors
import Core
import TestKit
import Testing
import Wire

struct DurabilityTests {
    @Test func nothingIsShownBeforeItIsStored() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.chat("Hello", 2, from: doctor, committing: false)
        #expect(try doctor.messages().isEmpty)
        #expect(try patient.messages().isEmpty)
        visit.turn()
        #expect(try patient.events().map(\.chatPosted.text) == ["Hello"])
        #expect(try doctor.replies().map(\.done.seq) == [try doctor.events()[0].seq])
    }

    @Test func refusalsAndReadsWaitForWhatTheyRestOn() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.chat("Hello", 2, from: doctor, committing: false)
        visit.send(.lasting(.start), 1, from: patient, committing: false)
        #expect(try patient.messages().isEmpty)
        #expect(visit.ask(.view(visit.patient), committing: false) == nil)
        visit.turn()
        #expect(try patient.replies().map(\.error.code) == [ErrorCode.notPermitted.rawValue])
    }

    @Test func eventComesBeforeTheReplyThatNamesIt() throws {
        let (visit, doctor, _) = Visit.inRoom()
        visit.chat("Hello", 2, from: doctor)
        let bodies = try doctor.messages().map(\.body)
        guard case .event(let event) = bodies[0], case .reply(let reply) = bodies[1] else {
            Issue.record("an event and then a reply were expected")
            return
        }
        #expect(reply.done.seq == event.seq)
    }

    @Test func refusedAppendVoidsEverythingAfterIt() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        let before = visit.journal.committedSeq(of: visit.entity)
        visit.chat("lost", 2, from: doctor, committing: false)
        visit.chat("built on it", 1, from: patient, committing: false)
        visit.journal.refuseNext()
        visit.turn()
        #expect(visit.journal.committedSeq(of: visit.entity) == before)
        #expect(try doctor.replies().map(\.error.code) == [ErrorCode.outcomeUnknown.rawValue])
        #expect(try patient.replies().map(\.error.code) == [ErrorCode.outcomeUnknown.rawValue])
        #expect(doctor.outlet.closes == [.restarted])
        #expect(patient.outlet.closes == [.restarted])
        #expect(try patient.events().isEmpty)
    }

    @Test func repeatAfterAnUnknownOutcomeIsOneEvent() throws {
        for applied in [true, false] {
            let (visit, doctor, _) = Visit.inRoom()
            let point = ResumePoint(
                history: visit.journal.historyID,
                seq: visit.journal.committedSeq(of: visit.entity)
            )
            visit.chat("once", 2, from: doctor, committing: false)
            visit.journal.loseNext(applied: applied)
            visit.turn()
            #expect(doctor.outlet.closes == [.restarted])
            let instance = ClientInstance(epoch: 1, serial: 1)
            let again = visit.connect(visit.doctor, resume: point, instance: instance)
            #expect(try again.welcome()?.clientInstance == instance.number)
            visit.chat("once", 2, from: again)
            let chats = try visit.events.filter { if case .chatPosted = $0 { true } else { false } }
            #expect(chats.count == 1)
            #expect(try again.events().filter { $0.chatPosted.text == "once" }.count == 1)
            #expect(try again.replies().map(\.done.seq) == [point.seq + 1])
        }
    }

    @Test func busyIsAnsweredAtOnceWhenTooMuchWaits() throws {
        var settings = ConsultationSettings()
        settings.limits.undurableMax = 3
        settings.limits.undurableReserve = 1
        let (visit, doctor, patient) = Visit.inRoom(settings: settings)
        for counter in 2...4 as ClosedRange<UInt64> { visit.chat("x", counter, from: doctor, committing: false) }
        visit.chat("x", 5, from: doctor, committing: false)
        #expect(try doctor.replies().map(\.error.code) == [ErrorCode.busy.rawValue])
        visit.send(.lasting(.leave), 1, from: patient, committing: false)
        visit.turn()
        #expect(patient.outlet.closes == [.left])
        visit.chat("x", 5, from: doctor)
        #expect(try doctor.replies().last?.counter == 5)
        #expect(try doctor.replies().last?.error.code == 0)
    }

    /// A consent that stood already was given again, then withdrawn; the repeat of the first must not give it once more.
    @Test func repeatOfACommandThatHadNoEffectHasNoneLaterEither() throws {
        let (visit, _, patient) = Visit.inRoom()
        let give = InboundCommand.Action.lasting(.setConsent(.recording, given: true))
        visit.send(give, 1, from: patient)
        visit.send(give, 2, from: patient)
        visit.send(.lasting(.setConsent(.recording, given: false)), 3, from: patient)
        visit.send(give, 2, from: patient)
        #expect(try patient.replies().map(\.counter) == [1, 2, 3, 2])
        #expect(try patient.replies().last?.done.seq == 0)
        #expect(visit.ask(.view(visit.patient))?.view?.consents.map(\.isGiven) == [false])
        #expect(try patient.events().count == 2)
    }

    @Test func markSeenWithoutEffectLeavesItsIDFree() throws {
        let (visit, _, patient) = Visit.inRoom()
        visit.send(.lasting(.markSeen(upTo: 0)), 1, from: patient)
        visit.chat("Hello", 1, from: patient)
        visit.send(.lasting(.markSeen(upTo: 0)), 1, from: patient)
        #expect(try patient.events().map(\.chatPosted.text) == ["Hello"])
        #expect(try patient.replies().map(\.error.code) == [0, 0, ErrorCode.idReused.rawValue])
    }

    /// The reply was lost: to repeat the leave its sender had to connect, and so entered again.
    @Test func repeatedLeaveLeavesAgainAndGetsTheFirstResult() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        let phone = visit.connect(visit.patient, device: "phone")
        visit.send(.lasting(.leave), 1, from: patient)
        let first = try #require(try patient.replies().last?.done.seq)
        let point = ResumePoint(history: visit.journal.historyID, seq: first - 1)
        let again = visit.connect(visit.patient, resume: point, instance: ClientInstance(epoch: 1, serial: 2))
        doctor.outlet.clear()
        visit.send(.lasting(.leave), 1, from: again)
        #expect(try again.replies().map(\.done.seq) == [first])
        #expect(again.outlet.closes == [.left])
        #expect(phone.outlet.closes == [.left])
        #expect(try doctor.events().map(\.left.seat) == [2])
        #expect(try visit.events.last == .left(Visit.patientSeat, .left))
        let own = visit.ask(.view(visit.patient))?.view?.participants.first { $0.seat == Visit.patientSeat }
        #expect(own?.presence == .away)
    }

    @Test func repeatedLeaveOnASocketThatIsBeingClosedIsNotHeard() throws {
        let (visit, _, patient) = Visit.inRoom()
        for _ in 1...2 { visit.send(.lasting(.leave), 1, from: patient, committing: false) }
        visit.turn()
        #expect(try patient.replies().count == 1)
        #expect(patient.outlet.closes == [.left])
    }

    @Test func repliesToLeavesAreBoundedWhileTheDiskStalls() throws {
        var settings = ConsultationSettings()
        settings.limits.heldEffectsMax = 8
        settings.limits.undurableReserve = 2
        let (visit, doctor, patient) = Visit.inRoom(settings: settings)
        visit.chat("waits", 2, from: doctor, committing: false)
        for counter in 1...50 as ClosedRange<UInt64> {
            visit.send(.lasting(.markSeen(upTo: 0)), counter, from: patient, committing: false)
        }
        let busy = try patient.replies()
        #expect(busy.count >= 40)
        #expect(busy.allSatisfy { $0.error.code == ErrorCode.busy.rawValue })
        visit.turn()
        #expect(try patient.replies().count == 50)
    }
}
