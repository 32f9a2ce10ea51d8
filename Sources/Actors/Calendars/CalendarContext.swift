package import Core

/// What all calendars have in common.
package struct CalendarContext: Sendable {
    package let limits: CalendarLimits
    package let clocks: any Clocks
    package let journal: any Journal
    package let zones: any TimeZones
    /// Told, on the calendar's loop, whenever something about a booking became durable.
    package let onStored: @Sendable () -> Void

    package init(
        limits: CalendarLimits = CalendarLimits(),
        clocks: any Clocks,
        journal: any Journal,
        zones: any TimeZones,
        onStored: @escaping @Sendable () -> Void = {}
    ) {
        self.limits = limits
        self.clocks = clocks
        self.journal = journal
        self.zones = zones
        self.onStored = onStored
    }
}
