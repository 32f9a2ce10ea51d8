package import Core

/// What people do too often beside signing in.
package enum ThrottleSubject: Hashable, Sendable {
    /// Asks for mails that confirm a registration with this address.
    case registrationMail(EmailAddress)
    /// Asks for mails to this address that allow to choose a password.
    case resetMail(EmailAddress)
    /// Guesses codes of this person's second factor; only a right one starts anew.
    case code(PersonID)
    /// Changes their own name, language or time zone.
    case identityChange(PersonID)

    /// Each counts alone, so that none of it is a way to keep somebody from another.
    var name: String {
        switch self {
        case .registrationMail(let email): "registration \(email.text)"
        case .resetMail(let email): "reset \(email.text)"
        case .code(let person): "code \(person)"
        case .identityChange(let person): "identity \(person)"
        }
    }

    package var rule: ThrottleRule {
        switch self {
        case .registrationMail, .resetMail:
            ThrottleRule(
                freeFailures: 3,
                firstWait: .seconds(3600),
                longestWait: .seconds(4 * 3600),
                forgivenEvery: .seconds(4 * 3600)
            )
        case .code:
            SignInThrottle.Configuration().pair
        case .identityChange:
            ThrottleRule(
                freeFailures: 10,
                firstWait: .seconds(360),
                longestWait: .seconds(360),
                forgivenEvery: .seconds(360)
            )
        }
    }
}
