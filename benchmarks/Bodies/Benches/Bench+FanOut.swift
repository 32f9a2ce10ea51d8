import Actors
import Core
import Wire

/// A finished frame, from the consultation's side of the outbox into sinks.
extension Bench {
    static let fanOut = [
        fanOut("fan-out.same-loop-4", sockets: 4, crossesLoops: false),
        fanOut("fan-out.same-loop-100", sockets: 100, crossesLoops: false, operations: 512),
        fanOut("fan-out.other-loop-4", sockets: 4, crossesLoops: true),
        fanOut("fan-out.other-loop-100", sockets: 100, crossesLoops: true, operations: 512),
    ]

    private static func fanOut(
        _ name: String,
        sockets: Int,
        crossesLoops: Bool,
        operations: Int = 2048
    ) -> Bench {
        let place = crossesLoops ? "another loop" : "the consultation's loop"
        return Bench(name, "one frame to \(sockets) sockets on \(place)", operations: operations) {
            let home = BenchLoop()
            let away = crossesLoops ? BenchLoop() : home
            let outbox = Outbox(loop: home)
            let sinks = (0..<sockets).map { _ in SinkOutlet(loop: away) }
            let connections = sinks.indices.map { ConnectionID(boot: 1, serial: UInt64($0)) }
            for (connection, sink) in zip(connections, sinks) { outbox.register(connection, sink) }
            let places = connections.compactMap(outbox.place(of:))
            let frame = Frame(.binary, payload: [UInt8](repeating: 0x5A, count: 64))
            return { operations in
                let before = sinks.tally
                for _ in 0..<operations {
                    for (connection, place) in zip(connections, places) {
                        outbox.send(.transient(frame, nil), to: connection, at: place)
                    }
                    home.turn()
                    away.turn()
                }
                return sinks.tally - before
            }
        }
    }
}
