/// What a mail is about.
///
/// Numbers are stored and never reused.
package enum MailKind: UInt8, Sendable, CaseIterable {
    /// A visit was booked.
    case invitation = 1
    /// A booked visit is at another time now.
    case change = 2
    /// A booked visit does not take place.
    case cancellation = 3
    /// A booked visit is near.
    case reminder = 4
    /// The summary of a visit can be read.
    case summary = 5
    /// Somebody wants to register.
    case registration = 6
    /// Somebody has lost their password.
    case reset = 7
    /// Somebody was added without a password.
    case welcome = 8
    /// Somebody wants to have this address from now on.
    case emailChange = 9
    /// Somebody wants to have another address than this one.
    case emailNotice = 10

    /// The name that REST and metrics use.
    package var name: String {
        switch self {
        case .invitation: "invitation"
        case .change: "change"
        case .cancellation: "cancellation"
        case .reminder: "reminder"
        case .summary: "summary"
        case .registration: "registration"
        case .reset: "password_reset"
        case .welcome: "welcome"
        case .emailChange: "email_change"
        case .emailNotice: "email_notice"
        }
    }

    /// Whether it opens an account, and so is sealed until it is sent.
    package var isLetter: Bool {
        switch self {
        case .invitation, .change, .cancellation, .reminder, .summary: false
        case .registration, .reset, .welcome, .emailChange, .emailNotice: true
        }
    }
}

/// How a mail stands.
package enum MailState: UInt8, Sendable, CaseIterable {
    /// It is to be sent, now or later.
    case waiting = 1
    /// A mail server, or the mail folder, has it.
    case sent = 2
    /// It could not be sent, and is not tried again unless somebody asks for it.
    case dead = 3
    /// There is nothing to send any more.
    case dropped = 4

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .waiting: "waiting"
        case .sent: "sent"
        case .dead: "dead"
        case .dropped: "dropped"
        }
    }
}

/// Why a mail was not sent.
package enum MailFailure: UInt8, Sendable, CaseIterable {
    /// The mail server does not take it.
    case refused = 1
    /// It could not be handed over for too long.
    case tooLong = 2
    /// There is no such person any more, or none with an address.
    case nobody = 3
    /// What it is about is over.
    case outdated = 4
    /// A newer one about the same visit goes in its place.
    case superseded = 5
    /// What it is to say could not be read for too long.
    case unreadable = 6

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .refused: "refused"
        case .tooLong: "too_long"
        case .nobody: "nobody"
        case .outdated: "outdated"
        case .superseded: "superseded"
        case .unreadable: "unreadable"
        }
    }
}
