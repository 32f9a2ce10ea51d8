import Core

/// What it takes to write a letter about an account; kept sealed until it has gone.
struct LetterOrder: Hashable, Sendable {
    let email: EmailAddress
    var language: String?
    /// What a registration is sealed in.
    var token: String?

    init(email: EmailAddress, language: String? = nil, token: String? = nil) {
        self.email = email
        self.language = language
        self.token = token
    }
}

extension LetterOrder {
    var bytes: [UInt8] {
        var writer = StorageWriter()
        writer.write(email.text)
        writer.write(language) { $0.write($1) }
        writer.write(token) { $0.write($1) }
        return writer.bytes
    }

    init(_ bytes: [UInt8]) throws(StorageError) {
        var reader = StorageReader(bytes)
        guard let email = EmailAddress(try reader.string()) else { throw .invalid(field: "email") }
        self.email = email
        language = try reader.optional { reader throws(StorageError) in try reader.string() }
        token = try reader.optional { reader throws(StorageError) in try reader.string() }
        try reader.end()
    }
}
