/// How far the deliveries of a webhook have come, beyond its cursor: with it a restart repeats little, and forgets neither
/// attempts nor pauses.
package struct DeliveryNote: Hashable, Sendable {
    /// A notice that its receiver has not taken.
    package struct Open: Hashable, Sendable {
        package let position: UInt64
        package var attempts = 0
        /// Attempts since somebody looked after the webhook: how long the next pause is.
        package var setbacks = 0
        /// Since when it is tried in vain; `nil` for one that was not tried, or whose trouble was forgiven.
        package var failingSince: Timestamp?
        /// When it is tried again, for one that rests.
        package var due: Timestamp?

        package init(position: UInt64) {
            self.position = position
        }
    }

    /// Everything up to here was looked at: what is not open is done.
    package var position: UInt64
    /// In the order of the journal.
    package var open: [Open] = []
    /// How often in a row the receiver took nothing, whatever it was.
    package var setbacks = 0
    /// When something is tried again, if everything rests.
    package var due: Timestamp?

    package init(position: UInt64) {
        self.position = position
    }

    /// Somebody looked after the webhook: what failed is tried at once, and as if it had not failed before.
    package mutating func forgive() {
        (setbacks, due) = (0, nil)
        for index in open.indices {
            open[index].setbacks = 0
            (open[index].failingSince, open[index].due) = (nil, nil)
        }
    }
}

extension DeliveryNote {
    private static let version: UInt64 = 1

    package func stored() -> [UInt8] {
        var writer = StorageWriter()
        writer.write(Self.version)
        writer.write(position)
        writer.write(setbacks)
        writer.write(due) { $0.write($1) }
        writer.write(open) { writer, open in
            writer.write(open.position)
            writer.write(open.attempts)
            writer.write(open.setbacks)
            writer.write(open.failingSince) { $0.write($1) }
            writer.write(open.due) { $0.write($1) }
        }
        return writer.bytes
    }

    package init(stored: [UInt8]) throws(StorageError) {
        var reader = StorageReader(stored)
        guard try reader.unsigned() == Self.version else { throw .invalid(field: "version") }
        position = try reader.unsigned()
        setbacks = try reader.integer("setbacks")
        due = try reader.optional { (reader) throws(StorageError) in try reader.timestamp() }
        open = try reader.array { (reader) throws(StorageError) in try Open(from: &reader) }
        try reader.end()
        guard zip(open, open.dropFirst()).allSatisfy({ $0.position < $1.position }),
            open.allSatisfy({ $0.position > 0 && $0.position <= position })
        else { throw .invalid(field: "open") }
    }
}

extension DeliveryNote.Open {
    fileprivate init(from reader: inout StorageReader) throws(StorageError) {
        position = try reader.unsigned()
        attempts = try reader.integer("attempts")
        setbacks = try reader.integer("setbacks")
        failingSince = try reader.optional { (reader) throws(StorageError) in try reader.timestamp() }
        due = try reader.optional { (reader) throws(StorageError) in try reader.timestamp() }
    }
}
