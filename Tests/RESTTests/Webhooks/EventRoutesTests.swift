import Core
import Foundation
import HTTPTypes
import TestKit
import Testing

@Suite struct EventRoutesTests {
    private static let path = "/telemedicine/api/events/"

    private func happen(_ office: WebhookOffice, _ count: Int) {
        for number in 1...count {
            let visit = EntityID(ConsultationID(uuid: UUID()))
            let event: ConsultationEvent =
                number % 3 == 0
                ? .chatPosted(from: SeatNumber(index: 0), to: nil, text: .present("Private"))
                : .statusChanged(number % 3 == 1 ? .waiting : .ended, .requested, by: nil)
            office.feed.add(JournalExamples.entry(event, of: visit, seq: 1))
        }
    }

    private func page(_ clinic: Clinic, _ query: String = "") async throws -> Answer {
        let answer = try await clinic.send(.get, Self.path + query, as: clinic.staff)
        try #require(answer.status == 200, "\(answer.text)")
        return answer
    }

    @Test func whoReadsOnMissesNothing() async throws {
        let (clinic, office) = try await Clinic.withWebhooks()
        happen(office, 100)
        var ids: [String] = []
        var query = "?limit=7"
        var pageCount = 0
        while true {
            let page = try await page(clinic, query)
            #expect(!page.text.contains("Private"))
            ids += try page.results.compactMap { $0["id"] as? String }
            pageCount += 1
            query = "?limit=7&after=\(try #require(try page.json["next_after"] as? String))"
            if try page.json["has_more"] as? Bool == false { break }
        }
        #expect(ids.count == 67)
        #expect(Set(ids).count == 67)
        #expect(pageCount == 10)
        happen(office, 1)
        let news = try await page(clinic, query)
        #expect(try news.results.count == 1)
    }

    @Test func aCursorOfAnEventIsAPlace() async throws {
        let (clinic, office) = try await Clinic.withWebhooks()
        happen(office, 8)
        let all = try await page(clinic).results
        #expect(all.count == 6)
        let cursor = try #require(all[2]["cursor"] as? String)
        let rest = try await page(clinic, "?after=\(cursor)").results
        #expect(rest.map { $0["id"] as? String } == all.dropFirst(3).map { $0["id"] as? String })
    }

    @Test func typesAreAFilter() async throws {
        let (clinic, office) = try await Clinic.withWebhooks()
        happen(office, 9)
        let ended = try await page(clinic, "?types=consultation.ended").results
        #expect(ended.count == 3)
        #expect(ended.allSatisfy { $0["status"] as? String == "ended" })
        #expect(ended.allSatisfy { $0["booking_id"] is NSNull && $0["consultation_id"] is String })
        #expect(try await page(clinic, "?types=consultation.ended,consultation.waiting").results.count == 6)
        #expect(try await page(clinic, "?types=booking.made").json["has_more"] as? Bool == false)
    }

    @Test func whoWantsOnlyNewsBeginsAtTheEnd() async throws {
        let (clinic, office) = try await Clinic.withWebhooks()
        happen(office, 5)
        let end = try await page(clinic, "?after=latest")
        #expect(try end.results.isEmpty)
        happen(office, 1)
        let cursor = try #require(try end.json["next_after"] as? String)
        #expect(try await page(clinic, "?after=\(cursor)").results.count == 1)
    }

    @Test func aLongStretchOfOtherEntriesEndsAnAnswerEarly() async throws {
        let (clinic, office) = try await Clinic.withWebhooks()
        let seen = ConsultationEvent.seen(by: SeatNumber(index: 0), upTo: 1)
        let entry = JournalExamples.entry(seen, of: EntityID(ConsultationID(uuid: UUID())), seq: 1)
        for _ in 0..<17_000 { office.feed.add(entry) }
        happen(office, 1)
        let early = try await page(clinic)
        #expect(try early.results.isEmpty)
        #expect(try early.json["has_more"] as? Bool == true)
        let cursor = try #require(try early.json["next_after"] as? String)
        #expect(try await page(clinic, "?after=\(cursor)").results.count == 1)
    }

    /// After a restore from a backup, or where somebody made a cursor up.
    @Test func aCursorOfAnotherHistoryIsGone() async throws {
        let (clinic, office) = try await Clinic.withWebhooks()
        happen(office, 5)
        for cursor in ["\(HistoryID(uuid: UUID())).2", "\(office.history).6"] {
            let answer = try await clinic.send(.get, "\(Self.path)?after=\(cursor)", as: clinic.admin)
            #expect(answer.status == 410)
            #expect(try answer.code == "history_changed")
        }
    }

    @Test(arguments: [
        "?after=5", "?after=", "?limit=0", "?limit=501", "?types=", "?types=a", "?types=booking.made,", "?x=1",
        "?limit=1&limit=2",
    ])
    func whatIsWrongIsRefused(_ query: String) async throws {
        let (clinic, _) = try await Clinic.withWebhooks()
        let answer = try await clinic.send(.get, Self.path + query, as: clinic.admin)
        #expect(answer.status == 400)
        #expect(try answer.code == "invalid")
    }

    @Test func patientsAndDoctorsHaveNoFeed() async throws {
        let (clinic, _) = try await Clinic.withWebhooks()
        #expect(try await clinic.send(.get, Self.path, as: clinic.patient).status == 403)
        #expect(try await clinic.send(.get, Self.path, as: clinic.doctor).status == 403)
        #expect(try await clinic.send(.get, Self.path).status == 401)
    }

    @Test func aJournalThatCantBeReadIsSaid() async throws {
        let (clinic, office) = try await Clinic.withWebhooks()
        office.feed.setUnreadable(true)
        let answer = try await clinic.send(.get, Self.path, as: clinic.admin)
        #expect(answer.status == 503)
        #expect(try answer.code == "unreadable")
    }
}
