/// The words by which a person can be found.
package enum PeopleWords {
    /// Words of one query; more are not looked at.
    package static let queryMax = 8
    /// The shortest beginning of a word that finds anything.
    package static let prefixMin = 2
    /// Beginnings up to this length are found; a longer text has to be the whole word.
    package static let prefixMax = 12

    /// The words of a text, in lower case.
    package static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    /// Everything by which a person is found: words of the name and the address, their beginnings, and the address itself.
    package static func all(of identity: Identity) -> Set<String> {
        beginnings(of: words(identity.name) + words(identity.email.text)).union([identity.email.text])
    }

    /// Everything by which somebody is found of whom only a name is known.
    package static func all(ofName name: String) -> Set<String> { beginnings(of: words(name)) }

    private static func beginnings(of words: [String]) -> Set<String> {
        var all: Set<String> = []
        for word in words {
            all.insert(word)
            guard word.count > prefixMin else { continue }
            for length in prefixMin...min(prefixMax, word.count) { all.insert(String(word.prefix(length))) }
        }
        return all
    }

    /// What a query asks for: an address as it is, everything else by its words.
    package static func query(_ text: String) -> [String] {
        if let email = EmailAddress(text) { return [email.text] }
        return Array(words(text).prefix(queryMax))
    }
}
