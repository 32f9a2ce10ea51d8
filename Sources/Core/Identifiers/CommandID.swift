/// One run of a client program, as the hub numbered it.
///
/// The hub grants these numbers, and they only grow: the epoch of the owner, then a serial within it. So when the
/// oldest is forgotten, everything below it is known to be too old, and a late repeat is refused, never guessed.
package struct ClientInstance: Hashable, Sendable, Comparable {
    package let number: UInt64

    package init(number: UInt64) {
        self.number = number
    }

    /// Nobody can start a hub more often.
    package static let epochMax: UInt32 = 1 << 24 - 1

    /// `epoch` takes the upper 24 bits: sixteen million restarts, and a million million clients between two of them.
    package init(epoch: UInt32, serial: UInt64) {
        precondition(epoch <= Self.epochMax && serial < 1 << 40, "no hub lives that long")
        number = UInt64(epoch) << 40 | serial
    }

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// The id that a client gives a command; together with the person it is unique for ever.
package struct CommandID: Hashable, Sendable {
    package let instance: ClientInstance
    /// Counts from 1 and grows with each new command of the instance.
    ///
    /// A repeat carries the same number.
    package let counter: UInt64

    package init(instance: ClientInstance, counter: UInt64) {
        self.instance = instance
        self.counter = counter
    }
}

/// What an event remembers of the command that caused it: enough to recognise a repeat.
package struct CommandStamp: Hashable, Sendable {
    package let id: CommandID
    /// ``ConsultationCommand/fingerprint`` of the command: the same id with another content is an error.
    package let fingerprint: UInt64

    package init(id: CommandID, fingerprint: UInt64) {
        self.id = id
        self.fingerprint = fingerprint
    }
}
