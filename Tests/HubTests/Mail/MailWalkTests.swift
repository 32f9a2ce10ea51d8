import Foundation
import NIOHTTP1
import TestKit
import Testing

@testable import Client
@testable import Hub

/// Mails of the real hub at a real mail server, read by other people's libraries.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: PythonVisit.isInstalled)) struct MailWalkTests {
    private static func environment(_ probe: MailProbe) -> [String: String] {
        [
            "SMTP_URL": "smtp+plain://127.0.0.1:\(probe.port)", "LASO_MAIL_FROM": "hub@clinic.example",
            "LASO_MAIL_NAME": "Clinic by the Lake", "LASO_WEB_ADDRESS": "https://clinic.example",
            "LASO_MAIL_CHANGE_SECONDS": "0",
        ]
    }

    @Test func calendarsTakeInUpdateAndTakeOutWhatIsBookedMovedAndCancelled() async throws {
        try await withTemporaryFolder { folder in
            let probe = try await MailProbe(folder: folder + "/box")
            let hub = HubProcess(folder: folder + "/hub", Self.environment(probe))
            try await hub.start()
            let calendar = try await HubCalendar.begin(try hub.file)
            let language = try await calendar.patient.send(.PATCH, "auth/me/", #"{"language": "de"}"#)
            #expect(language.status == 200, "\(language.text)")
            let slots = try await calendar.slots(3)
            let booked = try await calendar.patient.post("bookings/", calendar.request(slots[0]))
            let id = try booked.text("id")
            let patient = try await calendar.patient.get("auth/me/").text("email")

            let first = try await probe.box(2)
            #expect(first.mails.count == 2)
            let invitation = try #require(first.mails.first { $0.to == [patient] })
            #expect(invitation.subject.hasPrefix("Ihr Termin am "))
            #expect(invitation.html?.contains("https://clinic.example/visits/\(id)/") == true)
            let entry = try #require(first.calendars[patient]?["\(id)@clinic.example"])
            #expect(entry.start == slots[0])
            #expect(entry.sequence == 0)
            #expect(entry.method == "REQUEST")
            #expect(entry.zones == ["Europe/Berlin"])
            #expect(entry.attendee == "mailto:\(patient)")
            #expect(!invitation.text.contains("cough") && !entry.summary.contains("cough"))

            let moved = try await calendar.patient.post("bookings/\(id)/reschedule/", #"{"start": "\#(slots[1])"}"#)
            #expect(moved.status == 200, "\(moved.text)")
            let second = try await probe.box(4)
            for person in second.calendars.values {
                #expect(person.count == 1)
                #expect(person["\(id)@clinic.example"]?.start == slots[1])
            }
            _ = try await calendar.patient.post("bookings/\(id)/cancel/")
            let third = try await probe.box(6)
            #expect(third.mails.count == 6)
            #expect(third.calendars.count == 2)
            #expect(third.calendars.values.allSatisfy { $0.isEmpty }, "the entry is taken out")
            #expect(Set(third.mails.map(\.id)).count == 6)
            #expect(third.mails.allSatisfy { $0.from == "hub@clinic.example" })
            try await checkStanding(calendar, hub)
            await probe.stop()
        }
    }

    /// All are sent, and the verification has nothing to say.
    private func checkStanding(_ calendar: HubCalendar, _ hub: HubProcess) async throws {
        let admin = try await HubAPI.signIn(try hub.file, "admin")
        let end = ContinuousClock.now + .seconds(60)
        var sent = 0
        while sent < 6, ContinuousClock.now < end {
            sent = try await admin.get("mail/?state=sent").json["count"] as? Int ?? 0
        }
        #expect(sent == 6)
        #expect(try await admin.get("mail/?state=waiting").json["count"] as? Int == 0)
        try await hub.kill()
        let verified = try await hub.run("verify")
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test func aMailThatComesBackAfterACrashHasTheSameID() async throws {
        try await withTemporaryFolder { folder in
            let probe = try await MailProbe(folder: folder + "/box", ["--delay", "0.05"])
            let lifted = [
                "LASO_LIMIT_ADDRESS_REQUEST_RATE": "1000000/1000000",
                "LASO_LIMIT_PERSON_REQUEST_RATE": "1000000/1000000",
            ]
            let hub = HubProcess(folder: folder + "/hub", Self.environment(probe).merging(lifted) { $1 })
            try await hub.start()
            let calendar = try await HubCalendar.begin(try hub.file)
            var expected: Set<String> = []
            // Fewer than a patient may have with a doctor.
            let slots = try await calendar.slots(9)
            for (round, slot) in slots.enumerated() {
                let booked = try await calendar.patient.post("bookings/", calendar.request(slot))
                let id = try booked.text("id")
                expected.formUnion(["\(id) 0"])
                guard round % 3 == 2 else { continue }
                // While mails are on their way.
                try await hub.kill()
                try await hub.start()
            }
            let box = try await everything(probe, expected.count * 2)
            var ids: [String: Set<String>] = [:]
            for mail in box.mails {
                let entry = try #require(mail.calendar)
                let key = "\(mail.to[0]) \(entry.uid.split(separator: "@")[0]) \(entry.sequence)"
                ids[key, default: []].insert(mail.id)
            }
            #expect(ids.count == expected.count * 2, "every mail arrives at least once")
            #expect(ids.values.allSatisfy { $0.count == 1 }, "a repeated one has the same Message-ID")
            print("mail crashes: \(box.mails.count) mails for \(ids.count)")
            try await hub.kill()
            let verified = try await hub.run("verify")
            #expect(verified.status == 0, "\(verified.output)")
            await probe.stop()
        }
    }

    /// Until there are so many different ones.
    private func everything(_ probe: MailProbe, _ enough: Int) async throws -> MailProbe.Box {
        let end = ContinuousClock.now + .seconds(120)
        var box = try await probe.box(enough)
        while Set(box.mails.map(\.id)).count < enough, ContinuousClock.now < end {
            box = try await probe.box(box.mails.count + 1, within: .seconds(5))
        }
        return box
    }
}
