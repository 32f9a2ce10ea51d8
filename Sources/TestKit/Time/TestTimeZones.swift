package import Core

/// A few time zones as they are in 2026 and 2027, for tests that should not depend on the machine's tables.
package struct TestTimeZones: TimeZones {
    private struct Zone {
        let standard: Int
        let summer: Int
        /// When summer time begins and ends, over and over; the zone starts with standard time.
        let changes: [Timestamp]
    }

    private let zones: [String: Zone]

    package init() {
        zones = [
            "UTC": Zone(standard: 0, summer: 0, changes: []),
            "Asia/Kolkata": Zone(standard: 19_800, summer: 19_800, changes: []),
            "Europe/Berlin": Zone(
                standard: 3600,
                summer: 7200,
                changes: Self.times(
                    "2026-03-29T01:00:00Z",
                    "2026-10-25T01:00:00Z",
                    "2027-03-28T01:00:00Z",
                    "2027-10-31T01:00:00Z"
                )
            ),
            "America/New_York": Zone(
                standard: -18_000,
                summer: -14_400,
                changes: Self.times(
                    "2026-03-08T07:00:00Z",
                    "2026-11-01T06:00:00Z",
                    "2027-03-14T07:00:00Z",
                    "2027-11-07T06:00:00Z"
                )
            ),
            "Australia/Lord_Howe": Zone(
                standard: 37_800,
                summer: 39_600,
                changes: Self.times(
                    "2025-10-04T15:30:00Z",
                    "2026-04-04T15:00:00Z",
                    "2026-10-03T15:30:00Z",
                    "2027-04-03T15:00:00Z",
                    "2027-10-02T15:30:00Z"
                )
            ),
        ]
    }

    /// All zones that it knows.
    package var names: [String] { zones.keys.sorted() }

    package func offset(of zone: TimeZoneName, at time: Timestamp) -> Int? {
        guard let zone = zones[zone.description] else { return nil }
        let passed = zone.changes.count { $0 <= time }
        return passed.isMultiple(of: 2) ? zone.standard : zone.summer
    }

    private static func times(_ texts: String...) -> [Timestamp] {
        texts.compactMap { Timestamp(rfc3339: $0) }
    }
}
