import Core
import Testing

@Suite struct PeopleWordsTests {
    @Test func aPersonIsFoundByBeginningsOfWordsAndByTheAddress() throws {
        let email = try #require(EmailAddress("Ines.Koch@clinic.example"))
        let all = PeopleWords.all(of: Identity(email: email, name: "Dr. Ines Koch-Österlund"))
        for word in ["in", "ine", "ines", "koch", "ös", "österlund", "cli", "ines.koch@clinic.example"] {
            #expect(all.contains(word), "\(word)")
        }
        #expect(!all.contains("i"))
        #expect(!all.contains("och"))
    }

    @Test func aQueryIsAnAddressOrWords() {
        #expect(PeopleWords.query("Ines.Koch@clinic.example") == ["ines.koch@clinic.example"])
        #expect(PeopleWords.query("  KOCH,  ines ") == ["koch", "ines"])
        #expect(PeopleWords.query("-- !!") == [])
        #expect(PeopleWords.query(String(repeating: "a ", count: 50)).count == PeopleWords.queryMax)
    }
}
