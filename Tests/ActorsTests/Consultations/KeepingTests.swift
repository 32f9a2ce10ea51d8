import Actors
import Core
import TestKit
import Testing

/// How long the content of a consultation stays.
struct KeepingTests {
    private let admin = Origin.person(Visit.person(99))

    private func over() -> Visit {
        let visit = Visit.created()
        visit.ask(.callOff(by: .hub))
        return visit
    }

    private func events(_ visit: Visit) throws -> [ConsultationEvent] {
        try visit.journal.committed(of: visit.entity).map { try ConsultationEvent($0.content) }
    }

    @Test func whatIsOverMayBeErasedOnce() throws {
        let visit = over()
        #expect(visit.ask(.erase(.retention, by: .hub))?.refusal == nil)
        #expect(try events(visit).last == .contentErased(.retention))
        #expect(visit.journal.committed(of: visit.entity).last?.audience.isEmpty == true)
        #expect(visit.ask(.erase(.requested, by: admin))?.seq == 0)
        #expect(try events(visit).last == .contentErased(.retention))
    }

    @Test func whatIsNotOverStays() {
        let visit = Visit.created()
        #expect(visit.ask(.erase(.requested, by: admin))?.refusal == .wrongStatus)
        #expect(Visit().ask(.erase(.requested, by: admin))?.refusal == .notFound)
    }

    @Test func aLegalHoldKeepsItUntilItIsLifted() throws {
        let visit = over()
        #expect(visit.ask(.hold(reason: "Letter of the court", by: admin))?.refusal == nil)
        #expect(try events(visit).last == .legalHoldPlaced(reason: .present("Letter of the court")))
        #expect(visit.ask(.hold(reason: "Another letter", by: admin))?.seq == 0)
        for reason in ErasureReason.allCases {
            #expect(visit.ask(.erase(reason, by: .hub))?.refusal == .legalHold)
        }
        #expect(visit.ask(.release(by: admin))?.refusal == nil)
        #expect(try events(visit).last == .legalHoldLifted)
        #expect(visit.ask(.release(by: admin))?.seq == 0)
        #expect(visit.ask(.erase(.requested, by: admin))?.refusal == nil)
    }

    @Test func aHoldMayComeBeforeTheEnd() {
        let visit = Visit.created()
        #expect(visit.ask(.hold(reason: "Letter of the court", by: admin))?.refusal == nil)
        visit.ask(.callOff(by: .hub))
        #expect(visit.ask(.erase(.requested, by: admin))?.refusal == .legalHold)
    }

    @Test func aReasonIsNeeded() {
        let visit = over()
        #expect(visit.ask(.hold(reason: "", by: admin))?.refusal == .invalid)
        let long = String(repeating: "a", count: Limits().textBytesMax + 1)
        #expect(visit.ask(.hold(reason: long, by: admin))?.refusal == .invalid)
    }

    @Test func nothingIsHeldOrSaidInWhatIsErased() {
        let visit = over()
        visit.ask(.erase(.requested, by: admin))
        #expect(visit.ask(.hold(reason: "Too late", by: admin))?.refusal == .over)
        #expect(visit.ask(.perform(.writeNote(text: "Late"), by: visit.doctor, id: nil))?.refusal == .over)
        #expect(visit.ask(.perform(.writeSummary(text: "Late"), by: visit.doctor, id: nil))?.refusal == .over)
    }

    @Test func itOutlivesTheActor() throws {
        let visit = over()
        visit.ask(.hold(reason: "Letter of the court", by: admin))
        var machine = Consultation(id: visit.id)
        for entry in visit.journal.committed(of: visit.entity) { try machine.fold(entry) }
        let again = try Consultation(id: visit.id, snapshot: machine.snapshot())
        #expect(again == machine)
        #expect(again.keeping == ContentKeeping(over: visit.clocks.now(), isHeld: true))
    }
}
