extension ConsultationEvent {
    /// The stored kinds.
    ///
    /// Numbers are for ever.
    package enum Kind: UInt16, CaseIterable, Sendable {
        case created = 1
        case seatAdded = 2
        case waitingRoomEntered = 3
        case roomEntered = 4
        case left = 5
        case admitted = 6
        case denied = 7
        case movedToWaitingRoom = 8
        case removed = 9
        case statusChanged = 10
        case chatPosted = 11
        case seen = 12
        case consentChanged = 13
        case noteWritten = 14
        case issueReported = 15
        case hadNoEffect = 16
        case bookingChanged = 17
        case summaryWritten = 18
        case priorityGiven = 19
        case linkMade = 20
        case linkUsed = 21
        case claimed = 22
        case recordingStarted = 23
        case recordingStopped = 24
        case qualitySummarised = 25
        case troubleNoticed = 26
        case diagnosticsGiven = 27
        case issueAssigned = 28
        case issueResolved = 29
        case legalHoldPlaced = 30
        case legalHoldLifted = 31
        case contentErased = 32
        case linkRevoked = 33
    }

    /// The kind of this event.
    package var kind: Kind {
        switch self {
        case .created: .created
        case .seatAdded: .seatAdded
        case .waitingRoomEntered: .waitingRoomEntered
        case .roomEntered: .roomEntered
        case .left: .left
        case .admitted: .admitted
        case .denied: .denied
        case .movedToWaitingRoom: .movedToWaitingRoom
        case .removed: .removed
        case .statusChanged: .statusChanged
        case .chatPosted: .chatPosted
        case .seen: .seen
        case .consentChanged: .consentChanged
        case .noteWritten: .noteWritten
        case .issueReported: .issueReported
        case .hadNoEffect: .hadNoEffect
        case .bookingChanged: .bookingChanged
        case .summaryWritten: .summaryWritten
        case .priorityGiven: .priorityGiven
        case .linkMade: .linkMade
        case .linkUsed: .linkUsed
        case .claimed: .claimed
        case .recordingStarted: .recordingStarted
        case .recordingStopped: .recordingStopped
        case .qualitySummarised: .qualitySummarised
        case .troubleNoticed: .troubleNoticed
        case .diagnosticsGiven: .diagnosticsGiven
        case .issueAssigned: .issueAssigned
        case .issueResolved: .issueResolved
        case .legalHoldPlaced: .legalHoldPlaced
        case .legalHoldLifted: .legalHoldLifted
        case .contentErased: .contentErased
        case .linkRevoked: .linkRevoked
        }
    }
}

extension ConsultationEvent: StoredEvent {
    private static let version: UInt16 = 1

