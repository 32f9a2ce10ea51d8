package import Actors
package import Core

/// Where doctors' calendars are asked: their registry, or a test's stand-in.
package protocol CalendarDesk: Sendable {
    /// Asks, and waits for the answer.
    func ask(_ doctor: PersonID, _ request: CalendarRequest) async -> CalendarReply
}

extension CalendarRegistry: CalendarDesk {}

/// What the routes of doctors and bookings stand on.
package struct BookingServices: Sendable {
    package var calendars: any CalendarDesk
    package var catalog: any BookingCatalog
    package var zones: any TimeZones
    package var limits: CalendarLimits
    /// Waits, within a bound, until everything up to a position of the journal has had its consequences; tells whether it has.
    package var settle: @Sendable (UInt64) async -> Bool
    /// Looks once more at the booking whose newest entry stands at a position.
    package var provide: @Sendable (UInt64) async -> BookingReaction.Outcome
    /// Takes in a patient who can't sign in yet; refused with `alreadyExists` where the address is known.
    package var addPatient: @Sendable (EmailAddress, String) async throws(Refusal) -> PersonID
    /// One booking is made or imported at a time, so that it can't come into two calendars.
    let turns = BookingTurns()

    package init(
        calendars: any CalendarDesk,
        catalog: any BookingCatalog,
        zones: any TimeZones,
        limits: CalendarLimits = CalendarLimits(),
        settle: @escaping @Sendable (UInt64) async -> Bool,
        provide: @escaping @Sendable (UInt64) async -> BookingReaction.Outcome,
        addPatient: @escaping @Sendable (EmailAddress, String) async throws(Refusal) -> PersonID
    ) {
        self.calendars = calendars
        self.catalog = catalog
        self.zones = zones
        self.limits = limits
        self.settle = settle
        self.provide = provide
        self.addPatient = addPatient
    }
}
