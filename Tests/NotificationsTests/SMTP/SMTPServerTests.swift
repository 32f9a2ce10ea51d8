import Testing

@testable import Notifications

@Suite struct SMTPServerTests {
    @Test func theAddressSaysHowTheConnectionIsProtected() throws {
        let submission = try #require(SMTPServer(url: "smtp://hub%40clinic.example:p%3Ass@mail.example"))
        #expect(submission.security == .startTLS)
        #expect(submission.port == 587)
        #expect(submission.credentials?.user == "hub@clinic.example")
        #expect(submission.credentials?.password == "p:ss")
        #expect("\(submission)" == "mail.example:587")
        #expect(submission.credentials?.description == "<redacted>")
        #expect(SMTPServer(url: "smtps://mail.example")?.port == 465)
        #expect(SMTPServer(url: "smtps://mail.example")?.security == .implicit)
        let relay = try #require(SMTPServer(url: "smtp+plain://127.0.0.1:2525/"))
        #expect(relay.security == .none)
        #expect(relay.port == 2525)
        #expect(SMTPServer(url: "smtp://[::1]:26")?.host == "::1")
    }

    @Test(arguments: [
        "", "mail.example", "http://mail.example", "smtp://", "smtp://mail.example:0", "smtp://mail.example:99999",
        "smtp://mail.example/path", "smtp://mail.example?x=1", "smtp+plain://user:password@mail.example",
        "smtp://:password@mail.example", "smtp://mail.example#x",
    ])
    func anythingElseIsNone(url: String) {
        #expect(SMTPServer(url: url) == nil)
    }
}
