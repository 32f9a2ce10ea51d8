/// What can happen to the directory of people.
package enum DirectoryEvent: Hashable, Sendable {
    case userAdded(User)
    case identityChanged(PersonID, Erasable<Identity>)
    case roleChanged(PersonID, Role)
    /// The person is kept out.
    case disabled(PersonID)
    /// The person may come in again.
    case enabled(PersonID)
    /// The person is kept out for ever, and the key of all that names them is destroyed right after this.
    case erased(PersonID)
}

extension DirectoryEvent {
    /// Whom the event is about.
    package var person: PersonID {
        switch self {
        case .userAdded(let user): user.id
        case .identityChanged(let id, _), .roleChanged(let id, _), .disabled(let id), .enabled(let id), .erased(let id):
            id
        }
    }

    /// The key of the person whom the event is about.
    package var key: KeyID { KeyID(person) }
}

extension DirectoryEvent: StoredEvent {
    private enum Kind: UInt16 {
        case userAdded = 1
        case identityChanged = 2
        case roleChanged = 3
        case disabled = 4
        case enabled = 5
        case erased = 6
    }

    private static let version: UInt16 = 1

    package func stored() -> StoredContent {
        switch self {
        case .userAdded(let user):
            Self.content(.userAdded, user.id, user.role, personal: Self.personal(of: user))
        case .identityChanged(let id, let identity):
            Self.content(.identityChanged, id, personal: identity.value.map(Self.personal))
        case .roleChanged(let id, let role):
            Self.content(.roleChanged, id, role)
        case .disabled(let id):
            Self.content(.disabled, id)
        case .enabled(let id):
            Self.content(.enabled, id)
        case .erased(let id):
            Self.content(.erased, id)
        }
    }

    package init(_ stored: StoredContent) throws(StorageError) {
        guard let kind = Kind(rawValue: stored.kind), stored.version == Self.version else {
            throw .unknownKind(kind: stored.kind, version: stored.version)
        }
        var open = StorageReader(stored.open)
        let id = PersonID(uuid: try open.uuid())
        switch kind {
        case .userAdded:
            let role: Role = try open.choice("role")
            self = .userAdded(try Self.user(id: id, role: role, personal: stored.personal))
        case .identityChanged: self = .identityChanged(id, try Self.identity(stored.personal))
        case .roleChanged: self = .roleChanged(id, try open.choice("role"))
        case .disabled: self = .disabled(id)
        case .enabled: self = .enabled(id)
        case .erased: self = .erased(id)
        }
        try open.end()
    }

    private static func content(
        _ kind: Kind,
        _ id: PersonID,
        _ role: Role? = nil,
        personal: [UInt8]? = nil
    ) -> StoredContent {
        var open = StorageWriter()
        open.write(id.uuid)
        if let role { open.write(UInt64(role.rawValue)) }
        return StoredContent(kind: kind.rawValue, version: version, open: open.bytes, personal: personal)
    }

    private static func personal(of user: User) -> [UInt8]? {
        guard let email = user.email.value, let name = user.name.value, let hash = user.passwordHash.value else {
            return nil
        }
        var writer = StorageWriter()
        writer.write(email.text)
        writer.write(name)
        writer.write(hash)
        return writer.bytes
    }

    private static func personal(of identity: Identity) -> [UInt8] {
        var writer = StorageWriter()
        writer.write(identity.email.text)
        writer.write(identity.name)
        writer.write(identity.language) { $0.write($1) }
        writer.write(identity.timeZone) { $0.write($1) }
        return writer.bytes
    }

    private static func user(id: PersonID, role: Role, personal: [UInt8]?) throws(StorageError) -> User {
        guard let personal else {
            return User(id: id, role: role, email: .erased, name: .erased, passwordHash: .erased)
        }
        var reader = StorageReader(personal)
        let email = try Self.email(&reader)
        let name = try reader.string()
        let hash = try reader.string()
        try reader.end()
        return User(
            id: id,
            role: role,
            email: .present(email),
            name: .present(name),
            passwordHash: .present(hash)
        )
    }

    private static func identity(_ personal: [UInt8]?) throws(StorageError) -> Erasable<Identity> {
        guard let personal else { return .erased }
        var reader = StorageReader(personal)
        let identity = Identity(
            email: try email(&reader),
            name: try reader.string(),
            language: try reader.optional { (reader) throws(StorageError) in try reader.string() },
            timeZone: try reader.optional { (reader) throws(StorageError) in try reader.string() }
        )
        try reader.end()
        return .present(identity)
    }

    private static func email(_ reader: inout StorageReader) throws(StorageError) -> EmailAddress {
        guard let email = EmailAddress(try reader.string()) else { throw .invalid(field: "email") }
        return email
    }
}
