package import Core
import SwiftProtobuf

/// What is told of an entry of the journal, and to whom; its stored form is not needed for that.
package struct OutboundEvent: Hashable, Sendable {
    package let seq: UInt64
    package let time: Timestamp
    package let command: CommandID?
    package let audience: Audience
    package let event: ConsultationEvent

    /// `event` is what the entry's content says.
    package init(_ entry: JournalEntry, _ event: ConsultationEvent) {
        seq = entry.seq
        time = entry.time
        command = entry.command?.id
        audience = entry.audience
        self.event = event
    }
}

extension ProtoEvent {
    /// An event as everyone in its audience gets it; only `prev` differs between connections.
    package init(_ outbound: OutboundEvent, prev: UInt64) {
        self.init()
        seq = outbound.seq
        self.prev = prev
        timeMs = outbound.time.milliseconds
        if let command = outbound.command {
            self.command.clientInstance = command.instance.number
            self.command.counter = command.counter
        }
        body = OneOf_Body(outbound.event)
    }
}

extension ProtoEvent.OneOf_Body {
    /// The text of an erased field is empty; nothing for an event that nobody is told.
    fileprivate init?(_ event: ConsultationEvent) {
        switch event {
        case .created(let booking):
            self = .created(
                .with {
                    $0.title = booking.title.value ?? ""
                    $0.startMs = booking.start.milliseconds
                    $0.minutes = UInt32(clamping: booking.minutes)
                    $0.provider = booking.provider.proto()
                }
            )
        case .seatAdded(let seat, let person, let role, let name):
            self = .seatAdded(
                .with {
                    $0.seat = seat.proto
                    $0.personID = person.description
                    $0.role = role.proto()
                    $0.name = name.value ?? ""
                }
            )
        case .waitingRoomEntered(let seat):
            self = .waitingRoomEntered(.with { $0.seat = seat.proto })
        case .roomEntered(let seat):
            self = .roomEntered(.with { $0.seat = seat.proto })
        case .left(let seat, let reason):
            self = .left(
                .with {
                    $0.seat = seat.proto
                    $0.reason = reason.proto()
                }
            )
        case .admitted(let seat, let host, let identity):
            self = .admitted(
                .with {
                    $0.seat = seat.proto
                    $0.bySeat = host.proto
                    $0.personID = identity.person.description
                    $0.role = identity.role.proto()
                    $0.name = identity.name.value ?? ""
                }
            )
        case .denied(let seat, let host, let reason):
            self = .denied(
                .with {
                    $0.seat = seat.proto
                    $0.bySeat = host.proto
                    $0.reason = reason.value ?? ""
                }
            )
        case .movedToWaitingRoom(let seat, let host):
            self = .movedToWaitingRoom(
                .with {
                    $0.seat = seat.proto
                    $0.bySeat = host.proto
                }
            )
        case .removed(let seat, let host, let reason):
            self = .removed(
                .with {
                    $0.seat = seat.proto
                    $0.bySeat = host.proto
                    $0.reason = reason.value ?? ""
                }
            )
        case .statusChanged(let status, let reason, let seat):
            self = .statusChanged(
                .with {
                    $0.status = status.proto()
                    $0.reason = reason.proto()
                    $0.bySeat = seat.proto
                }
            )
        case .chatPosted(let sender, let recipient, let text):
            self = .chatPosted(
                .with {
                    $0.fromSeat = sender.proto
                    $0.toSeat = recipient.proto
                    $0.text = text.value ?? ""
                }
            )
        case .seen(let seat, let seq):
            self = .seen(
                .with {
                    $0.bySeat = seat.proto
                    $0.upToSeq = seq
                }
            )
        case .consentChanged(let seat, let purpose, let given):
            self = .consentChanged(
                .with {
                    $0.seat = seat.proto
                    $0.purpose = purpose.proto()
                    $0.given = given
                }
            )
        case .noteWritten(let author, let text):
            self = .noteWritten(
                .with {
                    $0.bySeat = author.proto
                    $0.text = text.value ?? ""
                }
            )
        case .issueReported(let seat, let category, let severity, let description):
            self = .issueReported(
                .with {
                    $0.bySeat = seat.proto
                    $0.category = category.proto()
                    $0.severity = severity.proto()
                    $0.description_p = description.value ?? ""
                }
            )
        case .bookingChanged(let booking, let seat):
            self = .bookingChanged(
                .with {
                    $0.title = booking.title.value ?? ""
                    $0.startMs = booking.start.milliseconds
                    $0.minutes = UInt32(clamping: booking.minutes)
                    $0.provider = booking.provider.proto()
                    $0.bySeat = seat.proto
                }
            )
        case .summaryWritten(let author, let text):
            self = .summaryWritten(
                .with {
                    $0.bySeat = author.proto
                    $0.text = text.value ?? ""
                }
            )
        case .priorityGiven(let seat, let priority, let host, let reason):
            self = .priorityGiven(
                .with {
                    $0.seat = seat.proto
                    $0.priority = priority.proto()
                    $0.bySeat = host.proto
                    $0.reason = reason.value ?? ""
                }
            )
        case .linkMade(let link, let seat):
            self = .linkMade(
                .with {
                    $0.linkID = link.id.canonicalText
                    $0.role = link.role.proto()
                    $0.expiresMs = link.expires.milliseconds
                    $0.usesMax = UInt32(clamping: link.usesMax)
                    $0.bySeat = seat.proto
                }
            )
        case .linkUsed(let link, let seat):
            self = .linkUsed(
                .with {
                    $0.linkID = link.canonicalText
                    $0.seat = seat.proto
                }
            )
        case .linkRevoked(let link, let seat):
            self = .linkRevoked(
                .with {
                    $0.linkID = link.canonicalText
                    $0.bySeat = seat.proto
                }
            )
        case .claimed(let seat):
            self = .claimed(.with { $0.bySeat = seat.proto })
        case .recordingStarted(let seat):
            self = .recordingStarted(.with { $0.bySeat = seat.proto })
        case .recordingStopped(let reason, let seat):
            self = .recordingStopped(
                .with {
                    $0.reason = reason.proto()
                    $0.bySeat = seat.proto
                }
            )
        case .qualitySummarised(let seat, let summary):
            self = .qualitySummarised(
                .with {
                    $0.seat = seat.proto
                    $0.quality = ProtoQuality(summary)
                }
            )
        case .troubleNoticed(let seat, let category, let severity, let summary):
            self = .troubleNoticed(
                .with {
                    $0.seat = seat.proto
                    $0.category = category.proto()
                    $0.severity = severity.proto()
                    $0.quality = ProtoQuality(summary)
                }
            )
        case .diagnosticsGiven(let seat, let issue, let text):
            self = .diagnosticsGiven(
                .with {
                    $0.bySeat = seat.proto
                    $0.issueSeq = issue
                    $0.text = text.value ?? ""
                }
            )
        case .issueAssigned(let issue, let assignee, let person):
            self = .issueAssigned(
                .with {
                    $0.issueSeq = issue
                    $0.toPersonID = assignee?.description ?? ""
                    $0.byPersonID = person.description
                }
            )
        case .issueResolved(let issue, let person, let note):
            self = .issueResolved(
                .with {
                    $0.issueSeq = issue
                    $0.byPersonID = person.description
                    $0.note = note.value ?? ""
                }
            )
        case .hadNoEffect, .legalHoldPlaced, .legalHoldLifted, .contentErased:
            return nil
        }
    }
}
