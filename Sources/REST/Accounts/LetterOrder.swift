import Core

/// What it takes to write a letter about an account; kept sealed until it has gone.
struct LetterOrder: Hashable, Sendable {
    let email: EmailAddress
    var language: String?
    /// What a registration, or a new address, is sealed in.
    var token: String?
    /// Whom it is about, where that is known when it is asked for.
    var person: PersonID?

    init(email: EmailAddress, language: String? = nil, token: String? = nil, about person: PersonID? = nil) {
        self.email = email
        self.language = language
        self.token = token
        self.person = person
    }
}

extension LetterOrder {
    var bytes: [UInt8] {
        var writer = StorageWriter()
        writer.write(email.text)
        writer.write(language) { $0.write($1) }
        writer.write(token) { $0.write($1) }
        writer.write(person) { $0.write($1.uuid) }
        return writer.bytes
    }

    init(_ bytes: [UInt8]) throws(StorageError) {
        var reader = StorageReader(bytes)
        guard let email = EmailAddress(try reader.string()) else { throw .invalid(field: "email") }
        self.email = email
        language = try reader.optional { reader throws(StorageError) in try reader.string() }
        token = try reader.optional { reader throws(StorageError) in try reader.string() }
        // Orders of before end here.
        guard !reader.isAtEnd else { return }
        person = try reader.optional { reader throws(StorageError) in PersonID(uuid: try reader.uuid()) }
        try reader.end()
    }
}
