import Actors
import Core
import Foundation
import Gateway
import Persistence

/// Consultations as the hub runs them: their actors on an event loop, over a journal on disk.
struct ConsultationDriver: Sendable {
    private let journal: HubJournal
    private let registry: Registry

    /// Nothing is in memory at first, so the first request to a consultation loads it.
    init(_ journal: HubJournal) {
        self.journal = journal
        let shard = RegistryShard(
            loop: journal.loop,
            settings: ConsultationSettings(),
            clocks: SystemClocks(),
            journal: journal.store.journal,
            grants: InstanceGrants(epoch: journal.store.journal.epoch),
            report: { id, fault in print("consultation \(id): \(fault)") }
        )
        registry = Registry(shards: [shard])
    }

    /// The hub did not do what the measurement needs.
    struct Refused: Error {
        let reply: ConsultationReply
    }

    /// A consultation that has just been booked for one doctor.
    func book(_ id: ConsultationID, for person: PersonID) async throws {
        let booking = ConsultationEvent.Booking(
            title: .present("Check-up"),
            start: SystemClocks().now(),
            minutes: 20,
            provider: .direct
        )
        let invitation = Invitation(person: person, role: .doctor, name: "Dr Ada Example")
        try await expectDone(id, .create(booking, [invitation], by: .hub))
    }

    /// Has the person enter the room on a socket of their own.
    func enter(_ id: ConsultationID, _ person: PersonID) async throws -> Talker {
        let talker = Talker(id, journal.loop, registry)
        try await talker.enter(person)
        return talker
    }

    /// How long the first request to a sleeping consultation takes: reading, checking, opening and folding.
    func wake(_ id: ConsultationID, by person: PersonID) async throws -> Duration {
        let start = ContinuousClock.now
        let reply = await registry.ask(id, .view(person))
        let passed = start.duration(to: .now)
        guard case .view = reply else { throw Refused(reply: reply) }
        return passed
    }

    private func expectDone(_ id: ConsultationID, _ request: ConsultationRequest) async throws {
        let reply = await registry.ask(id, request)
        guard case .done = reply else { throw Refused(reply: reply) }
    }
}
