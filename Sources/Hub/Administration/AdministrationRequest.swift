import Core

/// What an administrator's command asks the running hub: one line of JSON on the local socket.
enum AdministrationRequest: Hashable, Sendable {
    case addUser(NewUser)
    case listUsers(UserSearch)
    case changeUser(UserChange)
    case setPassword(NewPassword)
    case eraseUser(UserErasure)
    case erase(Erasure)
    /// A new key is to sign access tokens.
    case rotateKeys
    /// A command is about to read the files by itself.
    case read(Reading)

    /// Whether it makes sense where nothing is yet.
    var canBegin: Bool {
        switch self {
        case .addUser: true
        case .listUsers, .changeUser, .setPassword, .eraseUser, .erase, .rotateKeys, .read: false
        }
    }

    /// An account to be made.
    struct NewUser: Hashable, Codable, Sendable {
        let email: String
        let role: String
        let name: String
        let password: String
    }

    /// Which people to list, a page at a time.
    struct UserSearch: Hashable, Codable, Sendable {
        var search: String?
        var role: String?
        var isDisabled: Bool?
        var offset = 0
    }

    /// What is to become of somebody.
    struct UserChange: Hashable, Codable, Sendable {
        let email: String
        var role: String?
        var isDisabled: Bool?
    }

    /// A password in the place of whatever somebody has.
    struct NewPassword: Hashable, Codable, Sendable {
        let email: String
        let password: String
        let removesSecondFactor: Bool
    }

    /// What leaves the installation without the hub, which can only note it.
    struct Reading: Hashable, Codable, Sendable {
        enum Purpose: String, Codable, CaseIterable {
            case export
            case backup
            /// With it the copy can be read.
            case backupWithKeys = "backup_with_keys"
        }

        let purpose: Purpose
        var consultation: String?
    }

    /// Somebody who is to go for ever: an e-mail address or, also of who is erased already, an id.
    struct UserErasure: Hashable, Codable, Sendable {
        let person: String
    }

    /// A consultation whose content is to go for ever.
    struct Erasure: Hashable, Codable, Sendable {
        let consultation: String
    }
}

extension AdministrationRequest: Codable {
    private enum Key: String, CodingKey {
        case command
    }

    private enum Command: String, Codable {
        case addUser = "user.add"
        case listUsers = "user.list"
        case changeUser = "user.change"
        case setPassword = "user.password"
        case eraseUser = "user.erase"
        case erase
        case rotateKeys = "keys.rotate"
        case read
    }

    init(from decoder: any Decoder) throws {
        let command = try decoder.container(keyedBy: Key.self).decode(Command.self, forKey: .command)
        switch command {
        case .addUser: self = .addUser(try NewUser(from: decoder))
        case .listUsers: self = .listUsers(try UserSearch(from: decoder))
        case .changeUser: self = .changeUser(try UserChange(from: decoder))
        case .setPassword: self = .setPassword(try NewPassword(from: decoder))
        case .eraseUser: self = .eraseUser(try UserErasure(from: decoder))
        case .erase: self = .erase(try Erasure(from: decoder))
        case .rotateKeys: self = .rotateKeys
        case .read: self = .read(try Reading(from: decoder))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(command, forKey: .command)
        switch self {
        case .addUser(let user): try user.encode(to: encoder)
        case .listUsers(let search): try search.encode(to: encoder)
        case .changeUser(let change): try change.encode(to: encoder)
        case .setPassword(let password): try password.encode(to: encoder)
        case .eraseUser(let erasure): try erasure.encode(to: encoder)
        case .erase(let erasure): try erasure.encode(to: encoder)
        case .rotateKeys: break
        case .read(let reading): try reading.encode(to: encoder)
        }
    }

    private var command: Command {
        switch self {
        case .addUser: .addUser
        case .listUsers: .listUsers
        case .changeUser: .changeUser
        case .setPassword: .setPassword
        case .eraseUser: .eraseUser
        case .erase: .erase
        case .rotateKeys: .rotateKeys
        case .read: .read
        }
    }
}

/// The hub's answer, one line of JSON as well.
struct AdministrationAnswer: Hashable, Codable, Sendable {
    let ok: Bool
    var id: String?
    /// A name from the table of error codes.
    var code: String?
    /// A sentence that is safe to show.
    var detail: String?
    /// After an erasure.
    var certificate: ErasureCertificate?
    /// After the erasure of a person.
    var personCertificate: PersonErasureCertificate?
    /// One page of them.
    var people: [Person]?
    /// How many there are on all pages.
    var count: Int?

    /// Somebody who can sign in; `nil` for what was erased.
    struct Person: Hashable, Codable, Sendable {
        let id: String
        let role: String
        let email: String?
        let name: String?
        let isDisabled: Bool
    }

    static func done(id: String, detail: String? = nil) -> Self {
        Self(ok: true, id: id, detail: detail)
    }

    static func refused(code: String, detail: String) -> Self {
        Self(ok: false, code: code, detail: detail)
    }
}
