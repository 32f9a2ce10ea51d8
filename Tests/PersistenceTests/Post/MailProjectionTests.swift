import Core
import Foundation
import TestKit
import Testing

@testable import Persistence

@Suite struct MailProjectionTests {
    /// Booked for in an hour, moved to in two, another one imported for in five, and the first one cancelled.
    private func fill(_ store: Store, _ calendar: StoredCalendar, upTo count: Int = 6) async throws {
        let entries = calendar.entries(try calendar.events).prefix(count)
        guard case .accepted = await store.append(Array(entries)) else {
            Issue.record("the calendar was not stored")
            return
        }
    }

    private func record(_ events: [PostEvent], after seq: UInt64 = 0, _ store: Store) async -> AppendOutcome {
        await store.append(PostedEvents.entries(events, after: seq))
    }

    @Test func mailsFollowFromTheEntriesInTheSameMoment() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                try await fill(store, calendar)
                let mails = try await store.journal.mails(MailQuery(recipient: calendar.patient, limit: 50)).items
                let told = mails.reversed().filter { $0.kind != .reminder }
                // Nothing was sent in between, so they were not told of the first time before it was moved.
                #expect(told.map(\.kind) == [.invitation, .invitation, .invitation, .cancellation])
                #expect(told.map(\.sequence) == [0, 1, 0, 2])
                #expect(told.map(\.state) == [.dropped, .dropped, .waiting, .waiting])
                #expect(told[1].failure == .superseded)
                #expect(told[1].visit?.start == StoreBench.time + .seconds(7200))
                #expect(told[3].visit?.minutes == 20)
                let doctors = try await store.journal.mails(MailQuery(recipient: calendar.doctor))
                #expect(doctors.total == 4)
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func remindersMoveWithTheirVisitAndGoWithIt() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                try await fill(store, calendar, upTo: 4)
                func reminders(_ state: MailState) async throws -> [Timestamp] {
                    try await store.journal.mails(MailQuery(state: state, kind: .reminder, limit: 50)).items.map(\.due)
                }
                // An hour before a visit in an hour has passed; an hour before it in two hours has not.
                #expect(try await reminders(.waiting) == [StoreBench.time + .seconds(3600)])
                #expect(try await store.journal.nextMailDue() == StoreBench.time + .seconds(3))
                let rest = calendar.entries([.cancelled(calendar.booking, reason: .present(""))], after: 4)
                guard case .accepted = await store.append(rest) else { return }
                #expect(try await reminders(.waiting) == [])
                #expect(try await reminders(.dropped).count == 1)
            }
        }
    }

    @Test func theMailsOfOnePersonAboutOneVisitComeInOrder() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                let journal = store.journal
                try await fill(store, calendar, upTo: 3)
                let now = StoreBench.time + .seconds(7200)
                func due() async throws -> [MailItem] {
                    try await journal.dueMails(at: now, limit: 50).filter { $0.recipient == calendar.patient }
                }
                #expect(try await due().map(\.kind) == [.invitation])
                let first = try #require(try await due().first)
                guard case .accepted = await record([.sent(first.id)], store) else { return }
                #expect(try await due().isEmpty)
                #expect(try await journal.mail(first.id)?.state == .sent)
                #expect(try await journal.postEnd() == PostEnd(seq: 1, time: StoreBench.time + .seconds(100)))
            }
            #expect(try bench.findings() == [])
        }
    }

    /// Thirty moves, and a mail server that was away: each side gets one mail, with where the visit is now.
    @Test func howeverOftenAVisitMovesEachSideGetsOneMailWithTheNewestState() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            let rules = MailRules(reminderMinutes: [60], changeDelay: .seconds(30))
            try await bench.withStore(mails: rules) { store in
                try await fill(store, calendar, upTo: 3)
                let journal = store.journal
                let invitations = try await journal.mails(MailQuery(kind: .invitation)).items.map {
                    PostEvent.sent($0.id)
                }
                guard case .accepted = await record(invitations, store) else { return }
                let moves = (1...30).map { minute in
                    CalendarEvent.rescheduled(
                        calendar.booking,
                        start: StoreBench.time + .seconds(86_400 + minute * 60),
                        minutes: 30
                    )
                }
                guard case .accepted = await store.append(calendar.entries(moves, after: 3)) else { return }
                let changes = try await journal.mails(MailQuery(state: .waiting, kind: .change)).items
                #expect(Set(changes.compactMap(\.recipient)) == [calendar.doctor, calendar.patient])
                #expect(changes.count == 2)
                #expect(changes.allSatisfy { $0.visit?.start == StoreBench.time + .seconds(86_400 + 1800) })
                #expect(changes.allSatisfy { $0.sequence == 30 })
                // The first move sets the time; those after it don't put it off.
                #expect(changes.allSatisfy { $0.due == StoreBench.time + .seconds(30) })
                #expect(try await journal.mails(MailQuery(state: .waiting, kind: .reminder)).total == 1)
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func whatIsInTheWayOfANewerOneIsNotTriedAgain() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                try await fill(store, calendar, upTo: 3)
                let journal = store.journal
                let first = try #require(try await journal.mails(MailQuery(recipient: calendar.patient)).items.last)
                guard case .accepted = await record([.died(first.id, .refused)], store) else { return }
                let move = try calendar.events[3]
                guard case .accepted = await store.append(calendar.entries([move], after: 3)) else { return }
                #expect(try await journal.mail(first.id)?.state == .dead)
                guard case .accepted = await record([.revived(first.id)], after: 1, store) else { return }
                #expect(try await journal.mail(first.id)?.failure == .superseded)
                // It was on its way when the newer one came, and is told of afterwards.
                guard case .accepted = await record([.sent(first.id)], after: 2, store) else { return }
                #expect(try await journal.mail(first.id)?.state == .sent)
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func anotherChoiceOfRemindersMovesThoseThatWait() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            func leads(_ minutes: [Int]) async throws -> [Int] {
                try await bench.withStore(mails: MailRules(reminderMinutes: minutes)) { store in
                    let waiting = try await store.journal.mails(MailQuery(state: .waiting, kind: .reminder)).items
                    return waiting.compactMap { item in
                        item.visit.map { Int(($0.start - item.due).components.seconds / 60) }
                    }.sorted()
                }
            }
            try await bench.withStore { store in try await fill(store, calendar, upTo: 5) }
            // One visit is in two hours, the other one in five.
            #expect(try await leads([180, 60]) == [60, 60, 180])
            #expect(try await leads([30]) == [30, 30])
            #expect(try await leads([]) == [])
            #expect(try await leads([180, 60]) == [60, 60, 180])
            #expect(try bench.findings() == [])
        }
    }

    /// The numbers of before were those of the entries.
    @Test func anOutboxOfBeforeIsTakenAsItIsAndGoesOn() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in try await fill(store, calendar, upTo: 3) }
            let before = """
                DELETE FROM grdb_migrations WHERE identifier = '\(MailRulesMigration.name)'; DROP TABLE mail_rules;
                DROP INDEX mail_tried; DROP INDEX mail_ahead; UPDATE mail SET sequence = 7
                """
            try bench.change(bench.paths.journal, before)
            try await bench.withStore { store in
                let rest = calendar.entries(Array(try calendar.events.dropFirst(3)), after: 3)
                guard case .accepted = await store.append(rest) else { return }
                let mails = try await store.journal.mails(MailQuery(kind: .cancellation)).items
                #expect(mails.map(\.sequence) == [9, 9])
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func aMailHasTheSameIDInEveryCopyAndNoOtherHasIt() async throws {
        let entry = [UInt8](repeating: 5, count: 32)
        let person = PersonID(uuid: UUID())
        let id = MailProjection.id(of: entry, .reminder, lead: 60, to: person)
        #expect(MailProjection.id(of: entry, .reminder, lead: 60, to: person) == id)
        let others = [
            MailProjection.id(of: entry, .reminder, lead: 61, to: person),
            MailProjection.id(of: entry, .change, lead: 60, to: person),
            MailProjection.id(of: entry, .reminder, lead: 60, to: nil),
            MailProjection.id(of: entry.reversed().dropLast() + [6], .reminder, lead: 60, to: person),
        ]
        #expect(Set(others + [id]).count == 5)
    }

    @Test func whatBecameOfMailsOutlivesTheProcess() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            let ids = try await bench.withStore { store in
                try await fill(store, calendar)
                let mails = try await store.journal.mails(MailQuery(limit: 50)).items.filter { $0.state == .waiting }
                let ids = mails.map(\.id)
                let events: [PostEvent] = [
                    .sent(ids[0]), .died(ids[1], .refused), .dropped(ids[2], .nobody), .died(ids[3], .tooLong),
                    .revived(ids[3]),
                ]
                guard case .accepted = await record(events, store) else { return ids }
                store.journal.postpone(ids[4], attempts: 3, until: StoreBench.time + .seconds(500))
                return ids
            }
            try await bench.withStore { store in
                let journal = store.journal
                var states: [MailState?] = []
                for id in ids.prefix(4) { states.append(try await journal.mail(id)?.state) }
                #expect(states == [.sent, .dead, .dropped, .waiting])
                #expect(try await journal.mail(ids[1])?.failure == .refused)
                #expect(try await journal.mail(ids[4])?.attempts == 3)
                #expect(try await journal.mail(ids[4])?.due == StoreBench.time + .seconds(500))
                let counts = try await journal.mailCounts(at: StoreBench.time + .seconds(60))
                #expect(counts.dead == 1)
                // Of those that wait, one was postponed and one is tried anew later.
                #expect(counts.waiting == ids.count - 5)
                #expect(counts.oldest == StoreBench.time + .seconds(4))
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func aLetterIsSealedUntilItsKeyIsDestroyed() async throws {
        try await StoreBench.run { bench in
            let secret = Array("eve@example.org and a token".utf8)
            let letter = UUID()
            try await bench.withStore { store in
                guard case .accepted = await record([.letterAsked(letter, .reset, .present(secret))], store) else {
                    return
                }
                let journal = store.journal
                let item = try #require(try await journal.dueMails(at: StoreBench.time + .seconds(200), limit: 5).first)
                #expect(item.recipient == nil)
                #expect(item.subject == letter)
                #expect(try await journal.waitingLetters() == 1)
                #expect(try await journal.errand(of: item) == .present(secret))
                #expect(try bench.bytesContain(secret) == false)
                try store.forget(letter: letter, at: StoreBench.time)
                #expect(try await journal.errand(of: item) == .erased)
                guard case .accepted = await record([.sent(item.id)], after: 1, store) else { return }
                #expect(try await journal.waitingLetters() == 0)
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func aSummaryIsAnnouncedOnceWhenTheVisitIsOver() async throws {
        try await StoreBench.run { bench in
            var examples = JournalExamples()
            let visit = StoredVisit(&examples)
            try await bench.withStore { store in
                let seat = SeatNumber(index: 0)
                func more(_ event: ConsultationEvent, _ seq: UInt64) -> JournalEntry {
                    JournalEntry(
                        entity: visit.entity,
                        seq: seq,
                        epoch: 1,
                        time: StoreBench.time + .seconds(10),
                        origin: .person(visit.doctor),
                        command: nil,
                        audience: Audience(seat),
                        content: event.stored()
                    )
                }
                let begun = visit.entries()
                guard case .accepted = await store.append(begun) else { return }
                let next = UInt64(begun.count) + 1
                let text = ConsultationEvent.summaryWritten(by: seat, text: .present("All is well"))
                guard case .accepted = await store.append([more(text, next)]) else { return }
                #expect(try await store.journal.mails(MailQuery()).total == 0)
                let end = ConsultationEvent.statusChanged(.ended, .requested, by: seat)
                guard case .accepted = await store.append([more(end, next + 1), more(text, next + 2)]) else { return }
                guard case .accepted = await store.append([more(text, next + 3)]) else { return }
                let mails = try await store.journal.mails(MailQuery()).items
                #expect(mails.map(\.kind) == [.summary])
                #expect(mails.first?.recipient == visit.patient)
                #expect(mails.first?.visit?.doctor == visit.doctor)
            }
        }
    }

    @Test(arguments: [
        "UPDATE mail SET recipient = X'00112233445566778899AABBCCDDEEFF'", "UPDATE mail SET kind = 3 WHERE kind = 1",
        "UPDATE mail SET due = due + 1 WHERE number = 2", "UPDATE mail SET source = source - 1 WHERE source > 4",
        "UPDATE mail SET created = created + 5", "DELETE FROM mail WHERE number = 3", "UPDATE mail SET source = 99",
        "UPDATE mail SET lead = 61 WHERE kind = 4", "UPDATE mail SET doctor = patient WHERE number = 2",
        "UPDATE mail SET patient = doctor WHERE kind = 3", "UPDATE mail SET place = 2 WHERE number = 1",
        "UPDATE mail SET start = start + 60000, due = due + 60000 WHERE kind = 4",
        "UPDATE mail SET minutes = 31 WHERE number = 1", "UPDATE mail SET sequence = 9 WHERE kind = 3",
        "UPDATE mail SET subject = zeroblob(16) WHERE kind = 4", "UPDATE mail SET state = 4 WHERE kind = 3",
        "UPDATE mail SET state = 1 WHERE number = 1", "UPDATE mail_rules SET since = 99", "DELETE FROM mail_rules",
        "DELETE FROM mail WHERE number = (SELECT max(number) FROM mail)",
    ])
    func aVerificationFindsMailsThatDoNotFollowFromTheJournal(change: String) async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in try await fill(store, StoredCalendar()) }
            #expect(try bench.findings() == [])
            try bench.change(bench.paths.journal, change)
            #expect(try !bench.findings().isEmpty)
        }
    }

    @Test func aVerificationFindsMailsThatStandOtherwise() async throws {
        try await StoreBench.run { bench in
            let calendar = StoredCalendar()
            try await bench.withStore { store in
                try await fill(store, calendar)
                let id = try #require(try await store.journal.mails(MailQuery()).items.first?.id)
                _ = await record([.sent(id)], store)
            }
            #expect(try bench.findings() == [])
            try bench.change(bench.paths.journal, "UPDATE mail SET state = 1 WHERE state = 2")
            #expect(try bench.findings() == ["The mails show something else than the entries of the post say."])
        }
    }
}

extension StoreBench {
    /// Whether any file of the installation has these bytes.
    func bytesContain(_ bytes: [UInt8]) throws -> Bool {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let data = try Data(contentsOf: URL(filePath: folder + "/" + name))
            if data.range(of: Data(bytes)) != nil { return true }
        }
        return false
    }
}
