import Actors
import Core
import TestKit
import Testing
import Wire

struct TransientTests {
    private func signal(to device: String, _ payload: String = "v=0") throws -> InboundCommand.Action {
        .transient(
            .signal(
                Signal(
                    to: .device(try #require(DeviceID(device)), of: Visit.patientSeat),
                    kind: .offer,
                    payload: payload
                )
            )
        )
    }

    @Test func signalReachesOneDeviceOnly() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        let phone = visit.connect(visit.patient, device: "phone")
        patient.outlet.clear()
        phone.outlet.clear()
        visit.send(try signal(to: "phone"), 2, from: doctor)
        #expect(try phone.transients().map(\.signal.payload) == ["v=0"])
        #expect(try phone.transients().map(\.signal.fromDevice) == ["tab-1"])
        #expect(try patient.messages().isEmpty)
        #expect(try doctor.replies().map(\.done.seq) == [0])
    }

    @Test func aSignalForTheRoomReachesEveryDeviceInItButTheSenders() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        let phone = visit.connect(visit.patient, device: "phone")
        let desk = visit.connect(visit.doctor, device: "desk")
        let others = [patient, phone, desk]
        for line in others + [doctor] { line.outlet.clear() }
        visit.send(.transient(.signal(Signal(to: .room, kind: .message, payload: "a caption"))), 2, from: doctor)
        for line in others {
            #expect(try line.transients().map(\.signal.payload) == ["a caption"])
            #expect(try line.transients().map(\.signal.kind) == [.message])
            #expect(try line.transients().map(\.signal.fromDevice) == ["tab-1"])
        }
        #expect(try doctor.replies().map(\.done.seq) == [0])
        #expect(try doctor.messages().count == 1)
    }

    @Test func aSignalForTheRoomDoesNotReachTheWaitingRoom() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.send(.lasting(.moveToWaitingRoom(Visit.patientSeat)), 2, from: doctor)
        patient.outlet.clear()
        visit.send(.transient(.signal(Signal(to: .room, kind: .message, payload: "between us"))), 3, from: doctor)
        #expect(try patient.messages().isEmpty)
        visit.send(.transient(.signal(Signal(to: .room, kind: .message, payload: "hello?"))), 2, from: patient)
        #expect(try patient.replies().map(\.error.name) == ["not_in_room"])
    }

    @Test func signalWaitsForADeviceThatComesBack() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.drop(patient)
        visit.send(try signal(to: "tab-1", "kept"), 2, from: doctor)
        let again = visit.connect(visit.patient)
        #expect(try again.transients().map(\.signal.payload) == ["kept"])
    }

    @Test func heldSignalsAreBounded() throws {
        var settings = ConsultationSettings()
        settings.limits.heldSignalsMax = 2
        let (visit, doctor, patient) = Visit.inRoom(settings: settings)
        visit.drop(patient)
        for counter in 2...4 as ClosedRange<UInt64> {
            visit.send(try signal(to: "tab-1", "\(counter)"), counter, from: doctor)
        }
        #expect(try visit.connect(visit.patient).transients().map(\.signal.payload) == ["3", "4"])
    }

    @Test func heldSignalsAreBoundedInBytes() throws {
        var settings = ConsultationSettings()
        settings.limits.heldSignalBytesMax = 10
        let (visit, doctor, patient) = Visit.inRoom(settings: settings)
        visit.drop(patient)
        visit.send(try signal(to: "tab-1", "123456"), 2, from: doctor)
        visit.send(try signal(to: "tab-1", "78901"), 3, from: doctor)
        #expect(try visit.connect(visit.patient).transients().map(\.signal.payload) == ["78901"])
    }

    @Test func unknownDeviceIsRefused() throws {
        let (visit, doctor, _) = Visit.inRoom()
        visit.send(try signal(to: "nowhere"), 2, from: doctor)
        #expect(try doctor.replies().map(\.error.code) == [ErrorCode.noSuchDevice.rawValue])
    }

    @Test func nothingTransientIsWritten() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        let before = visit.journal.committedSeq(of: visit.entity)
        visit.send(.transient(.setTyping(true)), 2, from: doctor)
        visit.send(.transient(.setMedia(MediaState(audio: true, handRaised: true))), 3, from: doctor)
        visit.send(.transient(.requestMute(Visit.patientSeat)), 4, from: doctor)
        #expect(visit.journal.committedSeq(of: visit.entity) == before)
        let transients = try patient.transients()
        #expect(transients[0].typing.typing)
        #expect(transients[1].mediaChanged.media.handRaised)
        #expect(transients[2].muteRequested.bySeat == 1)
    }

    @Test func mediaIsInTheNextSnapshot() throws {
        let (visit, doctor, patient) = Visit.inRoom()
        visit.send(.transient(.setMedia(MediaState(video: true))), 2, from: doctor)
        visit.drop(patient)
        let welcome = try #require(try visit.connect(visit.patient).welcome())
        #expect(welcome.presence.first { $0.seat == 1 }?.devices.first?.media.video == true)
    }

    @Test func personInTheWaitingRoomCanNotSignal() throws {
        let visit = Visit.created()
        let patient = visit.connect(visit.patient)
        visit.send(.transient(.setTyping(true)), 1, from: patient)
        #expect(try patient.replies().map(\.error.code) == [ErrorCode.notInRoom.rawValue])
    }
}
