import Actors
import Auth
import Core
import Foundation
import Notifications
import Persistence
import REST
import TestKit
import Testing

@testable import Client
@testable import Hub

/// A hub in this process, at a mail server that refuses, delays, drops and greylists.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: PythonVisit.isInstalled)) struct MailTroubleTests {
    private func configuration(_ folder: String, port: Int) -> HubConfiguration {
        var configuration = HubConfiguration()
        configuration.port = 0
        configuration.dataDirectory = folder + "/hub"
        configuration.passwords.cost = .quick
        configuration.masterKey = .test
        configuration.mailSender = "hub@clinic.example"
        configuration.smtpServer = SMTPServer(url: "smtp+plain://127.0.0.1:\(port)")
        configuration.mailRetry.first = .milliseconds(100)
        configuration.mailRetry.firstPause = .milliseconds(100)
        return configuration
    }

    private func withHub(
        _ arguments: [String],
        _ body: (RunningHub, MailProbe) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let probe = try await MailProbe(folder: folder + "/box", arguments)
            let hub = try await RunningHub.start(configuration(folder, port: probe.port))
            do {
                try await body(hub, probe)
            } catch {
                try await hub.stop()
                throw error
            }
            try await hub.stop()
            await probe.stop()
        }
    }

    /// Somebody new, who is told by mail.
    private func welcome(_ name: String, _ hub: RunningHub) async throws {
        let email = try #require(EmailAddress("\(name)@clinic.example"))
        let person = NewPerson(Identity(email: email, name: name), role: .doctor, passwordHash: nil)
        _ = try await hub.parts.people.directory.add(person)
        try await hub.parts.signIn.postRoom.take(.welcome(email))
    }

    private func mails(_ hub: RunningHub, _ state: MailState) async throws -> [MailItem] {
        try await hub.parts.store.journal.mails(MailQuery(state: state, limit: 100)).items
    }

    private func until(_ isTrue: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            if try await isTrue() { return }
            await Task.yield()
        }
        Issue.record("it did not come to that")
    }

    @Test func aGreylistedMailArrivesLater() async throws {
        try await withHub(["--greylist", "2"]) { hub, probe in
            try await welcome("ada", hub)
            let box = try await probe.box(1)
            #expect(box.mails.map(\.to) == [["ada@clinic.example"]])
            try await until { try await mails(hub, .sent).count == 1 }
        }
    }

    @Test func aRefusedMailIsDeadAndTheOthersGo() async throws {
        try await withHub(["--refuse", "ada@clinic.example"]) { hub, probe in
            for name in ["ada", "ben", "cleo"] { try await welcome(name, hub) }
            try await until { try await mails(hub, .dead).count == 1 }
            let box = try await probe.box(2)
            #expect(Set(box.mails.flatMap(\.to)) == ["ben@clinic.example", "cleo@clinic.example"])
            #expect(try await mails(hub, .dead).first?.failure == .refused)
        }
    }

    @Test func aMailWhoseAnswerIsLostComesAgainWithTheSameID() async throws {
        try await withHub(["--drop", "1"]) { hub, probe in
            try await welcome("ada", hub)
            let box = try await probe.box(2)
            #expect(box.mails.map(\.isAnswered) == [false, true])
            #expect(Set(box.mails.map(\.id)).count == 1)
            let tokens = Set(box.mails.map { $0.text.firstMatch(of: /[A-Za-z0-9_-]{40,}/)?.0 })
            #expect(tokens.count == 1, "the first one's token is worth as much")
        }
    }

    @Test func aServerThatIsAwayForAWhileGetsEverythingThen() async throws {
        try await withTemporaryFolder { folder in
            let port = LastingPort.next()
            let hub = try await RunningHub.start(configuration(folder, port: port))
            for name in ["ada", "ben", "cleo"] { try await welcome(name, hub) }
            #expect(try await mails(hub, .waiting).count == 3)
            let probe = try await MailProbe(folder: folder + "/box", port: port, ["--delay", "0.2"])
            let box = try await probe.box(3)
            #expect(Set(box.mails.flatMap(\.to)).count == 3)
            try await until { try await mails(hub, .sent).count == 3 }
            try await hub.stop()
            await probe.stop()
        }
    }

    @Test func aLetterThatWaitsOutlivesTheHub() async throws {
        try await withTemporaryFolder { folder in
            let port = LastingPort.next()
            let configuration = configuration(folder, port: port)
            let hub = try await RunningHub.start(configuration)
            try await welcome("ada", hub)
            try await hub.stop()
            let next = try await RunningHub.start(configuration)
            #expect(try await mails(next, .waiting).count == 1)
            let probe = try await MailProbe(folder: folder + "/box", port: port)
            let box = try await probe.box(1)
            #expect(box.mails.map(\.to) == [["ada@clinic.example"]])
            try await until { try await mails(next, .sent).count == 1 }
            try await next.stop()
            await probe.stop()
        }
    }

    @Test func aPatientIsRemindedOnceWhenTheTimeHasCome() async throws {
        try await withTemporaryFolder { folder in
            let probe = try await MailProbe(folder: folder + "/box")
            var configuration = configuration(folder, port: probe.port)
            configuration.mailRules.reminderMinutes = [10]
            let hub = try await RunningHub.start(configuration)
            let visit = try await bookedVisit(hub, in: .seconds(10 * 60 + 2))
            let box = try await probe.box(3)
            #expect(box.mails.count == 3)
            #expect(box.mails[2].subject.hasPrefix("Reminder: your appointment on "))
            #expect(box.mails[2].to == ["piet@clinic.example"])
            #expect(box.mails[2].calendar == nil)
            try await until { try await mails(hub, .sent).count == 3 }
            #expect(try await mails(hub, .waiting).isEmpty)
            #expect(try await mails(hub, .sent).allSatisfy { $0.subject == visit.uuid })
            try await hub.stop()
            await probe.stop()
        }
    }

    /// A visit that was booked elsewhere: for any time.
    private func bookedVisit(_ hub: RunningHub, in time: Duration) async throws -> BookingID {
        func add(_ name: String, _ role: Role) async throws -> PersonID {
            let email = try #require(EmailAddress("\(name)@clinic.example"))
            return try await hub.parts.people.directory.add(email, role: role, name: name, passwordHash: "")
        }
        let (doctor, patient) = (try await add("ada", .doctor), try await add("piet", .patient))
        let id = BookingID(uuid: UUID())
        let plan = BookingPlan(
            patient: patient,
            kind: .virtual,
            provider: .direct,
            start: hub.parts.clocks.now() + time,
            minutes: 20
        )
        let text = CalendarEvent.ImportedText(
            reference: ExternalReference(source: "his", id: "1"),
            text: BookingText(title: "Visit")
        )
        let imported = ImportedBooking(id: id, version: 1, status: .booked, plan: plan, text: .present(text))
        let reply = await hub.parts.calendars.registry.ask(doctor, .take(imported, by: .hub))
        guard case .done = reply else {
            Issue.record("\(reply)")
            return id
        }
        return id
    }
}
