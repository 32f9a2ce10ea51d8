import Core
import Foundation
import Testing

@testable import Notifications

@Suite struct MailWriterTests {
    private func mail(_ item: MailItem, _ writer: MailWriter = Examples.writer()) async throws -> Mail {
        guard case .mail(let mail) = try await writer.mail(for: item, at: Examples.now) else {
            throw Missing()
        }
        return mail
    }

    private struct Missing: Error {}

    private func plain(_ mail: Mail) -> String { mail.calendar?.text.replacing("\r\n ", with: "") ?? "" }

    @Test func aPatientIsInvitedInTheDoctorsTimeZoneUnlessTheyHaveTheirOwn() async throws {
        let item = Examples.item()
        let mail = try await mail(item)
        #expect(mail.recipient.text == "ben@example.org")
        #expect(mail.subject == "Your appointment on Friday, 15 January, 10:00")
        #expect(mail.text.hasPrefix("Hello Ben Moor,\n\nA video visit with Ada Marlow has been booked for you.\n\n"))
        #expect(
            mail.text.contains("When: Friday, 15 January 2027, 10:00 (Europe/Berlin, UTC+01:00)\nLength: 30 minutes")
        )
        #expect(mail.text.contains("https://clinic.example/visits/\(item.subject.uuidString.lowercased())/"))
        #expect(plain(mail).contains("SUMMARY:Video visit with Ada Marlow\r\n"))
        let indian = Examples.writer([
            Examples.user(Examples.patient, .patient, "Asha Rao", timeZone: "Asia/Kolkata"),
            Examples.user(Examples.doctor, .doctor, "Ada Marlow"),
        ])
        #expect(try await self.mail(item, indian).text.contains("14:30 (Asia/Kolkata, UTC+05:30)"))
    }

    @Test func germanMailsAreGermanThroughout() async throws {
        let writer = Examples.writer([
            Examples.user(Examples.patient, .patient, "Jörg Weiß", language: "de-AT"),
            Examples.user(Examples.doctor, .doctor, "Ada Marlow"),
        ])
        let mail = try await mail(Examples.item(.cancellation), writer)
        #expect(mail.subject == "Abgesagt: Ihr Termin am Freitag, 15. Januar, 10:00 Uhr")
        #expect(mail.text.contains("Ihre Videosprechstunde mit Ada Marlow wurde abgesagt."))
        #expect(mail.html?.contains("<html lang=\"de\">") == true)
        #expect(plain(mail).contains("SUMMARY:Videosprechstunde mit Ada Marlow"))
        #expect(!mail.text.contains("visits/"))
    }

    @Test func theDoctorIsToldOfThePatient() async throws {
        let mail = try await mail(Examples.item(to: Examples.doctor))
        #expect(mail.recipient.text == "ada@example.org")
        #expect(mail.text.contains("A video visit with Ben Moor has been booked for you."))
        #expect(!plain(mail).contains("ben@example.org"), "nobody learns the other's address")
    }

    @Test func updatesAreOfTheSameCalendarEntry() async throws {
        let subject = UUID()
        let first = plain(try await mail(Examples.item(subject: subject)))
        let second = plain(try await mail(Examples.item(.change, subject: subject, sequence: 8)))
        let last = plain(try await mail(Examples.item(.cancellation, subject: subject, sequence: 9)))
        let id = "UID:\(subject.uuidString.lowercased())@clinic.example\r\n"
        for text in [first, second, last] { #expect(text.contains(id)) }
        #expect(first.contains("SEQUENCE:0\r\n") && first.contains("METHOD:REQUEST"))
        #expect(second.contains("SEQUENCE:8\r\n") && second.contains("METHOD:REQUEST"))
        #expect(last.contains("SEQUENCE:9\r\n") && last.contains("METHOD:CANCEL"))
    }

    @Test func whoIsSentAwayIsNotToldThatTheVisitDoesNotTakePlace() async throws {
        let mail = try await mail(Examples.item(.cancellation, isPersonal: true))
        #expect(mail.subject.hasPrefix("Cancelled for you: the appointment on "))
        #expect(mail.text.contains("You no longer take part in the video visit with Ada Marlow."))
        #expect(plain(mail).contains("METHOD:CANCEL"))
    }

    @Test(arguments: [MailKind.reminder, .summary])
    func notEveryMailIsForTheCalendar(kind: MailKind) async throws {
        #expect(try await mail(Examples.item(kind)).calendar == nil)
    }

    @Test func aVisitAtTheClinicHasNoPage() async throws {
        let mail = try await mail(Examples.item(visit: Examples.visit(.inPerson)))
        #expect(mail.text.contains("Where: at the clinic"))
        #expect(!mail.text.contains("https://"))
        #expect(plain(mail).contains("LOCATION:at the clinic"))
    }

    @Test func namesAreNoMarkup() async throws {
        let writer = Examples.writer([
            Examples.user(Examples.patient, .patient, "<b>Ben</b> & \"Co\" 'x'"),
            Examples.user(Examples.doctor, .doctor, "Ada <script>alert(1)</script>"),
        ])
        // The address is made of the first word.
        let mail = try await mail(Examples.item(), writer)
        let html = try #require(mail.html)
        #expect(!html.contains("<script>") && !html.contains("<b>"))
        #expect(html.contains("&lt;b&gt;Ben&lt;/b&gt; &amp; &quot;Co&quot; &#39;x&#39;"))
    }

    @Test func nobodyIsToldOfWhatIsOverOrToldThatIsNotThere() async throws {
        let past = Examples.visit(start: Examples.now + .seconds(-3600))
        let running = Examples.visit(start: Examples.now + .seconds(-60))
        let writer = Examples.writer()
        for kind in [MailKind.invitation, .change, .cancellation, .reminder] {
            let outcome = try await writer.mail(for: Examples.item(kind, visit: past), at: Examples.now)
            #expect(outcome == .nothing(.outdated))
        }
        let late = try await writer.mail(for: Examples.item(.reminder, visit: running), at: Examples.now)
        #expect(late == .nothing(.outdated))
        _ = try await mail(Examples.item(.change, visit: running))
        _ = try await mail(Examples.item(.summary, visit: past))
        let stranger = try await writer.mail(for: Examples.item(to: PersonID(uuid: UUID())), at: Examples.now)
        #expect(stranger == .nothing(.nobody))
    }

    @Test func somebodyErasedIsNotNamed() async throws {
        let writer = Examples.writer([Examples.user(Examples.patient, .patient, "Ben Moor")])
        #expect(try await mail(Examples.item(), writer).text.contains("with somebody whose name is no longer known"))
        var erased = Examples.user(Examples.patient, .patient, "Ben Moor")
        erased.take(.erased)
        let outcome = try await Examples.writer([erased]).mail(for: Examples.item(), at: Examples.now)
        #expect(outcome == .nothing(.nobody))
    }

    @Test func lettersHaveALinkOrACode() async throws {
        let email = Examples.email("eve@example.org")
        let content = LetterContent(to: email, language: "de", .reset(token: "abc-DEF"))
        let item = Examples.item(.reset, to: nil, visit: nil)
        let linked = try await mail(item, Examples.writer(letters: OneLetter(content: content)))
        #expect(linked.subject == "Wählen Sie ein neues Passwort")
        #expect(linked.text.contains("https://clinic.example/reset/#token=abc-DEF"))
        #expect(linked.html?.contains("href=\"https://clinic.example/reset/#token=abc-DEF\"") == true)
        let bare = Examples.writer(letters: OneLetter(content: content), webAddress: nil)
        #expect(try await mail(item, bare).text.contains("Verwenden Sie diesen Code:\n\nabc-DEF\n"))
        let known = LetterContent(to: email, language: nil, .alreadyHere)
        let told = try await mail(item, Examples.writer(letters: OneLetter(content: known)))
        #expect(told.subject == "You already have an account")
        #expect(try await Examples.writer().mail(for: item, at: Examples.now) == .nothing(.nobody))
    }
}