    package func stored() -> StoredContent {
        var open = StorageWriter()
        var personal: Erasable<String>?
        switch self {
        case .created(let booking):
            open.write(booking.start)
            open.write(booking.minutes)
            open.write(UInt64(booking.provider.rawValue))
            personal = booking.title
        case .seatAdded(let seat, let person, let role, let name):
            open.write(seat)
            open.write(person.uuid)
            open.write(UInt64(role.rawValue))
            personal = name
        case .waitingRoomEntered(let seat), .roomEntered(let seat), .hadNoEffect(let seat),
            .claimed(let seat), .recordingStarted(let seat):
            open.write(seat)
        case .left(let seat, let reason):
            open.write(seat)
            open.write(UInt64(reason.rawValue))
        case .admitted(let seat, let host, let identity):
            open.write(seat)
            open.write(host)
            open.write(identity.person.uuid)
            open.write(UInt64(identity.role.rawValue))
            personal = identity.name
        case .movedToWaitingRoom(let seat, let host):
            open.write(seat)
            open.write(host)
        case .denied(let seat, let host, let reason), .removed(let seat, let host, let reason):
            open.write(seat)
            open.write(host)
            personal = reason
        case .statusChanged(let status, let reason, let seat):
            open.write(UInt64(status.rawValue))
            open.write(UInt64(reason.rawValue))
            open.write(seat) { $0.write($1) }
        case .chatPosted(let sender, let recipient, let text):
            open.write(sender)
            open.write(recipient) { $0.write($1) }
            personal = text
        case .seen(let seat, let seq):
            open.write(seat)
            open.write(seq)
        case .consentChanged(let seat, let purpose, let given):
            open.write(seat)
            open.write(UInt64(purpose.rawValue))
            open.write(given)
        case .noteWritten(let author, let text):
            open.write(author)
            personal = text
        case .issueReported(let seat, let category, let severity, let description):
            open.write(seat)
            open.write(UInt64(category.rawValue))
            open.write(UInt64(severity.rawValue))
            personal = description
        case .bookingChanged(let booking, let seat):
            open.write(booking.start)
            open.write(booking.minutes)
            open.write(UInt64(booking.provider.rawValue))
            open.write(seat) { $0.write($1) }
            personal = booking.title
        case .summaryWritten(let author, let text):
            open.write(author)
            personal = text
        case .priorityGiven(let seat, let priority, let host, let reason):
            open.write(seat)
            open.write(UInt64(priority.rawValue))
            open.write(host)
            personal = reason
        case .linkMade(let link, let seat):
            link.write(to: &open)
            open.write(seat) { $0.write($1) }
        case .linkUsed(let link, let seat):
            open.write(link)
            open.write(seat)
        case .recordingStopped(let reason, let seat):
            open.write(UInt64(reason.rawValue))
            open.write(seat) { $0.write($1) }
        case .qualitySummarised(let seat, let summary):
            open.write(seat)
            summary.write(to: &open)
        case .troubleNoticed(let seat, let category, let severity, let summary):
            open.write(seat)
            open.write(UInt64(category.rawValue))
            open.write(UInt64(severity.rawValue))
            summary.write(to: &open)
        case .diagnosticsGiven(let seat, let issue, let text):
            open.write(seat)
            open.write(issue)
            personal = text
        case .issueAssigned(let issue, let assignee, let person):
            open.write(issue)
            open.write(assignee) { $0.write($1.uuid) }
            open.write(person.uuid)
        case .issueResolved(let issue, let person, let note):
            open.write(issue)
            open.write(person.uuid)
            personal = note
        case .legalHoldPlaced(let reason):
            personal = reason
        case .legalHoldLifted:
            break
        case .contentErased(let reason):
            open.write(UInt64(reason.rawValue))
        case .linkRevoked(let link, let seat):
            open.write(link)
            open.write(seat) { $0.write($1) }
        }
        return StoredContent(
            kind: kind.rawValue,
            version: Self.version,
            open: open.bytes,
            personal: personal?.value.map { Array($0.utf8) }
        )
    }

