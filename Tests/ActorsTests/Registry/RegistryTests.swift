import Actors
import Core
import Persistence
import TestKit
import Testing
import Wire

struct RegistryTests {
    @Test func unknownConsultationIsNotFoundAndLeavesNothingBehind() {
        let visit = Visit()
        #expect(visit.ask(.view(visit.doctor))?.refusal == .notFound)
        #expect(visit.connect(visit.doctor).outlet.closes == [.notAllowed])
        #expect(visit.residents == 0)
    }

    @Test func secondCreationIsRefused() {
        let visit = Visit.created()
        #expect(visit.create()?.refusal == .alreadyExists)
    }

    @Test func idleConsultationIsLetGoAndComesBackAsItWas() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.chat("kept", 2, from: doctor)
        visit.drop(doctor)
        visit.drop(patient)
        visit.pass(.seconds(31))
        let before = visit.ask(.view(visit.doctor))?.view
        visit.pass(.seconds(61))
        #expect(visit.residents == 0)
        #expect(visit.journal.store.load(visit.entity, .fromSnapshot(before: 0)).snapshot != nil)
        #expect(visit.ask(.view(visit.doctor))?.view == before)
        #expect(before?.chat.count == 1)
    }

    @Test func sleepingConsultationIsWokenForItsNoShow() throws {
        let visit = Visit.created()
        visit.pass(.seconds(61))
        #expect(visit.residents == 0)
        visit.pass(.seconds(600 + 3600))
        #expect(try visit.events.last == .statusChanged(.noShow, .deserted, by: nil))
    }

    @Test func desertedVisitEnds() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.send(.lasting(.start), 2, from: doctor)
        visit.send(.lasting(.leave), 3, from: doctor)
        visit.send(.lasting(.leave), 1, from: patient)
        visit.pass(.seconds(29 * 60))
        #expect(visit.ask(.view(visit.doctor))?.view?.status == .active)
        visit.pass(.seconds(120))
        visit.pass(.seconds(120))
        #expect(visit.ask(.view(visit.doctor))?.view?.status == .ended)
    }

    @Test func afterARestartPresentPeopleGetANewGracePeriodThenLeave() throws {
        let (visit, _, _) = Visit.inRoom()
        let next = Visit(
            journal: ScriptedJournal(historyID: visit.journal.historyID, epoch: 2, store: visit.journal.store)
        )
        for wake in next.journal.store.wakes() { next.shard.schedule(next.id, at: wake.due) }
        next.turn()
        next.tick()
        #expect(next.residents == 1)
        let doctor = next.connect(next.doctor)
        #expect(try doctor.welcome()?.presence.first { $0.seat == 2 }?.reconnecting == true)
        next.pass(.seconds(31))
        #expect(try next.events.last == .left(Visit.patientSeat, .connectionLost))
    }

    @Test func loadThatFailsIsAnsweredBusyAndTriedAgainNextTime() throws {
        let visit = Visit.created()
        visit.pass(.seconds(61))
        visit.journal.failLoads(1)
        #expect(visit.connect(visit.doctor).outlet.closes == [.busy])
        #expect(try visit.connect(visit.doctor).welcome()?.recovery == .snapshot)
    }

    @Test func peopleAreNotForgottenWhenTheJournalCanNotBeReadForAWhile() throws {
        let (visit, doctor, _) = Visit.inRoom()
        visit.chat("lost", 2, from: doctor, committing: false)
        visit.journal.failLoads(2)
        visit.journal.refuseNext()
        visit.turn()
        #expect(visit.residents == 0)
        for _ in 0..<3 { visit.pass(.seconds(1)) }
        #expect(visit.residents == 1)
        visit.pass(.seconds(31))
        #expect(
            try visit.events.suffix(2) == [
                .left(Visit.doctorSeat, .connectionLost), .left(Visit.patientSeat, .connectionLost),
            ]
        )
    }

    private static func request(_ person: PersonID) throws -> AttachRequest {
        AttachRequest(
            connection: ConnectionID(boot: 1, serial: 99),
            person: person,
            device: try #require(DeviceID("tab-1")),
            format: .binary,
            resume: nil,
            instance: nil
        )
    }

    @Test func socketThatIsLostWhileTheQueueIsFullLeavesNoGhost() throws {
        var settings = ConsultationSettings()
        settings.limits.loadingQueueMax = 1
        let visit = Visit.created(settings: settings)
        visit.pass(.seconds(61))
        let outlet = RecordingOutlet(loop: visit.loop)
        let request = try Self.request(visit.doctor)
        visit.shard.tell(visit.id, .attach(request, outlet))
        visit.shard.tell(visit.id, .detach(request.connection))
        visit.turn()
        visit.pass(.seconds(31))
        #expect(try visit.events.last == .left(Visit.doctorSeat, .connectionLost))
    }

    @Test func commandsThatFindNoRoomInTheQueueTakeTheirSocketWithThem() throws {
        var settings = ConsultationSettings()
        settings.limits.loadingQueueMax = 1
        let visit = Visit.created(settings: settings)
        visit.pass(.seconds(61))
        let outlet = RecordingOutlet(loop: visit.loop)
        let request = try Self.request(visit.doctor)
        visit.shard.tell(visit.id, .attach(request, outlet))
        visit.shard.tell(
            visit.id,
            .commands(from: request.connection, [InboundCommand(counter: 1, action: .lasting(.start))])
        )
        visit.turn()
        #expect(outlet.closes == [.busy])
        #expect(try visit.events.count == 5)
    }

    @Test func endTellsEveryoneAndClosesAllSockets() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.send(.lasting(.start), 2, from: doctor)
        let interpreter = visit.connect(visit.interpreter)
        visit.send(.lasting(.end), 3, from: doctor)
        for socket in [doctor, patient, interpreter] {
            #expect(try socket.events().last?.statusChanged.status == .ended)
            #expect(socket.outlet.closes == [.over])
        }
        #expect(try doctor.replies().last?.done.seq == doctor.events().last?.seq)
        #expect(visit.connect(visit.doctor).outlet.closes == [.over])
        #expect(visit.ask(.perform(.writeNote(text: "After"), by: visit.doctor, id: nil))?.seq != nil)
    }
}

extension Visit {
    /// Consultations that the shard has in memory.
    var residents: Int { loop.enter { shard.assumeIsolated { $0.residentCount } } }
}
