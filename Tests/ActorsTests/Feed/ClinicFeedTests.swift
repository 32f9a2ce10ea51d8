import Actors
import Core
import Foundation
import Persistence
import TestKit
import Testing
import Wire

/// Who is told what of the clinic, and that it is no consultation.
struct ClinicFeedTests {
    private let loop = ManualLoop()
    private let feed: ClinicFeed
    private let visit = ConsultationID(uuid: UUID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001))

    init() {
        let journal = ScriptedJournal(historyID: HistoryID(uuid: UUID()))
        feed = ClinicFeed(
            loop: loop,
            settings: ConsultationSettings(),
            clocks: TestClocks(),
            journal: journal
        )
    }

    private func connect(_ person: UInt64, _ role: Role?) throws -> (ConnectionID, RecordingOutlet) {
        let connection = ConnectionID(boot: 1, serial: person)
        let outlet = RecordingOutlet(loop: loop, format: .binary)
        let request = AttachRequest(
            connection: connection,
            person: Visit.person(person),
            device: try #require(DeviceID("desk")),
            format: .binary,
            resume: nil,
            instance: nil,
            role: role
        )
        feed.tell(.attach(request, outlet))
        loop.runUntilIdle()
        return (connection, outlet)
    }

    private func publish(_ kind: ClinicNews.Kind, to people: Set<PersonID> = []) {
        feed.publish(ClinicNews(kind: kind, consultation: visit, seq: 9), to: people)
        loop.runUntilIdle()
    }

    private func news(_ outlet: RecordingOutlet) throws -> [ProtoClinicNews] {
        try outlet.messages().compactMap { message in
            guard case .transient(let transient) = message.body else { return nil }
            return if case .clinicNews(let news) = transient.body { news } else { nil }
        }
    }

    @Test func staffAreToldOfEverythingDoctorsOfTheirOwn() throws {
        let (_, staff) = try connect(1, .staff)
        let (_, doctor) = try connect(2, .doctor)
        let (_, other) = try connect(3, .doctor)
        publish(.issue, to: [Visit.person(2)])
        for outlet in [staff, doctor] {
            let told = try #require(try news(outlet).last)
            #expect(told.kind == .issue && told.consultationID == visit.description && told.seq == 9)
        }
        #expect(try news(other).isEmpty)
        publish(.status)
        #expect(try news(staff).count == 2)
        #expect(try news(doctor).count == 1)
    }

    @Test(arguments: [Role.patient, .interpreter, .guest, nil])
    func othersAreTurnedAway(role: Role?) throws {
        let (_, outlet) = try connect(1, role)
        #expect(outlet.closes == [.notAllowed])
        publish(.issue, to: [Visit.person(1)])
        #expect(try news(outlet).isEmpty)
    }

    @Test func aCommandIsUnknownThere() throws {
        let (connection, outlet) = try connect(1, .staff)
        let command = InboundCommand(counter: 4, action: .lasting(.start))
        feed.tell(.commands(from: connection, [command]))
        loop.runUntilIdle()
        let reply = try #require(try outlet.messages().last?.reply)
        #expect(reply.counter == 4 && reply.error.name == "unknown_command")
    }

    @Test func whoIsGoneIsToldNothing() throws {
        let (connection, outlet) = try connect(1, .staff)
        feed.tell(.detach(connection))
        loop.runUntilIdle()
        publish(.issue)
        #expect(try news(outlet).isEmpty)
    }

    @Test func newsAreWhatListsShow() {
        func news(_ event: ConsultationEvent, of entity: EntityID? = nil) -> ClinicNews? {
            ClinicNews(
                JournalEntry(
                    entity: entity ?? EntityID(visit),
                    seq: 9,
                    epoch: 1,
                    time: Timestamp(milliseconds: 1),
                    origin: .hub,
                    command: nil,
                    audience: Audience(),
                    content: event.stored()
                )
            )
        }
        let seat = SeatNumber(index: 0)
        let issue = ConsultationEvent.issueReported(by: seat, .audio, .minor, description: .present("Echo"))
        #expect(news(issue) == ClinicNews(kind: .issue, consultation: visit, seq: 9))
        #expect(news(.waitingRoomEntered(seat))?.kind == .waitingRoom)
        #expect(news(.chatPosted(from: seat, to: nil, text: .present("Hello"))) == nil)
        #expect(news(issue, of: .directory) == nil)
    }
}
