import Actors
import Core
import Foundation
import HTTPTypes
import REST
import Testing

@Suite struct ConsentRoutesTests {
    private static let seat = SeatNumber(index: 0)

    private static func path(_ id: ConsultationID, _ rest: String) -> String {
        "/telemedicine/api/consultations/\(id)/\(rest)"
    }

    @Test func consentIsReadWithItsHistoryAsItWasTold() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient))
        let other = SeatNumber(index: 1)
        clinic.journal.hold([
            Example.entry(id, seq: 4, .consentChanged(Self.seat, .recording, given: true), for: Audience(Self.seat)),
            Example.entry(id, seq: 5, .consentChanged(other, .observer, given: true), for: Audience(other)),
            Example.entry(id, seq: 6, .waitingRoomEntered(Self.seat), for: Audience(Self.seat)),
            Example.entry(id, seq: 7, .consentChanged(Self.seat, .recording, given: false), for: Audience(Self.seat)),
        ])
        let answer = try await clinic.send(.get, Self.path(id, "consent/"), as: clinic.patient)
        #expect(answer.status == 200)
        let current = try #require(try answer.json["current"] as? [[String: Any]])
        #expect(current.map { $0["person_id"] as? String } == [clinic.patient.id.description])
        #expect(current.first?["purpose"] as? String == "recording" && current.first?["given"] as? Bool == true)
        #expect(try answer.results.map { $0["seq"] as? Int } == [4, 7])
        #expect(try answer.results.map { $0["given"] as? Bool } == [true, false])
        #expect(try answer.json["next_after"] is NSNull)
    }

    @Test func onesOwnConsentIsGivenAndWithdrawn() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        for given in [true, false] {
            let body = #"{"purpose": "transcript", "given": \#(given)}"#
            let answer = try await clinic.send(.post, Self.path(id, "consent/"), as: clinic.patient, body: body)
            #expect(answer.text == #"{"seq":7}"#)
            let command = ConsultationCommand.setConsent(.transcript, given: given)
            #expect(clinic.desk.questions.last?.request == .perform(command, by: clinic.patient.id, id: nil))
        }
    }

    @Test(arguments: [
        (#"{"purpose": "everything", "given": true}"#, "purpose"), (#"{"purpose": "recording"}"#, "given"),
        (#"{"given": true}"#, "purpose"), (#"{"purpose": "recording", "given": "yes"}"#, "given"),
        (#"{"purpose": "recording", "given": null}"#, "given"),
        (#"{"purpose": "recording", "given": true, "person_id": "x"}"#, "person_id"),
    ])
    func nonsenseIsRefused(body: String, field: String) async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        let answer = try await clinic.send(.post, Self.path(id, "consent/"), as: clinic.patient, body: body)
        #expect(answer.status == 400)
        #expect(try answer.errors.keys.sorted() == [field])
        #expect(clinic.desk.questions.isEmpty)
    }

    @Test(arguments: [("start", ConsultationCommand.startRecording), ("stop", .stopRecording)])
    func recordingIsAskedOfTheConsultation(name: String, command: ConsultationCommand) async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        let path = Self.path(id, "recording/\(name)/")
        #expect(try await clinic.send(.post, path, as: clinic.doctor).text == #"{"seq":7}"#)
        #expect(clinic.desk.questions.last?.request == .perform(command, by: clinic.doctor.id, id: nil))
        clinic.desk.reply(.refused(.consentMissing))
        let refused = try await clinic.send(.post, path, as: clinic.doctor)
        #expect(refused.status == 409)
        #expect(try refused.code == "consent_missing")
    }

    @Test func theDetailSaysWhetherAnythingMayBeRecorded() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        var view = Example.view(id, of: clinic.patient)
        clinic.desk.seat(clinic.patient.id, view)
        #expect(try await clinic.send(.get, Self.path(id, ""), as: clinic.patient).json["recording"] is NSNull)
        view.recording = Example.recording
        clinic.desk.seat(clinic.patient.id, view)
        let answer = try await clinic.send(.get, Self.path(id, ""), as: clinic.patient)
        let recording = try answer.json["recording"] as? [String: Any]
        #expect(recording?["by_seat"] as? Int == 1)
        #expect(recording?["since"] as? String == "2027-01-15T09:00:00.000Z")
    }

    @Test func qualityIsForHosts() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.doctor.id, Example.view(id, of: clinic.doctor))
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient))
        clinic.journal.hold([
            Example.entry(
                id,
                seq: 4,
                .qualitySummarised(SeatNumber(index: 1), Example.quality),
                for: Audience(Self.seat)
            )
        ])
        let answer = try await clinic.send(.get, Self.path(id, "quality/"), as: clinic.doctor)
        let quality = try #require(try answer.results.first?["quality"] as? [String: Any])
        #expect(quality["verdict"] as? String == "bad" && quality["bad_reports"] as? Int == 4)
        #expect((quality["round_trip_ms"] as? [String: Int]) == ["mean": 900, "usual": 910, "worst": 990])
        #expect(try await clinic.send(.get, Self.path(id, "quality/"), as: clinic.patient).status == 403)
        let events = try await clinic.send(.get, Self.path(id, "events/"), as: clinic.doctor).results
        let data = try #require(events.first?["data"] as? [String: Any])
        #expect(data["verdict"] as? String == "bad" && data["round_trip_ms"] as? Int == 910)
    }
}
