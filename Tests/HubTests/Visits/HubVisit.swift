import Actors
import Auth
import Client
import Core
import Foundation
import Logging
import REST
import Testing
import Wire

@testable import Hub

/// A running hub with a consultation, of two hosts (who need no admission) and one patient unless the test says
/// otherwise, for tests over real sockets.
struct HubVisit {
    let hub: RunningHub
    let folder: String
    let id: ConsultationID
    let people: [PersonID]

    /// Starts a hub on a port of the system's choice, and stops it after `body`, however that ends.
    static func run(loopCount: Int, _ body: (HubVisit) async throws -> Void) async throws {
        var configuration = HubConfiguration()
        configuration.loopCount = loopCount
        configuration.liftRates()
        try await run(configuration, roles: [.doctor, .doctor, .patient], body)
    }

    /// The same with settings of the test's own, apart from the port, the folder and the secrets.
    static func run(
        _ settings: HubConfiguration,
        roles: [Role],
        logger: Logger = Logger(label: "laso.hub") { _ in SwiftLogNoOpLogHandler() },
        _ body: (HubVisit) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            var configuration = settings
            configuration.port = 0
            configuration.dataDirectory = folder
            configuration.passwords.cost = .quick
            configuration.masterKey = .test
            let hub = try await RunningHub.start(configuration, logger: logger)
            do {
                try await body(HubVisit(hub: hub, folder: folder, people: try await book(roles, on: hub)))
            } catch {
                try await hub.stop()
                throw error
            }
            try await hub.stop()
        }
    }

    private init(hub: RunningHub, folder: String, people: (id: ConsultationID, persons: [PersonID])) {
        self.hub = hub
        self.folder = folder
        id = people.id
        self.people = people.persons
    }

    private static func book(_ roles: [Role], on hub: RunningHub) async throws -> (ConsultationID, [PersonID]) {
        let persons = roles.map { _ in PersonID(uuid: UUID()) }
        let id = ConsultationID(uuid: UUID())
        let booking = ConsultationEvent.Booking(
            title: .present("Second opinion"),
            start: hub.parts.clocks.now(),
            minutes: 30,
            provider: .direct
        )
        let invitations = zip(persons, roles).map { Invitation(person: $0, role: $1, name: "Invented Person") }
        guard case .done = await hub.parts.registry.ask(id, .create(booking, invitations, by: .hub)) else {
            throw CommandFailure(.refused, "The consultation could not be created.")
        }
        return (id, persons)
    }

    var address: HubAddress { HubAddress(host: "127.0.0.1", port: hub.port) }

    var path: String { "/telemedicine/ws/consultations/\(id)/" }

    /// A socket with its hello sent.
    func connect(_ person: PersonID, format: MessageFormat = .binary) async throws -> WebSocketTransport {
        var options = WebSocketTransport.Options()
        options.format = format
        let transport = try await WebSocketTransport.connect(to: address, path: path, options: options)
        transport.send(try hello(person))
        return transport
    }

    /// A hello with a ticket of its own.
    func hello(_ person: PersonID, device: String = "test") throws -> ProtoClientMessage {
        let grant = TicketGrant(
            person: person,
            consultation: id,
            authorizedUntil: hub.parts.clocks.now() + .seconds(3600)
        )
        var hello = ProtoClientMessage()
        hello.hello.ticket = try #require(hub.parts.rest.tickets.issue(grant))
        hello.hello.deviceID = device
        return hello
    }
}
