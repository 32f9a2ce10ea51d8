import Actors
import Core

/// The rules as a value, without an actor around them.
extension Bench {
    static let stateMachine = [
        Bench("machine.chat", "a chat command in a room of 4: judged, numbered, and folded into the state") {
            var visit = try DecidedVisit(people: 4)
            return { operations in
                var tally = Tally()
                for _ in 0..<operations { tally.messages += try visit.chat().count }
                return tally
            }
        },
        Bench("machine.replay", "one event of a stored history: decoded and folded") {
            var visit = try DecidedVisit(people: 4)
            var history = visit.entries
            for _ in 0..<1000 { history += try visit.chat() }
            return { operations in
                var tally = Tally()
                var machine = Consultation(id: Invented.consultation)
                for index in 0..<operations {
                    if index % history.count == 0 { machine = Consultation(id: Invented.consultation) }
                    try machine.fold(history[index % history.count])
                    tally.messages += 1
                }
                tally.failures = machine.seq == UInt64((operations - 1) % history.count + 1) ? 0 : 1
                return tally
            }
        },
        Bench("machine.snapshot", "the state of a room of 4 after 1,000 messages, encoded", operations: 64) {
            let machine = try DecidedVisit.after(messages: 1000)
            return { operations in
                var tally = Tally()
                for _ in 0..<operations { tally.add(machine.snapshot().bytes.count) }
                return tally
            }
        },
        Bench("machine.restore", "the same state, decoded from its snapshot", operations: 64) {
            let machine = try DecidedVisit.after(messages: 1000)
            let snapshot = machine.snapshot()
            return { operations in
                var tally = Tally()
                for _ in 0..<operations {
                    let restored = try Consultation(id: Invented.consultation, snapshot: snapshot)
                    tally.add(snapshot.bytes.count)
                    if restored.seq != machine.seq { tally.failures += 1 }
                }
                return tally
            }
        },
    ]
}
