import Testing

@testable import Hub

@Suite struct GeneratedPasswordTests {
    @Test func aPasswordIsFiveGroupsOfFourAndNeverTheSame() {
        var generator = SystemRandomNumberGenerator()
        let passwords = (0..<100).map { _ in GeneratedPassword.make(using: &generator) }
        for password in passwords { #expect(password.wholeMatch(of: #/[a-km-z2-9]{4}(-[a-km-z2-9]{4}){4}/#) != nil) }
        #expect(Set(passwords).count == passwords.count)
    }
}
