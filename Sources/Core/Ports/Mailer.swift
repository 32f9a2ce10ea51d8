/// A mail to one person.
///
/// It prints as `<redacted>`.
package struct Mail: Hashable, Sendable, CustomStringConvertible {
    package let recipient: EmailAddress
    package let subject: String
    /// Plain text.
    package let text: String

    package init(to recipient: EmailAddress, subject: String, text: String) {
        self.recipient = recipient
        self.subject = subject
        self.text = text
    }

    package var description: String { "<redacted>" }
}

/// A mail was not handed over.
package struct MailError: Error, Hashable, Sendable {
    /// Safe to show; says nothing about the person.
    package let reason: String

    package init(reason: String) {
        self.reason = reason
    }
}

/// Where mail is handed over.
package protocol Mailer: Sendable {
    /// Returns when the mail is in safe hands.
    func send(_ mail: Mail) async throws(MailError)
}
