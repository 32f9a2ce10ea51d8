import Client
import Foundation
import Wire

/// The two people, signed in to a running hub, and a fresh consultation of theirs.
struct DemoCast: Sendable {
    private static let minutes = 15

    let consultation: String
    let names: [DemoPart: String]
    private let address: HubAddress
    private let path: String
    private let signedIn: [DemoPart: RESTClient]

    /// Signs both in and books the visit, all by REST.
    static func assemble(_ credentials: DemoCredentials) async throws -> DemoCast {
        do {
            let doctor = try await signIn(.doctor, credentials)
            let patient = try await signIn(.patient, credentials)
            let booked = try await doctor.rest.create(
                NewConsultation(
                    title: "Follow-up visit",
                    scheduledStart: Date(),
                    durationMinutes: minutes,
                    participants: [.init(email: patient.email)]
                )
            )
            return DemoCast(
                consultation: booked.id,
                names: [.doctor: doctor.name, .patient: patient.name],
                address: credentials.address,
                path: try await doctor.rest.join(booked.id).websocketPath,
                signedIn: [.doctor: doctor.rest, .patient: patient.rest]
            )
        } catch RESTError.unreachable(let address) {
            throw DemoFailure("No hub answers at \(address). Start one first: ./run.sh dev")
        } catch let error as RESTError {
            throw DemoFailure("The visit could not be booked. \(error)")
        }
    }

    /// A client for one of them; it fetches a ticket for each connection.
    func client(of part: DemoPart, format: MessageFormat, reconnecting: ReconnectPolicy?) throws -> ConsultationClient {
        guard let rest = signedIn[part] else { throw DemoFailure("The \(part) is not signed in.") }
        var configuration = ConsultationClient.Configuration(address: address, path: path, device: "demo-\(part)")
        configuration.name = "hub demo"
        configuration.format = format
        configuration.reconnecting = reconnecting
        let consultation = consultation
        return ConsultationClient(configuration) { .ticket(try await rest.join(consultation).ticket) }
    }

    /// The chat as one of them may read it, from REST.
    func transcript(for part: DemoPart) async throws -> [MessagePage.Message] {
        guard let rest = signedIn[part] else { throw DemoFailure("The \(part) is not signed in.") }
        do {
            return try await rest.messages(consultation)
        } catch {
            throw DemoFailure("The transcript can't be read. \(error)")
        }
    }

    private static func signIn(
        _ part: DemoPart,
        _ credentials: DemoCredentials
    ) async throws -> (rest: RESTClient, email: String, name: String) {
        guard let person = credentials.people[part] else { throw DemoFailure("There is no \(part).") }
        do {
            let rest = RESTClient(credentials.address)
            let (signedIn, answer) = try await rest.signIn(email: person.email, password: person.password)
            return (signedIn, person.email, answer.user.name)
        } catch RESTError.refused(_, _, let detail) {
            throw DemoFailure(
                "The hub does not let \(person.email) sign in. \(detail) Are these the hub's own credentials?"
            )
        }
    }
}
