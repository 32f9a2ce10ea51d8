package import Core
import Crypto
package import FoundationEssentials

/// Makes and reads what goes out by mail, to come back from whoever reads that mail.
///
/// A reset token is a person and a secret of 256 bits, of which the account keeps the SHA-256; it is made from the letter by
/// which it goes out (HMAC-SHA-256). A registration, and a new address, is sealed whole (AES-256-GCM) and kept only until its mail
/// is sent: until that is answered, the hub knows nothing of a registration, and of a new address the SHA-256 of a secret.
package struct MailTokens: Sendable {
    /// How long a registration can be answered.
    package static let registrationLifetime: Duration = .seconds(24 * 60 * 60)
    /// How long a new address can be confirmed.
    package static let changeLifetime: Duration = .seconds(60 * 60)
    /// Longer texts are refused unread.
    private static let textBytesMax = 4096
    private static let resetBytes = 48

    private let key: SymmetricKey
    private let clocks: any Clocks

    /// `key` is a secret of the installation, the same at every start.
    package init(key: [UInt8], clocks: any Clocks) {
        self.key = SymmetricKey(data: key)
        self.clocks = clocks
    }

    /// A token with which this person can choose a password, and what the account keeps of it.
    ///
    /// It is the same for the same letter, so that a letter that has to be sent again has not lost its worth.
    package func reset(of person: PersonID, by letter: MailID) -> (text: String, hash: [UInt8]) {
        var secret = StorageWriter()
        secret.write("laso-hub reset 1")
        secret.write(person.uuid)
        secret.write(letter.uuid)
        var writer = StorageWriter()
        writer.write(person.uuid)
        writer.writeBare(Array(HMAC<SHA256>.authenticationCode(for: secret.bytes, using: key)))
        return (Base64Text.urlSafe(writer.bytes), Self.hash(writer.bytes))
    }

    /// Whose reset token a text is, and what the account keeps of it; nothing if it can't be one.
    package func readReset(_ text: String) -> (person: PersonID, hash: [UInt8])? {
        guard text.utf8.count <= Self.textBytesMax, let bytes = Base64Text.bytes(urlSafe: text),
            bytes.count == Self.resetBytes
        else { return nil }
        var reader = StorageReader(bytes)
        // Its length was checked, so there is a person.
        guard let uuid = try? reader.uuid() else { return nil }
        return (PersonID(uuid: uuid), Self.hash(bytes))
    }

    /// Somebody who wants to become a patient.
    package struct Registration: Hashable, Sendable {
        package let person: PersonID
        package let identity: Identity
        package let passwordHash: String

        package init(person: PersonID, identity: Identity, passwordHash: String) {
            self.person = person
            self.identity = identity
            self.passwordHash = passwordHash
        }
    }

    /// An address that is to take the place of another.
    package struct EmailChange: Hashable, Sendable {
        package let person: PersonID
        package let old: EmailAddress
        package let new: EmailAddress
        /// Known to nobody but the hub and who reads the mail.
        private let secret: UUID

        package init(person: PersonID, old: EmailAddress, new: EmailAddress, secret: UUID = UUID()) {
            self.person = person
            self.old = old
            self.new = new
            self.secret = secret
        }

        /// What the account keeps of it, so that it is good once, and worth nothing after another password was chosen.
        package var hash: [UInt8] {
            var writer = StorageWriter()
            writer.write("laso-hub email change 2")
            writer.write(secret)
            return MailTokens.hash(writer.bytes)
        }

        fileprivate func write(to writer: inout StorageWriter) {
            writer.write(person.uuid)
            writer.write(old.text)
            writer.write(new.text)
            writer.write(secret)
        }

        /// `nil` for an address that is none.
        fileprivate init?(_ reader: inout StorageReader) throws(StorageError) {
            person = PersonID(uuid: try reader.uuid())
            guard let old = EmailAddress(try reader.string()), let new = EmailAddress(try reader.string()) else {
                return nil
            }
            self.old = old
            self.new = new
            secret = try reader.uuid()
        }
    }

    /// A text that only the hub can read, and only for a while.
    package func seal(_ change: EmailChange) throws -> String {
        var writer = StorageWriter()
        writer.write(clocks.now() + Self.changeLifetime)
        change.write(to: &writer)
        return try seal(writer.bytes, Self.changeBinding)
    }

    /// The change behind a text; nothing if it is none of ours, or too old.
    package func openChange(_ text: String) -> EmailChange? {
        guard let bytes = open(text, Self.changeBinding) else { return nil }
        // Whatever is wrong with it, nobody is told what.
        return try? Self.change(bytes, at: clocks.now())
    }

    private static func change(_ bytes: [UInt8], at now: Timestamp) throws(StorageError) -> EmailChange? {
        var reader = StorageReader(bytes)
        guard now < (try reader.timestamp()) else { return nil }
        guard let change = try EmailChange(&reader) else { return nil }
        try reader.end()
        return change
    }

    private func seal(_ bytes: [UInt8], _ binding: [UInt8]) throws -> String {
        let box = try AES.GCM.seal(bytes, using: key, authenticating: binding)
        return Base64Text.urlSafe(Array(box.nonce) + Array(box.ciphertext) + Array(box.tag))
    }

    private func open(_ text: String, _ binding: [UInt8]) -> [UInt8]? {
        guard text.utf8.count <= Self.textBytesMax, let bytes = Base64Text.bytes(urlSafe: text),
            // Whatever is wrong with a token, nobody is told what.
            let opened = try? AES.GCM.open(.init(combined: bytes), using: key, authenticating: binding)
        else { return nil }
        return Array(opened)
    }

    /// A text that only the hub can read, and only for a while.
    package func seal(_ registration: Registration) throws -> String {
        var writer = StorageWriter()
        writer.write(clocks.now() + Self.registrationLifetime)
        writer.write(registration.person.uuid)
        writer.write(registration.identity.email.text)
        writer.write(registration.identity.name)
        writer.write(registration.identity.language) { $0.write($1) }
        writer.write(registration.identity.timeZone) { $0.write($1) }
        writer.write(registration.passwordHash)
        return try seal(writer.bytes, Self.binding)
    }

    /// The registration behind a text; nothing if it is none of ours, or too old.
    package func open(_ text: String) -> Registration? {
        guard let bytes = open(text, Self.binding) else { return nil }
        // Whatever is wrong with it, nobody is told what.
        return try? Self.registration(bytes, at: clocks.now())
    }

    private static let binding = Array("laso-hub registration 1".utf8)
    private static let changeBinding = Array("laso-hub email change 2".utf8)

    private static func registration(_ bytes: [UInt8], at now: Timestamp) throws(StorageError) -> Registration? {
        var reader = StorageReader(bytes)
        guard now < (try reader.timestamp()) else { return nil }
        let person = PersonID(uuid: try reader.uuid())
        guard let email = EmailAddress(try reader.string()) else { return nil }
        var identity = Identity(email: email, name: try reader.string())
        identity.language = try reader.optional { reader throws(StorageError) in try reader.string() }
        identity.timeZone = try reader.optional { reader throws(StorageError) in try reader.string() }
        let hash = try reader.string()
        try reader.end()
        return Registration(person: person, identity: identity, passwordHash: hash)
    }

    fileprivate static func hash(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
