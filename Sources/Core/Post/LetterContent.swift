/// What a letter about an account tells, before it is put into words.
///
/// It prints as `<redacted>`.
package struct LetterContent: Hashable, Sendable, CustomStringConvertible {
    package enum Topic: Hashable, Sendable {
        /// A registration is to be confirmed, with this token.
        case registration(token: String)
        /// Somebody wants to register who is here already.
        case alreadyHere
        /// A new password can be chosen, with this token.
        case reset(token: String)
        /// A first password can be chosen, with this token.
        case welcome(token: String)
        /// The address becomes somebody's with this token.
        case emailChange(token: String)
        /// Somebody's address is to become another one.
        case emailNotice
    }

    package let recipient: EmailAddress
    /// A language tag (RFC 5646); `nil` where the person never said.
    package let language: String?
    package let topic: Topic

    package init(to recipient: EmailAddress, language: String?, _ topic: Topic) {
        self.recipient = recipient
        self.language = language
        self.topic = topic
    }

    package var description: String { "<redacted>" }
}

/// Who knows what letters are to tell.
package protocol LetterSource: Sendable {
    /// `nil` where there is nobody to write to.
    ///
    /// It may be asked again for the same letter, and tells the same then.
    func content(of letter: MailItem) async throws(Refusal) -> LetterContent?
}
