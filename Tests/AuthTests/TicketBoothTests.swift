import Core
import Foundation
import TestKit
import Testing

@testable import Auth

@Suite struct TicketBoothTests {
    private let clocks = TestClocks()
    private let consultation = ConsultationID(uuid: UUID())

    private func grant(
        person: PersonID = PersonID(uuid: UUID()),
        for duration: Duration = .seconds(3600)
    ) -> TicketGrant {
        TicketGrant(person: person, consultation: consultation, authorizedUntil: clocks.now() + duration)
    }

    private func booth(tickets: Int = 100_000, perPerson: Int = 16) -> TicketBooth {
        var configuration = TicketBooth.Configuration()
        configuration.ticketsMax = tickets
        configuration.ticketsPerPersonMax = perPerson
        return TicketBooth(configuration, clocks: clocks)
    }

    @Test func ticketIsGoodOnce() throws {
        let booth = booth()
        let grant = grant()
        let ticket = try #require(booth.issue(grant))
        #expect(booth.redeem(ticket, for: consultation) == grant)
        #expect(booth.redeem(ticket, for: consultation) == nil)
    }

    @Test func ticketIs256RandomBitsFitForAURL() throws {
        let booth = booth()
        let tickets = try (0..<50).map { _ in try #require(booth.issue(grant())) }
        #expect(Set(tickets).count == 50)
        for ticket in tickets {
            #expect(ticket.count == 43)
            #expect(ticket.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        }
    }

    @Test func ticketExpiresAfterAMinute() throws {
        let booth = booth()
        let early = try #require(booth.issue(grant()))
        let late = try #require(booth.issue(grant()))
        clocks.advance(by: .seconds(60) - .milliseconds(1))
        #expect(booth.redeem(early, for: consultation) != nil)
        clocks.advance(by: .milliseconds(1))
        #expect(booth.redeem(late, for: consultation) == nil)
    }

    @Test func settingTheWallClockDoesNotProlongATicket() throws {
        let booth = booth()
        let ticket = try #require(booth.issue(grant()))
        clocks.advance(by: .seconds(61))
        clocks.setWall(clocks.now() + .seconds(-600))
        #expect(booth.redeem(ticket, for: consultation) == nil)
    }

    @Test func ticketForAnotherConsultationIsSpentAndRefused() throws {
        let booth = booth()
        let ticket = try #require(booth.issue(grant()))
        #expect(booth.redeem(ticket, for: ConsultationID(uuid: UUID())) == nil)
        #expect(booth.redeem(ticket, for: consultation) == nil)
    }

    @Test func endedSignInGetsNoTicket() {
        #expect(booth().issue(grant(for: .zero)) == nil)
    }

    @Test func ticketEndsWithItsSignIn() throws {
        let booth = booth()
        let ticket = try #require(booth.issue(grant(for: .seconds(10))))
        clocks.advance(by: .seconds(10))
        #expect(booth.redeem(ticket, for: consultation) == nil)
    }

    @Test func oldestTicketMakesRoom() throws {
        let booth = booth(tickets: 3)
        let tickets = try (0..<4).map { _ in try #require(booth.issue(grant())) }
        let good = tickets.map { booth.redeem($0, for: consultation) != nil }
        #expect(good == [false, true, true, true])
    }

    @Test func onePersonCanNotPushOutOthers() throws {
        let booth = booth(tickets: 10, perPerson: 2)
        let patient = try #require(booth.issue(grant()))
        let flooder = PersonID(uuid: UUID())
        let flood = try (0..<1000).map { _ in try #require(booth.issue(grant(person: flooder))) }
        #expect(booth.redeem(patient, for: consultation) != nil)
        #expect(flood.filter { booth.redeem($0, for: consultation) != nil }.count == 2)
    }

    @Test(arguments: ["", "x", String(repeating: "A", count: 43), String(repeating: "A", count: 100_000), "\u{0}"])
    func unknownTextIsRefused(text: String) throws {
        let booth = booth()
        _ = booth.issue(grant())
        #expect(booth.redeem(text, for: consultation) == nil)
    }

    @Test func ofManyThreadsOneRedeems() async throws {
        let booth = booth()
        let consultation = consultation
        let ticket = try #require(booth.issue(grant()))
        let count = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<32 { group.addTask { booth.redeem(ticket, for: consultation) != nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(count == 1)
    }
}
