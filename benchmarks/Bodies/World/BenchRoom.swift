import Actors
import Core
import Wire

/// A consultation whose people are all in the room, one device each, with sinks for sockets.
final class BenchRoom {
    let loop = BenchLoop()
    let journal = PromptJournal(historyID: Invented.history)
    let shard: RegistryShard
    let sinks: [SinkOutlet]
    private var counter: UInt64 = 0
    private var serial: UInt64

    /// A doctor on the first seat, and patients whom the doctor let in.
    init(people: Int) throws {
        shard = RegistryShard(
            loop: loop,
            settings: ConsultationSettings(),
            clocks: StillClocks(),
            journal: journal,
            grants: InstanceGrants(epoch: journal.epoch),
            report: { _, _ in }
        )
        sinks = (0..<people).map { [loop] _ in SinkOutlet(loop: loop) }
        serial = UInt64(people)
        create()
        for index in 0..<people {
            try attach(index, as: connection(index), to: sinks[index])
            if index > 0 { send(.lasting(.admit(SeatNumber(index: index))), from: 0) }
        }
        guard sinks.tally.failures == 0, sinks.allSatisfy({ $0.tally.messages > 0 }) else {
            throw BenchFailure(description: "the people did not get into the room")
        }
    }

    var tally: Tally { sinks.tally }

    /// What one person's device asks, with all that follows from it.
    func send(_ action: InboundCommand.Action, from index: Int) {
        counter += 1
        let command = InboundCommand(counter: counter, action: action)
        shard.tell(Invented.consultation, .commands(from: connection(index), [command]))
        loop.turn()
    }

    /// The last person's socket is lost, and they are back with another one: a welcome for them, and two messages about
    /// it for everybody else.
    func rejoin(at sink: SinkOutlet) throws {
        let index = sinks.count - 1
        shard.tell(Invented.consultation, .detach(ConnectionID(boot: 1, serial: serial)))
        serial += 1
        try attach(index, as: ConnectionID(boot: 1, serial: serial), to: sink)
    }

    private func connection(_ index: Int) -> ConnectionID { ConnectionID(boot: 1, serial: UInt64(index) + 1) }

    private func create() {
        let invitations = sinks.indices.map { index in
            Invitation(
                person: Invented.person(index),
                role: index == 0 ? .doctor : .patient,
                name: "Person \(index)"
            )
        }
        shard.ask(Invented.consultation, .create(Invented.booking, invitations, by: .hub)) { _ in }
        loop.turn()
    }

    private func attach(_ index: Int, as connection: ConnectionID, to sink: SinkOutlet) throws {
        guard let device = DeviceID("tab-\(index)") else { throw BenchFailure(description: "no name of a device") }
        let request = AttachRequest(
            connection: connection,
            person: Invented.person(index),
            device: device,
            format: .binary,
            resume: nil,
            instance: nil
        )
        shard.tell(Invented.consultation, .attach(request, sink))
        loop.turn()
    }
}
