import Actors
import Core
import Wire

/// The consultation's actor, entered with `assumeIsolated` on its own loop through the registry, as a socket enters it.
extension Bench {
    static let actor = [
        room("actor.live-4", "a live message of 64 bytes (not journaled), through a room of 4", people: 4) {
            $0.sendLive()
        },
        room("actor.chat-4", "a chat message of 64 bytes, through a room of 4 and a journal in memory", people: 4) {
            $0.sendChat()
        },
        room("actor.live-100", "a live message of 64 bytes, through a room of 100", people: 100, operations: 256) {
            $0.sendLive()
        },
        room("actor.chat-100", "a chat message of 64 bytes, through a room of 100", people: 100, operations: 1024) {
            $0.sendChat()
        },
        Bench("actor.rejoin-4", "one of 4 loses the socket and is back with a new one: a welcome with the whole state")
        {
            let room = try BenchRoom(people: 4)
            let sink = SinkOutlet(loop: room.loop)
            try room.rejoin(at: sink)
            return { operations in
                let before = (room.sinks + [sink]).tally
                for _ in 0..<operations { try room.rejoin(at: sink) }
                return (room.sinks + [sink]).tally - before
            }
        },
    ]

    private static func room(
        _ name: String,
        _ about: String,
        people: Int,
        operations: Int = 2048,
        _ operation: @escaping @Sendable (BenchRoom) -> Void
    ) -> Bench {
        Bench(name, about, operations: operations) {
            let room = try BenchRoom(people: people)
            return { operations in
                let before = room.tally
                for _ in 0..<operations { operation(room) }
                return room.tally - before
            }
        }
    }
}

extension BenchRoom {
    fileprivate func sendLive() {
        send(.transient(.signal(Signal(to: .room, kind: .message, payload: Invented.text))), from: 0)
    }

    fileprivate func sendChat() { send(.lasting(.postChat(text: Invented.text, to: nil)), from: 0) }
}
