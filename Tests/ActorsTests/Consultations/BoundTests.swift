import Actors
import Core
import TestKit
import Testing
import Wire

/// The bounds of what waits for the disk, one by one.
struct BoundTests {
    @Test func asManyEventsMayBeUnderWayAsAreAllowed() throws {
        var settings = ConsultationSettings()
        settings.limits.undurableMax = 3
        let (visit, doctor, patient) = Visit.inRoom(settings: settings)
        let before = visit.journal.committedSeq(of: visit.entity)
        for counter in 2...4 as ClosedRange<UInt64> { visit.chat("x", counter, from: doctor, committing: false) }
        #expect(try doctor.replies().isEmpty)
        visit.chat("x", 1, from: patient, committing: false)
        #expect(try patient.replies().map(\.error.code) == [ErrorCode.busy.rawValue])
        visit.turn()
        #expect(visit.journal.committedSeq(of: visit.entity) == before + 3)
        #expect(try doctor.replies().map(\.error.code) == [0, 0, 0])
        visit.chat("x", 1, from: patient)
        #expect(try patient.replies().last?.error.code == 0)
    }

    /// What has to be written before an event takes room, too; alone it may be of any size.
    @Test func whatGoesBeforeAnEventIsCountedWithIt() throws {
        var settings = ConsultationSettings()
        settings.limits.undurableMax = 2
        settings.limits.undurableReserve = 0
        let (visit, doctor, patient) = Visit.inRoom(settings: settings)
        let report = QualityReport(
            roundTripMilliseconds: 40,
            lossPermille: 0,
            jitterMilliseconds: 5,
            bitrateKilobits: 0
        )
        visit.send(.lasting(.start), 2, from: doctor)
        for socket in [doctor, patient] { visit.send(.transient(.reportQuality(report)), 3, from: socket) }
        doctor.outlet.clear()
        visit.chat("x", 4, from: doctor, committing: false)
        visit.send(.lasting(.end), 5, from: doctor, committing: false)
        #expect(try doctor.replies().map(\.error.code) == [ErrorCode.busy.rawValue])
        visit.turn()
        let before = visit.journal.committedSeq(of: visit.entity)
        visit.send(.lasting(.end), 5, from: doctor)
        #expect(visit.journal.committedSeq(of: visit.entity) == before + 3)
    }

    /// An event and its reply are two; each answer to a question is one more.
    @Test func asManyAnswersMayWaitAsAreAllowed() throws {
        var settings = ConsultationSettings()
        settings.limits.heldEffectsMax = 4
        let (visit, doctor, patient) = Visit.inRoom(settings: settings)
        let before = visit.journal.committedSeq(of: visit.entity)
        visit.chat("waits", 2, from: doctor, committing: false)
        for _ in 1...2 { #expect(visit.ask(.view(visit.doctor), committing: false) == nil) }
        #expect(visit.ask(.view(visit.doctor), committing: false)?.refusal == .busy)
        visit.send(.transient(.setTyping(true)), 1, from: patient, committing: false)
        visit.chat("x", 2, from: patient, committing: false)
        #expect(try patient.replies().map(\.error.code) == [ErrorCode.busy.rawValue, ErrorCode.busy.rawValue])
        visit.turn()
        #expect(visit.journal.committedSeq(of: visit.entity) == before + 1)
        #expect(try doctor.replies().map(\.error.code) == [0])
        #expect(visit.ask(.view(visit.doctor))?.view != nil)
    }

    @Test func asManyMessagesMayWaitForALoadAsAreAllowed() throws {
        var settings = ConsultationSettings()
        settings.limits.loadingQueueMax = 2
        let visit = Visit.created(settings: settings)
        visit.pass(.seconds(61))
        #expect(visit.residents == 0)
        let before = visit.journal.committedSeq(of: visit.entity)
        var sockets: [Visit.Socket] = []
        for (serial, person) in zip([91, 92, 93] as [UInt64], [visit.doctor, visit.patient, visit.interpreter]) {
            let outlet = RecordingOutlet(loop: visit.loop)
            let request = AttachRequest(
                connection: ConnectionID(boot: 1, serial: serial),
                person: person,
                device: try #require(DeviceID("tab-1")),
                format: .binary,
                resume: nil,
                instance: nil
            )
            visit.shard.tell(visit.id, .attach(request, outlet))
            sockets.append(Visit.Socket(connection: request.connection, outlet: outlet))
        }
        visit.turn()
        #expect(sockets.map(\.outlet.closes) == [[], [], [.busy]])
        #expect(try sockets.map { try $0.welcome()?.seat } == [1, 2, nil])
        // Two have come, which began the waiting, and nobody else.
        #expect(
            try visit.events.suffix(Int(visit.journal.committedSeq(of: visit.entity) - before)) == [
                .roomEntered(Visit.doctorSeat), .waitingRoomEntered(Visit.patientSeat),
                .statusChanged(.waiting, .arrival, by: nil),
            ]
        )
        #expect(try visit.connect(visit.interpreter).welcome()?.seat == 3)
    }
}
