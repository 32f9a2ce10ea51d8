import Core
import Foundation
import HTTPTypes
import REST
import Testing

@Suite struct MessagesTests {
    private static let own = SeatNumber(index: 0)
    private static let other = SeatNumber(index: 1)

    private static func path(_ id: ConsultationID, _ query: String = "") -> String {
        "/telemedicine/api/consultations/\(id)/messages/\(query)"
    }

    private static func chat(
        _ id: ConsultationID,
        _ seq: UInt64,
        _ text: Erasable<String>,
        to recipient: SeatNumber? = nil,
        for audience: SeatNumber...
    ) -> JournalEntry {
        Example.entry(id, seq: seq, .chatPosted(from: other, to: recipient, text: text), for: Audience(audience))
    }

    @Test func onlyChatOfThePersonsAudienceIsShown() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient))
        clinic.journal.hold([
            Example.entry(id, seq: 1, .created(Example.booking), for: Audience(Self.own)),
            Self.chat(id, 2, .present("To all"), for: Self.own, Self.other),
            Self.chat(id, 3, .present("Secret"), for: Self.other),
            Self.chat(id, 4, .present("To you"), to: Self.own, for: Self.own, Self.other),
            Example.entry(id, seq: 5, .noteWritten(by: Self.other, text: .present("Note")), for: Audience(Self.own)),
            Self.chat(id, 6, .erased, for: Self.own),
        ])
        let answer = try await clinic.send(.get, Self.path(id), as: clinic.patient)
        #expect(answer.status == 200)
        #expect(!answer.text.contains("Secret") && !answer.text.contains("Note"))
        #expect(try answer.json["next_after"] is NSNull)
        let results = try answer.results
        #expect(results.map { $0["seq"] as? Int } == [2, 4, 6])
        #expect(results.map { $0["text"] as? String } == ["To all", "To you", nil])
        #expect(results.map { $0["to_seat"] as? Int } == [nil, 1, nil])
        #expect(results.map { $0["from_seat"] as? Int } == [2, 2, 2])
        #expect(results[0]["time"] as? String == "2027-01-15T09:00:00.000Z")
    }

    @Test func followingTheCursorReadsAllOnce() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient))
        clinic.journal.hold((1...7).map { Self.chat(id, $0, .present("\($0)"), for: Self.own) })
        var after: UInt64? = 0
        var seqs: [Int] = []
        while let position = after {
            let answer = try await clinic.send(.get, Self.path(id, "?after=\(position)&limit=3"), as: clinic.patient)
            seqs += try answer.results.compactMap { $0["seq"] as? Int }
            after = try answer.json["next_after"] as? UInt64
        }
        #expect(seqs == Array(1...7))
    }

    @Test func longStretchOfOtherEventsEndsAnAnswerEarly() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient))
        let hidden = (1...5000).map { Self.chat(id, $0, .present("x"), for: Self.other) }
        clinic.journal.hold(hidden + [Self.chat(id, 5001, .present("Here"), for: Self.own)])
        let first = try await clinic.send(.get, Self.path(id), as: clinic.patient)
        #expect(try first.results.isEmpty)
        let after = try #require(try first.json["next_after"] as? UInt64)
        let second = try await clinic.send(.get, Self.path(id, "?after=\(after)"), as: clinic.patient)
        #expect(try second.results.map { $0["text"] as? String } == ["Here"])
    }

    @Test func unseatedPersonReadsNothing() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient))
        #expect(try await clinic.send(.get, Self.path(id), as: clinic.admin).status == 404)
    }

    @Test(arguments: [
        ("?after=-1", "after"), ("?after=x", "after"), ("?after=99999999999999999999", "after"), ("?limit=0", "limit"),
        ("?limit=201", "limit"), ("?limit=", "limit"),
    ])
    func badQueryIsRefused(query: String, field: String) async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.get, Self.path(Example.consultationID(), query), as: clinic.patient)
        #expect(answer.status == 400)
        #expect(try answer.errors.keys.sorted() == [field])
    }

    @Test func unreadableJournalIsTemporary() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient))
        clinic.journal.fail()
        let answer = try await clinic.send(.get, Self.path(id), as: clinic.patient)
        #expect(answer.status == 503)
        #expect(try answer.code == "unreadable")
        #expect(!answer.text.contains("disk"))
    }
}
