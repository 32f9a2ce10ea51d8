import Testing

@testable import Auth

@Suite struct PasswordHashTests {
    private static let salt = "AAAAAAAAAAAAAAAAAAAAAA"
    private static let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

    /// The expected hash was computed with Python's `hashlib.scrypt`.
    @Test func textNamesCostSaltAndHash() throws {
        let cost = try #require(ScryptCost(logRounds: 4, blockSize: 2, parallelism: 1))
        let hash = try PasswordHash(of: "correct horse", cost: cost, salt: Array(0..<16))
        #expect(
            hash.text == "$scrypt$ln=4,r=2,p=1$AAECAwQFBgcICQoLDA0ODw$NU7qFyFDlAF6jRdgHgqMRdCdlxPHxh/1amYez06RDMg"
        )
        let read = try PasswordHash(parsing: hash.text)
        #expect(try read.matches("correct horse"))
        #expect(try !read.matches("correct horsf"))
    }

    @Test func equalTextsOfTheBoundsAreRead() throws {
        let text = "$scrypt$ln=17,r=8,p=1$\(Self.salt)$\(Self.key)"
        #expect(try PasswordHash(parsing: text).text == text)
        #expect(try PasswordHash(parsing: text).cost == .recommended)
    }

    @Test(arguments: [
        "", "$", "$$$$", "plain",
        "$argon2id$ln=10,r=8,p=1$\(salt)$\(key)",
        "scrypt$ln=10,r=8,p=1$\(salt)$\(key)",
        "$scrypt$ln=10,r=8,p=1$\(salt)$\(key)$",
        "$scrypt$ln=+10,r=8,p=1$\(salt)$\(key)",
        "$scrypt$ln=010,r=8,p=1$\(salt)$\(key)",
        "$scrypt$r=8,ln=10,p=1$\(salt)$\(key)",
        "$scrypt$ln=10,r=8$\(salt)$\(key)",
        "$scrypt$ln=10,r=8,p=1$\(salt)==$\(key)",
        "$scrypt$ln=10,r=8,p=1$AAAA$\(key)",
        "$scrypt$ln=10,r=8,p=1$\(salt)$AAAA",
        "$scrypt$ln=10,r=8,p=1$\(salt)$",
        "$scrypt$ln=10,r=8,p=1$\(salt)$\(String(repeating: "A", count: 1000))",
    ])
    func malformedTextIsRefused(text: String) {
        #expect(throws: PasswordError.unreadableHash) { try PasswordHash(parsing: text) }
    }

    @Test(arguments: [
        "ln=63,r=8,p=1", "ln=21,r=1,p=1", "ln=20,r=8,p=1", "ln=3,r=8,p=1", "ln=17,r=8,p=5", "ln=17,r=17,p=1",
        "ln=17,r=0,p=1", "ln=-1,r=8,p=1", "ln=17,r=1,p=1", "ln=9223372036854775807,r=8,p=1",
        "ln=99999999999999999999,r=8,p=1",
    ])
    func absurdCostIsRefused(cost: String) {
        let text = "$scrypt$\(cost)$\(Self.salt)$\(Self.key)"
        #expect(throws: PasswordError.unreadableHash) { try PasswordHash(parsing: text) }
    }

    /// Every cost that the bounds let through must be one that the library accepts; these are the corners.
    @Test(arguments: [(4, 1, 1), (4, 16, 4), (10, 16, 1), (14, 1, 2)])
    func everyAllowedCostWorks(logRounds: Int, blockSize: Int, parallelism: Int) throws {
        let cost = try #require(ScryptCost(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism))
        let hash = try PasswordHash(of: "correct horse", cost: cost, salt: Array(0..<16))
        #expect(try hash.matches("correct horse"))
    }
}
