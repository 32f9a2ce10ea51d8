import Core
import Testing

@testable import Notifications

@Suite struct MailWordsTests {
    /// Every text of a language, by where it stands.
    private static func texts(_ words: MailWords) -> [String: String] {
        var texts: [String: String] = [:]
        func collect(_ value: Any, _ path: String) {
            if let text = value as? String {
                texts[path] = text
                return
            }
            for (index, child) in Mirror(reflecting: value).children.enumerated() {
                collect(child.value, "\(path).\(child.label ?? "\(index)")")
            }
        }
        collect(words, "")
        return texts
    }

    @Test(arguments: MailLanguage.allCases)
    func noTextIsMissing(language: MailLanguage) {
        let texts = Self.texts(language.words)
        #expect(texts.count > 60)
        for (path, text) in texts { #expect(!text.isEmpty, "\(path)") }
        #expect(language.words.weekdays.count == 7)
        #expect(language.words.months.count == 12)
    }

    @Test(arguments: MailLanguage.allCases)
    func allLanguagesFillInTheSame(language: MailLanguage) {
        let english = Self.texts(.english)
        let texts = Self.texts(language.words)
        #expect(Set(texts.keys) == Set(english.keys))
        for (path, text) in texts { #expect(Self.blanks(text) == Self.blanks(english[path] ?? ""), "\(path)") }
    }

    @Test func theSentencesOfTwoLanguagesDiffer() {
        let (english, german) = (Self.texts(.english), Self.texts(.german))
        let same = english.filter { german[$0.key] == $0.value }.map(\.value)
        #expect(Set(same) == ["online", "April", "August", "September", "November"])
    }

    @Test func theClosestLanguageIsTaken() {
        #expect(MailLanguage(tag: "de") == .german)
        #expect(MailLanguage(tag: "de-AT") == .german)
        #expect(MailLanguage(tag: "DE-ch") == .german)
        #expect(MailLanguage(tag: "fr") == .english)
        #expect(MailLanguage(tag: "") == .english)
        #expect(MailLanguage(tag: nil) == .english)
    }

    @Test func whatIsFilledInIsNotFilledInItself() {
        #expect(MailWords.filled("{a} and {b}", ["a": "{b}", "b": "x"]) == "{b} and x")
        #expect(MailWords.filled("{unknown}.", [:]) == ".")
        #expect(MailWords.filled("open {", ["": "x"]) == "open {")
    }

    private static func blanks(_ text: String) -> Set<String> {
        Set(text.matches(of: #/\{[a-z]+\}/#).map { String($0.output) })
    }
}
