import Core
import Foundation
import TestKit
import Testing

@Suite struct NoticeTests {
    private let visit = EntityID(ConsultationID(uuid: UUID()))
    private let doctor = PersonID(uuid: UUID())
    private let time = Timestamp(milliseconds: 1_800_000_000_000)

    private func notice(_ event: ConsultationEvent, seq: UInt64 = 1) throws -> Notice? {
        try Notice(FeedEntry(position: 7, entry: JournalExamples.entry(event, of: visit, seq: seq)))
    }

    private func notice(_ event: CalendarEvent) throws -> Notice? {
        let entry = JournalEntry(
            entity: EntityID(calendarOf: doctor),
            seq: 3,
            epoch: 1,
            time: time,
            origin: .hub,
            command: nil,
            audience: Audience(),
            content: event.stored()
        )
        return try Notice(FeedEntry(position: 8, entry: entry))
    }

    @Test(arguments: [
        (ConsultationStatus.waiting, "consultation.waiting"), (.active, "consultation.active"),
        (.onHold, "consultation.on_hold"), (.ended, "consultation.ended"), (.cancelled, "consultation.cancelled"),
        (.noShow, "consultation.no_show"),
    ])
    func everyStatusIsTold(_ status: ConsultationStatus, _ name: String) throws {
        let told = try notice(.statusChanged(status, .requested, by: nil))
        #expect(told?.type.name == name)
        #expect(told?.status == status.name)
        #expect(told?.subject == .consultation(ConsultationID(uuid: visit.uuid), seq: 1))
        #expect(told?.position == 7)
    }

    @Test func whatChangesAVisitIsTold() throws {
        let seat = SeatNumber(index: 0)
        #expect(try notice(.contentErased(.retention))?.type == .consultationErased)
        let written = try notice(.summaryWritten(by: seat, text: .present("All is well")))
        #expect(written?.type == .consultationSummaryWritten)
        let issue = ConsultationEvent.issueReported(by: seat, .audio, .minor, description: .present("Noise"))
        #expect(try notice(issue)?.type == .consultationIssueReported)
        let kinds = [ConsultationEvent.Kind.contentErased, .summaryWritten, .issueReported, .statusChanged, .created]
        for kind in kinds { #expect(Notice.interest.includes(.consultation, event: kind.rawValue)) }
        #expect(!Notice.interest.includes(.consultation, event: ConsultationEvent.Kind.chatPosted.rawValue))
    }

    @Test func recordingConsentAndTheEndOfAnIssueAreTold() throws {
        let seat = SeatNumber(index: 0)
        let told: [(ConsultationEvent, NoticeType)] = [
            (.consentChanged(seat, .recording, given: true), .consultationConsentGiven),
            (.consentChanged(seat, .recording, given: false), .consultationConsentWithdrawn),
            (.recordingStarted(by: seat), .consultationRecordingStarted),
            (.recordingStopped(.consentWithdrawn, by: nil), .consultationRecordingStopped),
            (.issueResolved(issue: 1, by: doctor, note: .present("A new cable")), .consultationIssueResolved),
        ]
        for (event, type) in told {
            let notice = try notice(event)
            #expect(notice?.type == type)
            #expect(notice?.status == nil)
            #expect(Notice.interest.includes(.consultation, event: event.kind.rawValue))
        }
    }

    @Test func whatPeopleSayIsNotTold() throws {
        let seat = SeatNumber(index: 0)
        #expect(try notice(.chatPosted(from: seat, to: nil, text: .present("Hello"))) == nil)
        #expect(try notice(.noteWritten(by: seat, text: .present("Cough"))) == nil)
        #expect(try notice(.seen(by: seat, upTo: 3)) == nil)
    }

    @Test func aBookingIsToldInEveryStep() throws {
        let id = BookingID(uuid: UUID())
        let plan = BookingPlan(
            patient: PersonID(uuid: UUID()),
            kind: .virtual,
            provider: .direct,
            start: time,
            minutes: 20
        )
        let steps: [CalendarEvent] = [
            .booked(id, plan, .erased), .rescheduled(id, start: time, minutes: 10), .cancelled(id, reason: .erased),
            .imported(id, version: 1, .cancelled, plan, .erased),
        ]
        let told = try steps.map { try notice($0) }
        #expect(told.map(\.?.type) == [.bookingMade, .bookingMoved, .bookingCancelled, .bookingImported])
        #expect(told.map(\.?.status) == ["booked", "booked", "cancelled", "cancelled"])
        #expect(told.allSatisfy { $0?.subject == .booking(id) })
        #expect(try notice(.opened) == nil)
    }

    @Test func anIDIsTheSameForTheSameEntryAndNoOther() throws {
        let event = ConsultationEvent.statusChanged(.waiting, .arrival, by: nil)
        let first = try #require(try notice(event))
        #expect(try notice(event)?.id == first.id)
        var known: Set<UUID> = []
        for seq in 1...1000 as ClosedRange<UInt64> {
            known.insert(try #require(try notice(event, seq: seq)).id)
        }
        #expect(known.count == 1000)
        let later = JournalExamples.entry(event, of: visit, seq: 1, epoch: 2)
        #expect(try Notice(FeedEntry(position: 7, entry: later))?.id != first.id)
        #expect(first.id.uuidString.dropFirst(14).first == "8")
    }

    @Test func theBodyHasIDsAndNothingElse() throws {
        let history = HistoryID(uuid: UUID())
        let told = try #require(try notice(.statusChanged(.ended, .requested, by: nil), seq: 5))
        let text = String(decoding: try NoticeBody(told, of: history).bytes(), as: UTF8.self)
        let expected = """
            {"booking_id":null,"consultation_id":"\(visit.uuid.canonicalText)","cursor":"\(history).7",\
            "id":"\(told.id.canonicalText)","seq":5,"status":"ended","time":"2027-01-15T08:00:00.000Z",\
            "type":"consultation.ended"}
            """
        #expect(text == expected)
    }

    @Test func aCursorIsReadInItsOneFormOnly() {
        let cursor = FeedCursor(history: HistoryID(uuid: UUID()), position: 42)
        #expect(FeedCursor(cursor.description) == cursor)
        let history = cursor.history.description
        for text in [
            "", history, "\(history).", "\(history).042", "\(history).-1", "\(history).+1", "42",
            "\(history.uppercased()).42", "\(history).42.1", "\(history).18446744073709551615", "\(history). 42",
        ] {
            #expect(FeedCursor(text) == nil, "\(text)")
        }
    }

    @Test func everyTypeHasANameOfItsOwn() {
        #expect(Set(NoticeType.allCases.map(\.name)).count == NoticeType.allCases.count)
        for type in NoticeType.allCases { #expect(NoticeType(name: type.name) == type) }
        #expect(NoticeType(name: "consultation.everything") == nil)
    }
}
