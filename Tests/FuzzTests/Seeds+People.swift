import Actors
import Core
import Foundation

extension Seeds {
    /// Every kind of event that a calendar has.
    static var calendarEvents: [CalendarEvent] {
        guard let zone = TimeZoneName("Europe/Berlin"), let day = LocalDate("2027-02-01") else { return [] }
        let availability = Availability(
            specialties: ["Cardiology"],
            zone: zone,
            weekly: [.init(weekday: 1, minutes: 540..<1020)],
            exceptions: [
                .init(kind: .off, first: day, last: day, minutes: Availability.day, label: .present("Congress"))
            ],
            slotMinutes: 30,
            bufferMinutes: 5
        )
        let id = BookingID(uuid: Visit.people[1].person.uuid)
        let plan = BookingPlan(
            patient: Visit.people[1].person,
            kind: .virtual,
            provider: .jitsi,
            start: Timestamp(milliseconds: 1_767_225_600_000),
            minutes: 30
        )
        let text = BookingText(title: "Follow-up", reason: "The cough", notes: "No stairs")
        let message = CalendarEvent.ImportedText(reference: ExternalReference(source: "his", id: "4711"), text: text)
        return [
            .opened, .availabilitySet(availability), .booked(id, plan, .present(text)),
            .rescheduled(id, start: plan.end, minutes: 20), .cancelled(id, reason: .present("I feel better")),
            .imported(id, version: 300, .cancelled, plan, .present(message)),
        ]
    }

    /// Every kind of event that the post has.
    static var postEvents: [PostEvent] {
        let id = Visit.people[0].person.uuid
        let mail = MailID(uuid: id)
        return [
            .letterAsked(id, .reset, .present(Array("ines@clinic.example".utf8))), .letterAsked(id, .welcome, .erased),
            .sent(mail), .died(mail, .tooLong), .dropped(mail, .nobody), .revived(mail), .dropped(mail, .superseded),
            .died(mail, .unreadable),
        ]
    }

    /// Every kind of event that an account has.
    static var accountEvents: [AccountEvent] {
        let (session, hash) = (SessionID(uuid: Visit.people[0].person.uuid), [UInt8](repeating: 7, count: 32))
        let time = Timestamp(milliseconds: 1_767_225_600_000)
        let start = AccountEvent.Start(
            session: session,
            kind: .cookie,
            expires: time,
            secretHash: hash,
            client: .present("A browser")
        )
        return [
            .passwordChanged(hash: .present("$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA")), .sessionStarted(start),
            .sessionRotated(session, generation: 300, secretHash: hash, expires: time),
            .sessionsEnded([session], .reused), .resetRequested(tokenHash: hash, expires: time),
            .secondFactorMade(secret: .present([1, 2, 3])),
            .secondFactorConfirmed(step: 59_000_000, recoveryHashes: [hash, hash]), .secondFactorUsed(step: 59_000_001),
            .recoveryCodeUsed(hash: hash), .secondFactorRemoved, .resetsVoided,
        ]
    }

    /// Every kind of event that the audit has.
    static var auditEvents: [AuditEvent] {
        let person = Visit.people[1].person
        let read = AuditRecord(
            door: .rest,
            person: Visit.people[0].person,
            role: .doctor,
            session: SessionID(uuid: person.uuid),
            operation: "get_consultations_id",
            subjects: [.person(person), AuditRecord.Subject(.consultation, person.uuid)],
            requestID: "3f2a",
            address: .present(ClientAddress(ipv4: 0xC000_0207))
        )
        let refused = AuditRecord(
            door: .socket,
            person: person,
            role: .patient,
            operation: "socket_attach",
            outcome: .refused(code: "not_allowed")
        )
        let since = Timestamp(milliseconds: 1_767_225_600_000)
        return [
            .accessed(read), .accessed(AuditRecord(door: .console, operation: "console_backup")),
            .turnedAway([.init(operation: "post_auth_login", code: "401", count: 77)], since: since),
            .refusedOften(refused, count: 300, since: since),
        ]
    }
}
