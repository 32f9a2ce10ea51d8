/// The bounds of one consultation.
///
/// Reaching one is a defined answer, never a surprise.
package struct Limits: Hashable, Sendable {
    /// Seats of a consultation.
    package var seatsMax = 500
    /// Devices connected at a time on one seat.
    package var devicesPerSeatMax = 4
    /// UTF-8 bytes of a chat message or a note.
    package var textBytesMax = 8 * 1024
    /// UTF-8 bytes of a title, name, or reason.
    package var nameBytesMax = 512
    /// UTF-8 bytes of an SDP or an ICE candidate.
    package var signalBytesMax = 48 * 1024
    /// Signals kept for a device that is reconnecting.
    package var heldSignalsMax = 64
    /// UTF-8 bytes of their payloads.
    package var heldSignalBytesMax = 96 * 1024
    /// Events that a consultation may have under way to the disk; beyond it people get "busy".
    package var undurableMax = 256
    /// Room beyond ``undurableMax`` that only the hub's own events (leaves, timers) may use.
    package var undurableReserve = 64
    /// Answers and messages of a consultation that may wait for the disk; beyond it people get "busy".
    package var heldEffectsMax = 4096
    /// Messages that wait while a consultation is being loaded; beyond it they are answered "busy".
    package var loadingQueueMax = 1024
    /// Invitation links of a consultation that have not expired.
    package var linksMax = 100
    /// UTF-8 bytes of what a client measured when somebody reports an issue.
    package var diagnosticsBytesMax = 8 * 1024
    /// Issues of a consultation, resolved or not.
    package var issuesMax = 200
    /// Those of one person; the hub notices no more than half of them by itself.
    package var issuesPerSeatMax = 40
    /// Length of a visit in minutes.
    package var minutesMax = 24 * 60
    /// Newest events that a running consultation keeps in memory, for those who come back.
    package var replayMax = 1024
    /// Stored bytes of the events that are kept for that.
    package var replayBytesMax = 256 * 1024
    /// Bytes of the frames that one replay may bring; beyond it a snapshot is sent.
    ///
    /// Well below what may wait for a socket, or those who come back would be closed as slow before they were welcome.
    package var replayFrameBytesMax = 512 * 1024
    /// Events after which a new snapshot is kept, so that a start never reads much more than this.
    package var snapshotEvery = 256

    package init() {}
}

/// The periods of one consultation.
package struct Periods: Hashable, Sendable {
    /// How long a lost socket keeps its seat in the room.
    package var grace: Duration = .seconds(30)
    /// How long a lost socket keeps its person's place in the waiting room.
    package var place: Duration = .seconds(5 * 60)
    /// How long a doctor who took a visit may take to come, before another can have it.
    package var claim: Duration = .seconds(2 * 60)
    /// How long before the agreed start those who are no hosts may come; `nil` for any time.
    package var early: Duration?
    /// How long after its start a visit may last, whoever is there.
    package var longest: Duration = .seconds(12 * 60 * 60)
    /// How long after the agreed start, with nobody there, a visit counts as no-show.
    package var noShow: Duration = .seconds(60 * 60)
    /// How long a visit that began may stay deserted before it ends.
    package var deserted: Duration = .seconds(30 * 60)
    /// How long an actor without sockets and work stays in memory.
    package var passivation: Duration = .seconds(60)

    package init() {}
}
