package import FoundationEssentials

/// What can happen to the mails of the installation.
///
/// That a mail is due follows from other entities' events, or from ``letterAsked(_:_:_:)``; here is what became of it.
package enum PostEvent: Hashable, Sendable {
    /// A letter about an account was asked for.
    ///
    /// What it takes to write it is sealed under a key of its own, which goes when the letter has gone.
    case letterAsked(UUID, MailKind, Erasable<[UInt8]>)
    case sent(MailID)
    /// It will not be tried again.
    case died(MailID, MailFailure)
    /// There was nothing to send.
    case dropped(MailID, MailFailure)
    /// Somebody wants a dead mail to be tried again.
    case revived(MailID)

    /// What its personal part is sealed under.
    package var key: KeyID {
        switch self {
        case .letterAsked(let letter, _, _): KeyID(letter: letter)
        case .sent, .died, .dropped, .revived: KeyID(.post)
        }
    }
}

extension PostEvent: StoredEvent {
    private enum Kind: UInt16 {
        case letterAsked = 1
        case sent = 2
        case died = 3
        case dropped = 4
        case revived = 5
    }

    private static let version: UInt16 = 1

    package func stored() -> StoredContent {
        var open = StorageWriter()
        var personal: [UInt8]?
        let kind: Kind
        switch self {
        case .letterAsked(let letter, let mailKind, let errand):
            kind = .letterAsked
            open.write(letter)
            open.write(UInt64(mailKind.rawValue))
            personal = errand.value
        case .sent(let mail):
            kind = .sent
            open.write(mail.uuid)
        case .died(let mail, let failure):
            kind = .died
            open.write(mail.uuid)
            open.write(UInt64(failure.rawValue))
        case .dropped(let mail, let failure):
            kind = .dropped
            open.write(mail.uuid)
            open.write(UInt64(failure.rawValue))
        case .revived(let mail):
            kind = .revived
            open.write(mail.uuid)
        }
        return StoredContent(kind: kind.rawValue, version: Self.version, open: open.bytes, personal: personal)
    }

    package init(_ stored: StoredContent) throws(StorageError) {
        guard let kind = Kind(rawValue: stored.kind), stored.version == Self.version else {
            throw .unknownKind(kind: stored.kind, version: stored.version)
        }
        var open = StorageReader(stored.open)
        let id = try open.uuid()
        switch kind {
        case .letterAsked:
            let mailKind: MailKind = try open.choice("mail kind")
            guard mailKind.isLetter else { throw .invalid(field: "mail kind") }
            self = .letterAsked(id, mailKind, stored.personal.map { .present($0) } ?? .erased)
        case .sent: self = .sent(MailID(uuid: id))
        case .died: self = .died(MailID(uuid: id), try open.choice("failure"))
        case .dropped: self = .dropped(MailID(uuid: id), try open.choice("failure"))
        case .revived: self = .revived(MailID(uuid: id))
        }
        try open.end()
    }
}
