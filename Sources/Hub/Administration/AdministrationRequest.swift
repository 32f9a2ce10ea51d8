import Core

/// What an administrator's command asks the running hub: one line of JSON on the local socket.
enum AdministrationRequest: Hashable, Sendable {
    case addUser(NewUser)
    case erase(Erasure)
    /// A new key is to sign access tokens.
    case rotateKeys

    /// Whether it makes sense where nothing is yet.
    var canBegin: Bool {
        switch self {
        case .addUser: true
        case .erase, .rotateKeys: false
        }
    }

    /// An account to be made.
    struct NewUser: Hashable, Codable, Sendable {
        let email: String
        let role: String
        let name: String
        let password: String
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
        case erase
        case rotateKeys = "keys.rotate"
    }

    init(from decoder: any Decoder) throws {
        let command = try decoder.container(keyedBy: Key.self).decode(Command.self, forKey: .command)
        switch command {
        case .addUser: self = .addUser(try NewUser(from: decoder))
        case .erase: self = .erase(try Erasure(from: decoder))
        case .rotateKeys: self = .rotateKeys
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .addUser(let user):
            try container.encode(Command.addUser, forKey: .command)
            try user.encode(to: encoder)
        case .erase(let erasure):
            try container.encode(Command.erase, forKey: .command)
            try erasure.encode(to: encoder)
        case .rotateKeys:
            try container.encode(Command.rotateKeys, forKey: .command)
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

    static func done(id: String, detail: String? = nil) -> Self {
        Self(ok: true, id: id, detail: detail)
    }

    static func refused(code: String, detail: String) -> Self {
        Self(ok: false, code: code, detail: detail)
    }
}
