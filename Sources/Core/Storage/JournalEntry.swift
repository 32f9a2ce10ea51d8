/// Who caused an event.
package enum Origin: Hashable, Sendable {
    case person(PersonID)
    /// The hub itself: a timer, a grace period that ran out, an administrator at the console.
    case hub
}

/// One row of the journal, as the entity wrote it.
///
/// The journal adds the position when it accepts the entry.
package struct JournalEntry: Hashable, Sendable {
    package let entity: EntityID
    /// Contiguous from 1 within the entity.
    package let seq: UInt64
    /// The ownership under which it was written; grows with every change of owner.
    package let epoch: UInt32
    /// The later of the wall clock and the event before it.
    package let time: Timestamp
    package let origin: Origin
    /// The command that caused it; `nil` where the sender gave no id.
    package let command: CommandStamp?
    package let audience: Audience
    package let content: StoredContent
    /// What the content's personal part is sealed under.
    package let key: KeyID

    /// `key` is that of the entity itself unless another one is named.
    package init(
        entity: EntityID,
        seq: UInt64,
        epoch: UInt32,
        time: Timestamp,
        origin: Origin,
        command: CommandStamp?,
        audience: Audience,
        content: StoredContent,
        key: KeyID? = nil
    ) {
        self.entity = entity
        self.seq = seq
        self.epoch = epoch
        self.time = time
        self.origin = origin
        self.command = command
        self.audience = audience
        self.content = content
        self.key = key ?? KeyID(entity)
    }
}
