import Core
import Foundation
import Testing

@Suite struct CalendarEventTests {
    static let id = BookingID(uuid: UUID(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_0021))
    static let plan = BookingPlan(
        patient: PersonID(uuid: UUID(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_0002)),
        kind: .virtual,
        provider: .jitsi,
        start: Timestamp(milliseconds: 1_800_003_600_000),
        minutes: 30
    )
    static let text = BookingText(title: "Follow-up", reason: "The cough", notes: "No stairs")

    static var events: [CalendarEvent] {
        let day = LocalDate(daysSince1970: 20_833)
        guard let zone = TimeZoneName("Europe/Berlin") else { return [] }
        let availability = Availability(
            specialties: ["Cardiology"],
            zone: zone,
            weekly: [.init(weekday: 1, minutes: 540..<1020)],
            exceptions: [.init(kind: .off, first: day, last: day, minutes: 0..<1440, label: .present("Congress"))],
            slotMinutes: 30,
            bufferMinutes: 5,
            leadMinutes: 60,
            noticeMinutes: 120,
            horizonDays: 90,
            isAccepting: true
        )
        let imported = CalendarEvent.ImportedText(reference: ExternalReference(source: "his", id: "4711"), text: text)
        return [
            .opened, .availabilitySet(availability), .booked(id, plan, .present(text)),
            .rescheduled(id, start: plan.end, minutes: 20), .cancelled(id, reason: .present("I feel better")),
            .cancelled(id, reason: .present("")), .imported(id, version: 7, .cancelled, plan, .present(imported)),
        ]
    }

    @Test(arguments: events)
    func everyEventComesBackAsItWas(event: CalendarEvent) throws {
        #expect(try CalendarEvent(event.stored()) == event)
    }

    /// They stand in journals for ever.
    @Test func kindsAndSizesStay() {
        let stored = Self.events.map { $0.stored() }
        #expect(stored.map(\.kind) == [1, 2, 3, 4, 5, 5, 6])
        #expect(stored.allSatisfy { $0.version == 1 })
        #expect(stored[2].open.prefix(16) == [1, 0x92, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0x21])
        #expect(stored[2].open.suffix(9) == [1, 2, 0x80, 0xFD, 0xCC, 0xC4, 0xB1, 0x34, 30])
    }

    @Test func whatPeopleWroteIsNotInTheOpenPart() throws {
        for event in Self.events {
            let open = String(decoding: event.stored().open, as: UTF8.self)
            for secret in ["cough", "stairs", "Follow-up", "better", "4711", "Congress"] {
                #expect(!open.contains(secret))
            }
        }
    }

    @Test func anErasedBookingIsStillThere() throws {
        for event in Self.events.dropFirst(2) {
            let erased = try CalendarEvent(event.stored().erased)
            #expect(erased.booking == Self.id)
            #expect(try CalendarEvent(erased.stored()).booking == Self.id)
        }
    }

    @Test func cutOrUnknownBytesAreRefused() {
        for event in Self.events.dropFirst() {
            let stored = event.stored()
            for count in 0..<stored.open.count {
                let cut = StoredContent(
                    kind: stored.kind,
                    version: stored.version,
                    open: Array(stored.open.prefix(count)),
                    personal: stored.personal
                )
                #expect(throws: StorageError.self) { try CalendarEvent(cut) }
            }
        }
        let unknown = StoredContent(kind: 7, version: 1, open: [], personal: nil)
        #expect(throws: StorageError.unknownKind(kind: 7, version: 1)) { try CalendarEvent(unknown) }
    }

    @Test func textsGoUnderTheKeyOfTheVisit() throws {
        let calendar = EntityID(kind: .calendar, uuid: UUID(high: 1, low: 2))
        #expect(Self.events[0].key(in: calendar) == KeyID(calendar))
        #expect(Self.events[2].key(in: calendar) == KeyID(EntityID(Self.id.consultation)))
    }
}
