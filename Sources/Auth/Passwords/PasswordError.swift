/// Why a password was not hashed or not checked.
package enum PasswordError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Too many are waiting to be hashed. Nothing was done; come again.
    case busy
    case tooShort
    case tooLong
    /// The stored text is no hash of ours, or names a cost outside the bounds.
    case unreadableHash

    /// Safe to show to anyone.
    package var description: String {
        switch self {
        case .busy: "Too many people sign in at the moment."
        case .tooShort: "A password has at least \(Passwords.lengthBytes.lowerBound) bytes."
        case .tooLong: "A password has at most \(Passwords.lengthBytes.upperBound) bytes."
        case .unreadableHash: "The stored password can't be read."
        }
    }
}
