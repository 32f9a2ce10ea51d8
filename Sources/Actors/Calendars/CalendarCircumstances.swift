package import Core

/// On whose behalf a calendar is changed.
package enum BookingParty: Hashable, Sendable {
    /// Bound to lead time and notice.
    case patient
    /// The doctor, staff or an administrator.
    case clinic
}

/// What a wish is judged by, beside the calendar itself.
package struct CalendarCircumstances: Sendable {
    package var now: Timestamp
    package var party: BookingParty
    package var zones: any TimeZones
    package var limits: CalendarLimits

    package init(now: Timestamp, party: BookingParty, zones: any TimeZones, limits: CalendarLimits = CalendarLimits()) {
        self.now = now
        self.party = party
        self.zones = zones
        self.limits = limits
    }
}