    package init(_ stored: StoredContent) throws(StorageError) {
        guard let kind = Kind(rawValue: stored.kind), stored.version == Self.version else {
            throw .unknownKind(kind: stored.kind, version: stored.version)
        }
        var open = StorageReader(stored.open)
        let personal = try Self.text(stored.personal)
        switch kind {
        case .created:
            self = .created(
                Booking(
                    title: personal,
                    start: try open.timestamp(),
                    minutes: try open.integer("minutes"),
                    provider: try open.choice("provider")
                )
            )
        case .seatAdded:
            self = .seatAdded(
                try open.seat(),
                PersonID(uuid: try open.uuid()),
                try open.choice("role"),
                name: personal
            )
        case .waitingRoomEntered:
            self = .waitingRoomEntered(try open.seat())
        case .roomEntered:
            self = .roomEntered(try open.seat())
        case .left:
            self = .left(try open.seat(), try open.choice("reason"))
        case .admitted:
            self = .admitted(
                try open.seat(),
                by: try open.seat(),
                Identity(person: PersonID(uuid: try open.uuid()), role: try open.choice("role"), name: personal)
            )
        case .denied:
            self = .denied(try open.seat(), by: try open.seat(), reason: personal)
        case .movedToWaitingRoom:
            self = .movedToWaitingRoom(try open.seat(), by: try open.seat())
        case .removed:
            self = .removed(try open.seat(), by: try open.seat(), reason: personal)
        case .statusChanged:
            self = .statusChanged(
                try open.choice("status"),
                try open.choice("reason"),
                by: try open.optional { reader throws(StorageError) in try reader.seat() }
            )
        case .chatPosted:
            self = .chatPosted(
                from: try open.seat(),
                to: try open.optional { reader throws(StorageError) in try reader.seat() },
                text: personal
            )
        case .seen:
            self = .seen(by: try open.seat(), upTo: try open.unsigned())
        case .consentChanged:
            self = .consentChanged(try open.seat(), try open.choice("purpose"), given: try open.bool())
        case .noteWritten:
            self = .noteWritten(by: try open.seat(), text: personal)
        case .issueReported:
            self = .issueReported(
                by: try open.seat(),
                try open.choice("category"),
                try open.choice("severity"),
                description: personal
            )
        case .hadNoEffect:
            self = .hadNoEffect(by: try open.seat())
        case .bookingChanged:
            self = .bookingChanged(
                Booking(
                    title: personal,
                    start: try open.timestamp(),
                    minutes: try open.integer("minutes"),
                    provider: try open.choice("provider")
                ),
                by: try open.optional { reader throws(StorageError) in try reader.seat() }
            )
        case .summaryWritten:
            self = .summaryWritten(by: try open.seat(), text: personal)
        case .priorityGiven:
            self = .priorityGiven(
                try open.seat(),
                try open.choice("priority"),
                by: try open.seat(),
                reason: personal
            )
        case .linkMade:
            self = .linkMade(
                try InvitationLink(from: &open),
                by: try open.optional { reader throws(StorageError) in try reader.seat() }
            )
        case .linkUsed:
            self = .linkUsed(try open.uuid(), try open.seat())
        case .claimed:
            self = .claimed(by: try open.seat())
        case .recordingStarted:
            self = .recordingStarted(by: try open.seat())
        case .recordingStopped:
            self = .recordingStopped(
                try open.choice("reason"),
                by: try open.optional { reader throws(StorageError) in try reader.seat() }
            )
        case .qualitySummarised:
            self = .qualitySummarised(try open.seat(), try QualitySummary(from: &open))
        case .troubleNoticed:
            self = .troubleNoticed(
                try open.seat(),
                try open.choice("category"),
                try open.choice("severity"),
                try QualitySummary(from: &open)
            )
        case .diagnosticsGiven:
            self = .diagnosticsGiven(by: try open.seat(), issue: try open.unsigned(), text: personal)
        case .issueAssigned:
            self = .issueAssigned(
                issue: try open.unsigned(),
                to: try open.optional { reader throws(StorageError) in PersonID(uuid: try reader.uuid()) },
                by: PersonID(uuid: try open.uuid())
            )
        case .issueResolved:
            self = .issueResolved(
                issue: try open.unsigned(),
                by: PersonID(uuid: try open.uuid()),
                note: personal
            )
        case .legalHoldPlaced:
            self = .legalHoldPlaced(reason: personal)
        case .legalHoldLifted:
            self = .legalHoldLifted
        case .contentErased:
            self = .contentErased(try open.choice("reason"))
        case .linkRevoked:
            self = .linkRevoked(
                try open.uuid(),
                by: try open.optional { reader throws(StorageError) in try reader.seat() }
            )
        }
        try open.end()
    }

    private static func text(_ bytes: [UInt8]?) throws(StorageError) -> Erasable<String> {
        guard let bytes else { return .erased }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalid(field: "personal") }
        return .present(text)
    }
}
