import Core
import Foundation
import TestKit
import Testing

@testable import Notifications

@Suite struct MailMessageTests {
    private let time = Examples.now

    private func lines(_ mail: Mail, from sender: MailSender = Examples.sender) -> [Substring] {
        MailMessage(mail, from: sender, at: time).text.split(separator: "\r\n", omittingEmptySubsequences: false)
    }

    @Test func aMailWithACalendarHasThreePartsTheSimplestFirst() {
        let mail = Mail(
            MailID(uuid: UUID()),
            to: Examples.email("ines@clinic.example"),
            subject: "Hello",
            text: "Text",
            html: "<p>Page</p>",
            calendar: Mail.CalendarPart(method: "REQUEST", text: "BEGIN:VCALENDAR\r\n")
        )
        let lines = lines(mail)
        let types = lines.filter { $0.hasPrefix("Content-Type: ") }
        #expect(types.count == 4)
        #expect(types[0] == "Content-Type: multipart/alternative; boundary=\"=_\(mail.id)\"")
        #expect(types[1] == "Content-Type: text/plain; charset=utf-8")
        #expect(types[2] == "Content-Type: text/html; charset=utf-8")
        #expect(types[3] == "Content-Type: text/calendar; charset=utf-8; method=REQUEST")
        #expect(lines.count { $0 == "--=_\(mail.id)" } == 3)
        #expect(lines.count { $0 == "--=_\(mail.id)--" } == 1)
    }

    @Test func theMessageIDIsTheMailsOwn() {
        let mail = Examples.mail()
        #expect(lines(mail).contains("Message-ID: <\(mail.id)@clinic.example>"))
        #expect(lines(mail) == lines(mail))
    }

    @Test func theSendersNameIsQuotedOrEncoded() {
        #expect(lines(Examples.mail()).contains("From: \"Clinic by the Lake\" <hub@clinic.example>"))
        let quoted = MailSender(address: "hub@clinic.example", name: #"The "best" \ clinic"#)
        #expect(lines(Examples.mail(), from: quoted)[0] == #"From: "The \"best\" \\ clinic" <hub@clinic.example>"#)
        let encoded = MailSender(address: "hub@clinic.example", name: "Praxis Müller")
        #expect(lines(Examples.mail(), from: encoded)[0].hasPrefix("From: =?utf-8?B?"))
        #expect(lines(Examples.mail(), from: MailSender(address: "a@b.c"))[0] == "From: a@b.c")
    }

    @Test(arguments: ["Hello\r\nBcc: eve@example.org", "Hello\nBcc: eve@example.org", "Hello\u{0}\u{85}Bcc: x", "=?x?"])
    func noTextMakesAnotherField(subject: String) {
        let lines = lines(Examples.mail(subject: subject))
        #expect(!lines.contains { $0.hasPrefix("Bcc") })
        #expect(lines.count { $0.hasPrefix("Subject: ") } == 1)
        let name = MailSender(address: "hub@clinic.example", name: subject)
        #expect(!self.lines(Examples.mail(), from: name).contains { $0.hasPrefix("Bcc") })
    }

    @Test func aLongSubjectIsSeveralWordsOfWholeCharacters() throws {
        let subject = String(repeating: "Große Sprechstunde 👩‍⚕️ ", count: 8)
        let text = HeaderText.unstructured(subject)
        let words = text.split(separator: "\r\n ")
        #expect(words.count > 3)
        #expect(words.allSatisfy { $0.count <= 75 && $0.hasPrefix("=?utf-8?B?") && $0.hasSuffix("?=") })
        let parts = try words.map { word in
            String(decoding: try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2)))), as: UTF8.self)
        }
        #expect(parts.joined() == subject)
    }
}
