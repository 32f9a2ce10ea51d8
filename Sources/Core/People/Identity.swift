/// How a person is known, and wants to be addressed.
package struct Identity: Hashable, Sendable {
    package var email: EmailAddress
    package var name: String
    /// A language tag (RFC 5646); `nil` where the person never said.
    package var language: String?
    /// A time zone's name, such as `Europe/Berlin`; `nil` where the person never said.
    package var timeZone: String?

    package init(email: EmailAddress, name: String, language: String? = nil, timeZone: String? = nil) {
        self.email = email
        self.name = name
        self.language = language
        self.timeZone = timeZone
    }
}

extension Identity {
    /// Whether a text can be a name: control characters have no place in one, and could steer the terminal that shows it.
    package static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= Limits().nameBytesMax
            && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}

extension User {
    /// What is known of the person; `nil` once that was erased.
    package var identity: Identity? {
        guard let email = email.value, let name = name.value else { return nil }
        return Identity(email: email, name: name, language: language, timeZone: timeZone)
    }

    /// Takes another identity.
    package mutating func take(_ identity: Erasable<Identity>) {
        email = identity.value.map { .present($0.email) } ?? .erased
        name = identity.value.map { .present($0.name) } ?? .erased
        language = identity.value?.language
        timeZone = identity.value?.timeZone
    }

    /// Forgets who it is, and lets nobody in.
    package mutating func erase() {
        take(.erased)
        passwordHash = .erased
        isDisabled = true
        isErased = true
    }
}
