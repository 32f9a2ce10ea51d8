import Actors
import Core
import Foundation
import TestKit
import Testing

/// What outside systems say of their own bookings.
@Suite struct ImportTests {
    private let id = BookingID(uuid: UUID())

    private func take(_ booking: ImportedBooking, _ example: inout CalendarExample) throws -> Int {
        let events = try example.calendar.decideImport(booking, example.circumstances)
        example.write(events)
        return events.count
    }

    @Test func aNewBookingIsTakenWhateverElseIsThere() throws {
        var example = try CalendarExample()
        let own = try example.book("2027-01-18T08:30:00Z")
        #expect(try take(example.imported(id, version: 1, "2027-01-18T08:15:00Z"), &example) == 1)
        #expect(example.calendar.overlapping(id) == [own])
        // From 8:15 to 9:00: what it touches is not free here.
        #expect(try example.starts("2027-01-18T00:00:00Z", "2027-01-18T09:30:00Z") == ["2027-01-18T09:00"])
    }

    @Test func repeatsAndOlderVersionsChangeNothing() throws {
        var example = try CalendarExample()
        #expect(try take(example.imported(id, version: 2, "2027-01-18T08:00:00Z"), &example) == 1)
        #expect(try take(example.imported(id, version: 2, "2027-01-18T08:00:00Z"), &example) == 0)
        #expect(try take(example.imported(id, version: 1, "2027-01-18T10:00:00Z"), &example) == 0)
        let start = try CalendarExample.time("2027-01-18T08:00:00Z")
        #expect(example.calendar.bookings[id]?.plan.start == start)
    }

    /// In whatever order the messages come, the same stays in the end.
    @Test func theOrderOfMessagesDoesNotMatter() throws {
        let starts = ["2027-01-18T08:00:00Z", "2027-01-18T09:00:00Z", "2027-01-19T09:00:00Z", "2027-01-20T10:00:00Z"]
        let example = try CalendarExample()
        let messages = try starts.enumerated().map { try example.imported(id, version: UInt64($0), $1) }
        var random = SplitMix64(seed: 7)
        var ends: Set<Booking> = []
        for _ in 0..<50 {
            var example = try CalendarExample()
            for message in (messages + messages).shuffled(using: &random) {
                // The patient of each example is another one.
                var message = message
                message.plan.patient = messages[0].plan.patient
                _ = try take(message, &example)
            }
            ends.insert(try #require(example.calendar.bookings[id]))
        }
        #expect(ends.map(\.version) == [3])
    }

    @Test func aLateVersionAfterTheCancellationIsHarmless() throws {
        var example = try CalendarExample()
        #expect(try take(example.imported(id, version: 5, "2027-01-18T08:00:00Z", status: .cancelled), &example) == 1)
        #expect(try take(example.imported(id, version: 4, "2027-01-18T08:00:00Z"), &example) == 0)
        #expect(try example.starts("2027-01-18T08:00:00Z", "2027-01-18T08:01:00Z") == ["2027-01-18T08:00"])
    }

    @Test func whatCantBeIsRefused() throws {
        var example = try CalendarExample()
        #expect(try take(example.imported(id, version: 1, "2027-01-18T08:00:00Z"), &example) == 1)
        let other = try example.imported(id, version: 2, "2027-01-18T08:00:00Z", patient: PersonID(uuid: UUID()))
        #expect(refusal(other, example) == .otherPatient)
        var inPerson = try example.imported(id, version: 2, "2027-01-18T08:00:00Z")
        inPerson.plan.kind = .inPerson
        #expect(refusal(inPerson, example) == .kindFixed)
        _ = try take(example.imported(id, version: 3, "2027-01-18T08:00:00Z", status: .cancelled), &example)
        let again = try example.imported(id, version: 4, "2027-01-18T08:00:00Z")
        #expect(refusal(again, example) == .cancelled)
    }

    @Test func nobodyHereChangesIt() throws {
        var example = try CalendarExample()
        _ = try take(example.imported(id, version: 1, "2027-01-18T08:00:00Z"), &example)
        let refusal = CalendarExample.refusal { () throws(CalendarRefusal) in
            try example.calendar.decideCancellation(of: id, reason: "", example.circumstances)
        }
        #expect(refusal == .managedElsewhere)
    }

    private func refusal(_ booking: ImportedBooking, _ example: CalendarExample) -> CalendarRefusal? {
        CalendarExample.refusal { () throws(CalendarRefusal) in
            try example.calendar.decideImport(booking, example.circumstances)
        }
    }
}
