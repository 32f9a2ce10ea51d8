package import Core

/// What a consultation remembers of one person's commands, so that each is carried out once.
///
/// The bounds belong to the meaning of the journal: two programs that fold the same entries must forget the same
/// things. So they are constants, and changing one needs a new snapshot version.
package struct CommandHistory: Hashable, Sendable {
    /// Client instances remembered per person.
    package static let instancesMax = 16
    /// Results remembered per client instance.
    package static let resultsMax = 128

    private var instances: [Instance] = []
    /// The highest instance that was forgotten: it and everything below it is too old to judge.
    private var forgotten: ClientInstance?

    fileprivate struct Instance: Hashable, Sendable {
        var id: ClientInstance
        /// By counter.
        var results: [Result] = []
        /// The highest counter whose result was forgotten; 0 for none.
        var forgotten: UInt64 = 0
    }

    fileprivate struct Result: Hashable, Sendable {
        var counter: UInt64
        var fingerprint: UInt64
        var seq: UInt64
    }

    package init() {}

    /// What to do with a command of this id.
    package enum Verdict: Hashable, Sendable {
        /// Never carried out: judge it.
        case new
        /// Carried out before, with this result.
        case repeated(seq: UInt64)
        case refused(Refusal)
    }

    package func verdict(on stamp: CommandStamp) -> Verdict {
        guard let instance = instances.first(where: { $0.id == stamp.id.instance }) else {
            return isForgotten(stamp.id.instance) ? .refused(.tooOld) : .new
        }
        let place = instance.place(of: stamp.id.counter)
        guard place < instance.results.count, instance.results[place].counter == stamp.id.counter else {
            return stamp.id.counter <= instance.forgotten ? .refused(.tooOld) : .new
        }
        let result = instance.results[place]
        return result.fingerprint == stamp.fingerprint ? .repeated(seq: result.seq) : .refused(.idReused)
    }

    /// Whether repeats of this instance can't be told from new commands any more.
    package func isForgotten(_ instance: ClientInstance) -> Bool {
        guard let forgotten else { return false }
        return instance <= forgotten && !instances.contains { $0.id == instance }
    }

    /// Keeps the result of a command: the seq of the last event that it caused.
    package mutating func record(_ stamp: CommandStamp, seq: UInt64) {
        if let index = instances.firstIndex(where: { $0.id == stamp.id.instance }) {
            instances[index].record(stamp, seq: seq)
            return
        }
        var instance = Instance(id: stamp.id.instance)
        instance.record(stamp, seq: seq)
        let place = instances.firstIndex { stamp.id.instance < $0.id } ?? instances.count
        instances.insert(instance, at: place)
        if instances.count > Self.instancesMax {
            let oldest = instances.removeFirst().id
            forgotten = forgotten.map { max($0, oldest) } ?? oldest
        }
    }
}

extension CommandHistory.Instance {
    /// Where the counter stands or would stand among the results.
    fileprivate func place(of counter: UInt64) -> Int {
        var low = 0
        var high = results.count
        while low < high {
            let middle = (low + high) / 2
            if results[middle].counter < counter {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    fileprivate mutating func record(_ stamp: CommandStamp, seq: UInt64) {
        let result = CommandHistory.Result(counter: stamp.id.counter, fingerprint: stamp.fingerprint, seq: seq)
        let place = place(of: stamp.id.counter)
        if place < results.count, results[place].counter == stamp.id.counter {
            results[place] = result
            return
        }
        results.insert(result, at: place)
        if results.count > CommandHistory.resultsMax {
            forgotten = max(forgotten, results.removeFirst().counter)
        }
    }
}

extension CommandHistory {
    package func write(to writer: inout StorageWriter) {
        writer.write(forgotten) { $0.write($1.number) }
        writer.write(instances) { writer, instance in
            writer.write(instance.id.number)
            writer.write(instance.forgotten)
            writer.write(instance.results) { writer, result in
                writer.write(result.counter)
                writer.write(result.fingerprint)
                writer.write(result.seq)
            }
        }
    }

    package init(from reader: inout StorageReader) throws(StorageError) {
        forgotten = try reader.optional { reader throws(StorageError) in
            ClientInstance(number: try reader.unsigned())
        }
        instances = try reader.array { reader throws(StorageError) in
            var instance = Instance(id: ClientInstance(number: try reader.unsigned()))
            instance.forgotten = try reader.unsigned()
            instance.results = try reader.array { reader throws(StorageError) in
                Result(
                    counter: try reader.unsigned(),
                    fingerprint: try reader.unsigned(),
                    seq: try reader.unsigned()
                )
            }
            return instance
        }
    }
}
