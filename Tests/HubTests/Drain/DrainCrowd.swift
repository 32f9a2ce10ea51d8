import Actors
import Auth
import Client
import Core
import Foundation
import REST
import Synchronization
import Testing
import Wire

@testable import Hub

/// Many consultations with a few people each, all of them in the room, in each of them one who talks all the time once all are there.
struct DrainCrowd {
    static let peoplePerVisit = 8
    private static let answersPerTalker = 5

    let hub: RunningHub
    let visits: [(id: ConsultationID, people: [PersonID])]

    /// Books as many consultations as `socketCount` people need.
    static func book(on hub: RunningHub, socketCount: Int) async throws -> DrainCrowd {
        var visits: [(ConsultationID, [PersonID])] = []
        for _ in 0..<(socketCount / peoplePerVisit) {
            let id = ConsultationID(uuid: UUID())
            let people = (0..<peoplePerVisit).map { _ in PersonID(uuid: UUID()) }
            let booking = ConsultationEvent.Booking(
                title: .present("Second opinion"),
                start: hub.parts.clocks.now(),
                minutes: 30,
                provider: .direct
            )
            let invitations = people.map { Invitation(person: $0, role: .doctor, name: "Invented Person") }
            guard case .done = await hub.parts.registry.ask(id, .create(booking, invitations, by: .hub)) else {
                throw CommandFailure(.refused, "The consultation could not be created.")
            }
            visits.append((id, people))
        }
        return DrainCrowd(hub: hub, visits: visits)
    }

    /// Connects everybody, and returns what each saw when the hub has ended all connections.
    ///
    /// `onBusy` is called when all are there, and every talker has been answered some times on average.
    func witnesses(_ onBusy: @escaping @Sendable () -> Void) async throws -> [ConsultationID: [DrainWitness]] {
        let (allIn, isIn) = AsyncStream.makeStream(of: Never.self)
        let arrivals = Countdown(visits.count * Self.peoplePerVisit) { isIn.finish() }
        let answers = Countdown(visits.count * Self.answersPerTalker, onBusy)
        return try await withThrowingTaskGroup(of: (ConsultationID, DrainWitness).self) { group in
            var talkers: [WebSocketTransport] = []
            for (id, people) in visits {
                for (index, person) in people.enumerated() {
                    let transport = try await connect(person, to: id)
                    if index == 0 { talkers.append(transport) }
                    group.addTask {
                        let witness = try await DrainWitness.watch(
                            transport,
                            onWelcome: arrivals.tick,
                            onAcknowledged: answers.tick
                        )
                        return (id, witness)
                    }
                }
            }
            for await _ in allIn {}
            for talker in talkers { talker.send(DrainWitness.saying(1)) }
            var witnesses: [ConsultationID: [DrainWitness]] = [:]
            for try await (id, witness) in group { witnesses[id, default: []].append(witness) }
            return witnesses
        }
    }

    private func connect(_ person: PersonID, to id: ConsultationID) async throws -> WebSocketTransport {
        let transport = try await WebSocketTransport.connect(
            to: HubAddress(host: "127.0.0.1", port: hub.port),
            path: "/telemedicine/ws/consultations/\(id)/"
        )
        let grant = TicketGrant(
            person: person,
            consultation: id,
            authorizedUntil: hub.parts.clocks.now() + .seconds(3600)
        )
        var hello = ProtoClientMessage()
        hello.hello.ticket = try #require(hub.parts.rest.tickets.issue(grant))
        hello.hello.deviceID = "test"
        transport.send(hello)
        return transport
    }
}

/// Calls somebody when it has been ticked so many times.
private final class Countdown: Sendable {
    private let remaining: Atomic<Int>
    private let onZero: @Sendable () -> Void

    init(_ count: Int, _ onZero: @escaping @Sendable () -> Void) {
        remaining = Atomic(count)
        self.onZero = onZero
    }

    func tick() {
        if remaining.subtract(1, ordering: .relaxed).newValue == 0 { onZero() }
    }
}
