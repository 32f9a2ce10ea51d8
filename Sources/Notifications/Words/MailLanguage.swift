/// A language in which mails are written.
package enum MailLanguage: String, Sendable, CaseIterable {
    case english = "en"
    case german = "de"

    /// The one that comes closest to a language tag (RFC 5646); English where none does.
    package init(tag: String?) {
        let primary = tag?.split(separator: "-").first?.lowercased()
        self = primary.flatMap(MailLanguage.init(rawValue:)) ?? .english
    }

    var words: MailWords {
        switch self {
        case .english: .english
        case .german: .german
        }
    }
}
