import Core
import Foundation
import Notifications
import TestKit

/// Invented people and their mails.
enum Examples {
    static let sender = MailSender(address: "hub@clinic.example", name: "Clinic by the Lake")
    static let doctor = PersonID(uuid: UUID())
    static let patient = PersonID(uuid: UUID())
    /// A Friday in winter.
    static let start = Timestamp(rfc3339: "2027-01-15T09:00:00Z") ?? Timestamp(milliseconds: 0)
    static let now = start + .seconds(-24 * 3600)

    static func email(_ text: String) -> EmailAddress {
        guard let email = EmailAddress(text) else { preconditionFailure("an address in a test is one") }
        return email
    }

    static func mail(to address: String = "ines@clinic.example", subject: String = "Hello") -> Mail {
        Mail(
            MailID(uuid: UUID()),
            to: email(address),
            subject: subject,
            text: String(repeating: "Grüße aus der Klinik. ", count: 20)
        )
    }

    static func visit(_ kind: BookingKind = .virtual, start: Timestamp = start) -> MailedVisit {
        MailedVisit(doctor: doctor, patient: patient, kind: kind, start: start, minutes: 30)
    }

    static func item(
        _ kind: MailKind = .invitation,
        to recipient: PersonID? = patient,
        subject: UUID = UUID(),
        visit: MailedVisit? = visit(),
        sequence: UInt64 = 0,
        isPersonal: Bool = false,
        due: Timestamp = now
    ) -> MailItem {
        MailItem(
            id: MailID(uuid: UUID()),
            kind: kind,
            recipient: recipient,
            subject: subject,
            visit: visit,
            sequence: sequence,
            isPersonal: isPersonal,
            createdAt: now,
            due: due,
            changedAt: now
        )
    }

    static func user(
        _ id: PersonID,
        _ role: Role,
        _ name: String,
        language: String? = nil,
        timeZone: String? = nil
    ) -> User {
        var user = User(
            id: id,
            role: role,
            email: .present(email("\(name.split(separator: " ")[0].lowercased())@example.org")),
            name: .present(name),
            passwordHash: .present("")
        )
        user.language = language
        user.timeZone = timeZone
        return user
    }

    /// Writes for these people.
    static func writer(
        _ people: [User] = [user(patient, .patient, "Ben Moor"), user(doctor, .doctor, "Ada Marlow")],
        letters: any LetterSource = NoLetters(),
        webAddress: String? = "https://clinic.example"
    ) -> MailWriter {
        MailWriter(
            people: { id in people.first { $0.id == id } },
            zones: { _ in TimeZoneName("Europe/Berlin") },
            letters: letters,
            sender: sender,
            webAddress: webAddress
        )
    }
}

struct NoLetters: LetterSource {
    func content(of letter: MailItem) async throws(Refusal) -> LetterContent? { nil }
}

struct UnreadableLetters: LetterSource {
    func content(of letter: MailItem) async throws(Refusal) -> LetterContent? { throw .busy }
}

/// One letter, whatever is asked for.
struct OneLetter: LetterSource {
    let content: LetterContent?

    func content(of letter: MailItem) async throws(Refusal) -> LetterContent? { content }
}
