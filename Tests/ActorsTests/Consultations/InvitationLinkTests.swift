import Actors
import Core
import FoundationEssentials
import TestKit
import Testing
import Wire

struct InvitationLinkTests {
    private static func link(
        _ visit: Visit,
        _ number: UInt64 = 1,
        uses: Int = 1,
        role: Role = .guest,
        seconds: Int = 3600
    ) -> InvitationLink {
        InvitationLink(
            id: UUID(high: 0x0190_0000_0000_7000, low: 0xA000_0000_0000_0000 + number),
            role: role,
            expires: visit.clocks.now() + .seconds(seconds),
            usesMax: uses,
            digest: Array(repeating: UInt8(number), count: InvitationLink.digestByteCount)
        )
    }

    private static func redeem(_ link: InvitationLink, _ guest: UInt64, _ visit: Visit) -> ConsultationReply? {
        visit.ask(.redeem(digest: link.digest, by: Visit.person(100 + guest), name: "Mara Quist"))
    }

    @Test func whoHasTheLinkGetsASeatAndWaitsLikeOthers() throws {
        let visit = Visit.created()
        let doctor = visit.connect(visit.doctor)
        let patient = visit.connect(visit.patient)
        let link = Self.link(visit)
        #expect(visit.ask(.invite(link, by: .person(visit.doctor)))?.refusal == nil)
        #expect(Self.redeem(link, 1, visit)?.refusal == nil)
        let guest = visit.connect(Visit.person(101))
        #expect(try guest.welcome()?.snapshot.participants.map(\.seat) == [5])
        #expect(try guest.welcome()?.snapshot.participants.first?.role == .guest)
        let told = try doctor.events().suffix(4).compactMap(\.body)
        guard case .linkMade = told[0], case .seatAdded(let seat) = told[1], case .linkUsed = told[2] else {
            Issue.record("\(told)")
            return
        }
        #expect(seat.name == "Mara Quist" && seat.seat == 5)
        #expect(try patient.events().isEmpty)
    }

    @Test func oneUseIsOneGuestWhoMayComeAgain() throws {
        let visit = Visit.created()
        let link = Self.link(visit)
        visit.ask(.invite(link, by: .hub))
        #expect(Self.redeem(link, 1, visit)?.seq == 8)
        #expect(Self.redeem(link, 1, visit)?.seq == 0)
        #expect(Self.redeem(link, 2, visit)?.refusal == .linkSpent)
        #expect(try visit.events.count == 8)
    }

    @Test func manyUsesEndWithTheirNumberAndTheirTime() {
        let visit = Visit.created()
        let link = Self.link(visit, uses: 2, role: .interpreter)
        visit.ask(.invite(link, by: .hub))
        #expect(Self.redeem(link, 1, visit)?.refusal == nil)
        #expect(Self.redeem(link, 2, visit)?.refusal == nil)
        #expect(Self.redeem(link, 3, visit)?.refusal == .linkSpent)
        visit.pass(.seconds(3600))
        #expect(Self.redeem(link, 1, visit)?.refusal == .linkSpent)
    }

    @Test func aLinkThatWasTakenBackOpensNothingAndItsGuestsStay() throws {
        let visit = Visit.created()
        let doctor = visit.connect(visit.doctor)
        let link = Self.link(visit, uses: 2)
        visit.ask(.invite(link, by: .person(visit.doctor)))
        #expect(Self.redeem(link, 1, visit)?.refusal == nil)
        #expect(visit.ask(.revoke(link.id, by: .person(visit.doctor)))?.refusal == nil)
        #expect(try visit.events.last == .linkRevoked(link.id, by: SeatNumber(index: 0)))
        guard case .linkRevoked(let told)? = try doctor.events().last?.body else {
            Issue.record("the host was not told")
            return
        }
        #expect(told.bySeat == 1 && told.linkID == link.id.canonicalText)
        #expect(Self.redeem(link, 1, visit)?.refusal == .notFound)
        #expect(Self.redeem(link, 2, visit)?.refusal == .notFound)
        #expect(try visit.connect(Visit.person(101)).welcome() != nil)
    }

    @Test func whatIsNoLinkOrIsOverIsNotTakenBack() {
        let visit = Visit.created()
        let link = Self.link(visit)
        #expect(visit.ask(.revoke(link.id, by: .hub))?.refusal == .notFound)
        visit.ask(.invite(link, by: .hub))
        visit.ask(.callOff(by: .hub))
        #expect(visit.ask(.revoke(link.id, by: .hub))?.refusal == .over)
    }

    @Test func aLinkThatWasTakenBackLeavesRoomForAnother() {
        var settings = ConsultationSettings()
        settings.limits.linksMax = 1
        let visit = Visit.created(settings: settings)
        let link = Self.link(visit)
        visit.ask(.invite(link, by: .hub))
        #expect(visit.ask(.invite(Self.link(visit, 2), by: .hub))?.refusal == .tooMany)
        visit.ask(.revoke(link.id, by: .hub))
        #expect(visit.ask(.invite(Self.link(visit, 2), by: .hub))?.refusal == nil)
    }

    /// What staff and administrators see without a seat.
    @Test func theOverviewShowsPeopleAndLinksAndNothingThatWasSaid() throws {
        let visit = Visit.created()
        let link = Self.link(visit)
        visit.ask(.invite(link, by: .hub))
        _ = Self.redeem(link, 1, visit)
        guard case .overview(let overview)? = visit.ask(.overview) else {
            Issue.record("there is no overview")
            return
        }
        #expect(overview.participants.map(\.seat) == (0..<5).map { SeatNumber(index: $0) })
        #expect(overview.links == [Consultation.Link(link: link, useCount: 1)])
        #expect(overview.status == .scheduled)
    }

    @Test func anUnknownSecretOpensNothing() {
        let visit = Visit.created()
        visit.ask(.invite(Self.link(visit), by: .hub))
        #expect(Self.redeem(Self.link(visit, 2), 1, visit)?.refusal == .notFound)
    }

    @Test func nobodyComesToWhatIsOver() {
        let visit = Visit.created()
        let link = Self.link(visit)
        visit.ask(.invite(link, by: .hub))
        visit.ask(.callOff(by: .hub))
        #expect(Self.redeem(link, 1, visit)?.refusal == .over)
        #expect(visit.ask(.invite(Self.link(visit, 2), by: .hub))?.refusal == .over)
    }

    @Test func linksAreBoundedInNumberAndKind() {
        var settings = ConsultationSettings()
        settings.limits.linksMax = 2
        settings.limits.seatsMax = 5
        let visit = Visit.created(settings: settings)
        let link = Self.link(visit, 1, uses: 9)
        #expect(visit.ask(.invite(Self.link(visit, 9, role: .doctor), by: .hub))?.refusal == .invalid)
        #expect(visit.ask(.invite(Self.link(visit, 9, seconds: 0), by: .hub))?.refusal == .invalid)
        #expect(visit.ask(.invite(link, by: .hub))?.refusal == nil)
        #expect(visit.ask(.invite(link, by: .hub))?.seq == 0)
        #expect(visit.ask(.invite(Self.link(visit, 2, seconds: 7200), by: .hub))?.refusal == nil)
        #expect(visit.ask(.invite(Self.link(visit, 3), by: .hub))?.refusal == .tooMany)
        #expect(Self.redeem(link, 1, visit)?.refusal == nil)
        #expect(Self.redeem(link, 2, visit)?.refusal == .tooMany)
        visit.pass(.seconds(3600))
        #expect(visit.ask(.invite(Self.link(visit, 3), by: .hub))?.refusal == nil)
    }
}
