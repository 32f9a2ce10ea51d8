import Auth
import Client
import Foundation
import Persistence
import Testing
import Wire

@testable import Hub

/// The Python client plays a whole visit; Swift clients look on from the same seats.
///
/// Both must have seen the same.
@Suite(
    .serialized,
    .timeLimit(.minutes(2)),
    .enabled(if: PythonVisit.isInstalled, "./run.sh test makes the Python environment")
)
struct TwoLanguagesTests {
    @Test(arguments: [(MessageFormat.binary, MessageFormat.json), (.json, .binary)])
    func swiftAndPythonSeeTheSameConsultation(python: MessageFormat, swift: MessageFormat) async throws {
        try await withTemporaryFolder { folder in
            var configuration = HubConfiguration()
            configuration.port = 0
            configuration.dataDirectory = folder
            configuration.loopCount = 2
            configuration.masterKey = .test
            configuration.passwords.cost = .quick
            let hub = try await RunningHub.start(configuration)
            let files = DataDirectory(path: folder)
            let people = try await DevelopmentVisit.make(on: hub, folder: files).file
            do {
                try await compare(people, port: hub.port, files: files, python: python, swift: swift)
            } catch {
                try await hub.stop()
                throw error
            }
            try await hub.stop()
        }
    }

    private func compare(
        _ people: DevelopmentFile,
        port: Int,
        files: DataDirectory,
        python: MessageFormat,
        swift: MessageFormat
    ) async throws {
        let address = HubAddress(host: "127.0.0.1", port: port)
        let patient = try await watch(people, "patient", address, swift)
        let doctor = try await watch(people, "doctor", address, swift)
        async let seenByPatient = events(of: patient)
        async let seenByDoctor = events(of: doctor)
        let record = try await PythonVisit.play(
            url: address.description,
            credentials: files.demoPath,
            consultation: people.consultation,
            doctor: python,
            patient: python
        )
        try await check(record.doctor, seenByDoctor)
        try await check(record.patient, seenByPatient)
        #expect(record.doctor.closed == CloseCode.over.rawValue)
        #expect(record.patient.recoveries.contains("RECOVERY_REPLAY"))
        let doctorSaw = Set(record.doctor.events.map(\.canonical))
        let patientSaw = Set(record.patient.events.map(\.canonical))
        #expect(!doctorSaw.intersection(patientSaw).isEmpty)
        #expect(!doctorSaw.subtracting(patientSaw).isEmpty, "the note is the doctor's alone")
    }

    /// Python came later, so it saw what Swift saw from its first event on; both name each event the same.
    private func check(_ side: PythonVisit.Side, _ swift: [ProtoEvent]) throws {
        #expect(side.gaps == 0)
        let expected = try swift.filter { $0.seq >= side.firstSeq }.map { event in
            var event = event
            event.prev = 0
            return try PythonVisit.Event(jsonOf: event).canonical
        }
        #expect(side.events.map(\.canonical) == expected)
        #expect(expected.count > 5)
    }

    private func watch(
        _ people: DevelopmentFile,
        _ role: String,
        _ address: HubAddress,
        _ format: MessageFormat
    ) async throws -> ConsultationClient {
        let person = try #require(people.people.first { $0.role == role })
        let (rest, _) = try await RESTClient(address).signIn(email: person.email, password: person.password)
        let id = people.consultation
        let ticket = try await rest.join(id)
        var configuration = ConsultationClient.Configuration(
            address: address,
            path: ticket.websocketPath,
            device: "swift-\(role)"
        )
        configuration.format = format
        let client = ConsultationClient(configuration) { .ticket(try await rest.join(id).ticket) }
        try await client.connect()
        return client
    }

    /// Everything until the hub closes the socket at the end of the visit; nothing may be missing.
    private func events(of client: ConsultationClient) async throws -> [ProtoEvent] {
        var events: [ProtoEvent] = []
        for await update in client.updates {
            switch update {
            case .event(let event, _): events.append(event)
            case .fault(let fault): throw fault
            case .closed(_, let returns) where !returns: return events
            case .welcome, .caughtUp, .snapshot, .transient, .closed: break
            }
        }
        return events
    }
}
