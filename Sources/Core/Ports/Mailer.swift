/// A mail to one person, in words.
///
/// It prints as `<redacted>`.
package struct Mail: Hashable, Sendable, CustomStringConvertible {
    /// Its Message-ID is made of this.
    package let id: MailID
    package let recipient: EmailAddress
    package let subject: String
    /// Plain text.
    package let text: String
    /// The same as a page; `nil` where there is only the text.
    package let html: String?
    /// What a calendar takes from it.
    package let calendar: CalendarPart?

    /// An iCalendar object (RFC 5545) and its method, as a mail carries it (RFC 6047).
    package struct CalendarPart: Hashable, Sendable {
        package let method: String
        package let text: String

        package init(method: String, text: String) {
            self.method = method
            self.text = text
        }
    }

    package init(
        _ id: MailID,
        to recipient: EmailAddress,
        subject: String,
        text: String,
        html: String? = nil,
        calendar: CalendarPart? = nil
    ) {
        self.id = id
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.html = html
        self.calendar = calendar
    }

    package var description: String { "<redacted>" }
}

/// A mail was not handed over.
package struct MailError: Error, Hashable, Sendable {
    /// What has to be done about it.
    package enum Kind: Hashable, Sendable {
        /// Nobody takes mail at the moment: all others have to wait, too.
        case unavailable
        /// This mail is not taken now, but may be later.
        case postponed
        /// This mail is not taken at all.
        case refused
    }

    package let kind: Kind
    /// Safe to show; says nothing about the person.
    package let reason: String

    package init(_ kind: Kind = .unavailable, reason: String) {
        self.kind = kind
        self.reason = reason
    }
}

/// Where mail is handed over.
package protocol Mailer: Sendable {
    /// Returns when the mail is in safe hands.
    func send(_ mail: Mail) async throws(MailError)

    /// There is nothing more to send for now: what is kept open for mails can be closed.
    func rest() async
}

extension Mailer {
    package func rest() async {}
}
