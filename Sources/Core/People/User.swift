/// A person who can sign in.
package struct User: Hashable, Sendable {
    package let id: PersonID
    package var role: Role
    package var email: Erasable<EmailAddress>
    package var name: Erasable<String>
    /// What `Auth` made of the first password: text in the PHC form, with its own salt and cost.
    ///
    /// Empty for somebody who was added without one. A later password is in the person's account.
    package var passwordHash: Erasable<String>
    package var language: String?
    package var timeZone: String?
    /// Whether an administrator keeps the person out.
    package var isDisabled = false
    /// Whether nothing is to be known of the person any more.
    package var isErased = false

    package init(
        id: PersonID,
        role: Role,
        email: Erasable<EmailAddress>,
        name: Erasable<String>,
        passwordHash: Erasable<String>
    ) {
        self.id = id
        self.role = role
        self.email = email
        self.name = name
        self.passwordHash = passwordHash
    }
}

/// An e-mail address, as one account is known by: lower case, one `@`, no white space, at most 254 bytes (RFC 5321).
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Nothing if the text can't be an address.
    ///
    /// Only a mail that arrives proves that it is one.
    package init?(_ text: String) {
        let lowered = text.lowercased()
        let parts = lowered.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), lowered.utf8.count <= 254,
            !lowered.contains(where: { $0.isWhitespace || $0.isNewline }),
            lowered.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { return nil }
        self.text = lowered
    }

    package var description: String { "<redacted>" }
}
