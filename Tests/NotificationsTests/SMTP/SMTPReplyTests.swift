import Testing

@testable import Notifications

@Suite struct SMTPReplyTests {
    private func replies(_ text: String) throws(SMTPReplyParser.Broken) -> [SMTPReply] {
        var parser = SMTPReplyParser()
        var replies: [SMTPReply] = []
        for byte in text.utf8 {
            if let reply = try parser.take(byte) { replies.append(reply) }
        }
        return replies
    }

    @Test func aReplyMayHaveManyLines() throws {
        let replies = try replies("220 mail ready\r\n250-mail\r\n250-SIZE 1000\r\n250 STARTTLS\r\n221\r\n")
        #expect(replies.map(\.code) == [220, 250, 221])
        #expect(replies[1].lines == ["mail", "SIZE 1000", "STARTTLS"])
        #expect(replies[2].lines == [""])
    }

    @Test func linesMayEndWithoutACarriageReturn() throws {
        #expect(try replies("250-a\n250 b\n").first?.lines == ["a", "b"])
    }

    @Test(arguments: [
        "hello\r\n", "99 x\r\n", "700 x\r\n", "250-a\r\n251 b\r\n", "250x\r\n", "\r\n", "+50 x\r\n",
        String(repeating: "2", count: 3000), String(repeating: "250-x\r\n", count: 200),
    ])
    func whatIsNoReplyBreaksOff(text: String) {
        #expect(throws: SMTPReplyParser.Broken.self) { try replies(text) }
    }

    @Test func whatAServerOffersIsRead() {
        let reply = SMTPReply(
            code: 250,
            lines: [
                "mail.example greets you", "SIZE 35882577", "AUTH login PLAIN", "starttls", "SMTPUTF8", "PIPELINING",
            ]
        )
        let extensions = SMTPExtensions(reply)
        #expect(extensions.startTLS)
        #expect(extensions.takesUTF8)
        #expect(extensions.authentication == ["LOGIN", "PLAIN"])
        #expect(extensions.bytesMax == 35_882_577)
        #expect(SMTPExtensions(SMTPReply(code: 250, lines: ["SIZE 5"])).bytesMax == nil)
        #expect(SMTPExtensions(SMTPReply(code: 250, lines: ["", "SIZE 0"])).bytesMax == nil)
    }

    @Test(arguments: [
        (".", "..\r\n.\r\n"), ("a\r\n.b\r\n", "a\r\n..b\r\n.\r\n"), ("", ".\r\n"), ("a.b\r\n", "a.b\r\n.\r\n"),
        ("\r\n.\r\n", "\r\n..\r\n.\r\n"),
    ])
    func aFullStopAtTheBeginningOfALineIsDoubled(text: String, sent: String) {
        #expect(String(decoding: SMTPSession.stuffed(text), as: UTF8.self) == sent)
    }
}
