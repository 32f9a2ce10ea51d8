/// What can happen to the directory of people.
package enum DirectoryEvent: Hashable, Sendable {
    case userAdded(User)
}

extension DirectoryEvent {
    /// The key of the person whom the event is about.
    package var key: KeyID {
        switch self {
        case .userAdded(let user): KeyID(user.id)
        }
    }
}

extension DirectoryEvent: StoredEvent {
    private enum Kind: UInt16 {
        case userAdded = 1
    }

    private static let version: UInt16 = 1

    package func stored() -> StoredContent {
        switch self {
        case .userAdded(let user):
            var open = StorageWriter()
            open.write(user.id.uuid)
            open.write(UInt64(user.role.rawValue))
            return StoredContent(
                kind: Kind.userAdded.rawValue,
                version: Self.version,
                open: open.bytes,
                personal: Self.personal(of: user)
            )
        }
    }

    package init(_ stored: StoredContent) throws(StorageError) {
        guard let kind = Kind(rawValue: stored.kind), stored.version == Self.version else {
            throw .unknownKind(kind: stored.kind, version: stored.version)
        }
        var open = StorageReader(stored.open)
        switch kind {
        case .userAdded:
            let id = PersonID(uuid: try open.uuid())
            let role: Role = try open.choice("role")
            self = .userAdded(try Self.user(id: id, role: role, personal: stored.personal))
        }
        try open.end()
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

    private static func user(id: PersonID, role: Role, personal: [UInt8]?) throws(StorageError) -> User {
        guard let personal else {
            return User(id: id, role: role, email: .erased, name: .erased, passwordHash: .erased)
        }
        var reader = StorageReader(personal)
        guard let email = EmailAddress(try reader.string()) else { throw .invalid(field: "email") }
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
}
